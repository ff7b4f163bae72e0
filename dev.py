#!/usr/bin/env python3
"""The set-up of Parasol: needs nothing but Python, and fetches the rest by itself.

    python3 dev.py setup             prepare all that `run` needs, then stop
    python3 dev.py run [--phone]     serve the guide here (PORT=8000), or to the phones in this room
    python3 dev.py check [args]      format, lint, types, content, and the tests without a browser
    python3 dev.py test [args]       all of that, and the tests in a browser; args go to pytest
    python3 dev.py soak [args]       the long versions of the tests
    python3 dev.py bench [names]     the measurements, beside others where there are any; an hour

It may use the standard library only, asks no question, and ends no process but its own.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Parasol needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])

import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

CODE = ("app.py", "content", "pwa", "search_index", "service_worker")
SETTINGS = "instance/settings.toml"
SOURCES = (*CODE, "babel.cfg", "requirements/run.lock", SETTINGS, "instance/revisions")
BUILD_STEPS = ("bundles build", "translations compile", "release build")

Command = list[str | Path]


def say(sentence: str) -> None:
    print(sentence, flush=True)


def do(command: Command, environment: Mapping[str, str] | None = None, otherwise: str = "") -> bool:
    """Run a command, its output shown; when it fails, stop with the sentence `otherwise`."""
    succeeded = subprocess.run(command, cwd=ROOT, env=environment).returncode == 0
    if otherwise and not succeeded:
        sys.exit(otherwise)
    return succeeded


def digest_of(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def holds(stamp: Path, text: str) -> bool:
    return stamp.exists() and stamp.read_text() == text


# Installing


def make_venv() -> None:
    """Make `.venv`, and make it anew when another Python or another tool made it."""
    stamp, uv = VENV / "made-with", shutil.which("uv")
    maker = "Python %d.%d, %s" % (*sys.version_info[:2], "uv" if uv else "venv")
    if PYTHON.exists() and holds(stamp, maker):
        return
    if not uv and not importlib.util.find_spec("ensurepip"):
        sys.exit(
            "This Python comes without venv and pip, which Debian and Ubuntu keep apart. As root:\n"
            "  apt-get install python3-venv\nthen run the same command again."
        )
    say("Making .venv, the folder for the Python packages ...")
    shutil.rmtree(VENV, ignore_errors=True)
    by_uv: Command = [uv or "", "venv", "--quiet", "--python", sys.executable, VENV]
    do(by_uv if uv else [sys.executable, "-m", "venv", VENV], otherwise=".venv could not be made.")
    stamp.write_text(maker)


def install_once(lock: Path, stamp: Path, command: Command) -> None:
    """Install what a lock names, unless `stamp` says that just this was installed before."""
    digest = digest_of(lock.read_bytes())
    if not holds(stamp, digest):
        say(f"Installing {lock.relative_to(ROOT)} (the first time, up to a minute) ...")
        do(command, otherwise=f"{lock.name} was not installed; see above. Is there a network?")
        stamp.write_text(digest)


def install(name: str) -> None:
    make_venv()
    lock, uv = ROOT / f"requirements/{name}.lock", shutil.which("uv")
    by_pip: Command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-qq"]
    by_uv: Command = [uv or "", "pip", "install", "--python", PYTHON, "-q"]
    command = [*(by_uv if uv else by_pip), "--require-hashes", "-r", lock]
    install_once(lock, VENV / f"installed-{name}", command)


# Building


def port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65535:
        sys.exit(f"PORT must be a number from 1 to 65534, not {text!r}.")
    return int(text)


def with_address(address: str) -> dict[str, str]:
    """The environment the site runs in; an address set by its operator wins over `address`."""
    settings = ROOT / SETTINGS
    try:
        known = tomllib.loads(settings.read_text("utf-8-sig")) if settings.exists() else {}
    except (OSError, ValueError) as error:
        sys.exit(f"{SETTINGS} cannot be read: {error}.")
    return {**({} if "site_url" in known else {"PARASOL_SITE_URL": address}), **os.environ}


def files_of(root: Path, names: Iterable[str], pattern: str = "*") -> list[Path]:
    """The sources among the named files and folders; what a build or a run leaves is none."""
    places = [root / name for name in names]
    found = {path for place in places for path in (place, *place.rglob("*")) if path.is_file()}
    return sorted(p for p in found if p.match(pattern) and p.suffix not in (".mo", ".pyc"))


def fingerprint(root: Path, environment: Mapping[str, str], today: date) -> str:
    """One digest of all that a release depends on, the day included: contacts expire."""
    settings = [f"{key}={environment[key]}" for key in environment if key.startswith("PARASOL_")]
    parts = [today.isoformat().encode(), "\n".join(sorted(settings)).encode()]
    for path in files_of(root, SOURCES):
        parts += [path.relative_to(root).as_posix().encode(), path.read_bytes()]
    return digest_of(*parts)


def flask(command: str) -> Command:
    return [PYTHON, "-m", "flask", "--app", "app", *command.split()]


def in_force() -> str:
    """The pointer to the release that is served; another one was published by other means."""
    pointer = ROOT / "instance/releases/current.json"
    return pointer.read_text() if pointer.exists() else "nothing"


def build(environment: Mapping[str, str]) -> bool:
    """Build what readers get, unless nothing has changed since the last time."""
    stamp, now = VENV / "built-from", fingerprint(ROOT, environment, date.today())
    if holds(stamp, now + in_force()):
        return True
    for step in BUILD_STEPS:
        say(f"Building the guide: {step} ...")
        if not do(flask(step), environment):
            return False
    stamp.write_text(now + in_force())
    return True


def prepare(lock: str, address: str) -> dict[str, str]:
    """Install and build; the environment to serve in."""
    install(lock)
    environment = with_address(address)
    if not build(environment):
        sys.exit("The guide could not be built; the lines above say why.")
    return environment


# Serving


def refuse_busy(host: str, number: int) -> None:
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere this option lets two servers share one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as error:
            reason = error.strerror or "it is in use"
            sys.exit(f"Port {number} is not free ({reason}). Take another: PORT={number + 10}")


def address_in_this_room() -> str:
    """This machine's address in the local network; finding it sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # kept for documentation: nobody has it
        except OSError:
            sys.exit("This machine is in no network. Join the Wi-Fi of the phone, then try again.")
        return str(probe.getsockname()[0])


def serve(command: Command, environment: Mapping[str, str]) -> int:
    """Run a server until Ctrl-C, until this process is asked to end, or until its own end.

    It gets a session of its own, so that it hears of the end once: granian may hang when Ctrl-C
    and its parent tell it at the same time.
    """
    server = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        return server.wait()
    finally:
        server.terminate()
        server.wait()


def setup(arguments: list[str]) -> int:
    prepare("run", f"http://127.0.0.1:{port()}")
    say("Ready. Start it with:  python3 dev.py run")
    return 0


def run(arguments: list[str]) -> int:
    if arguments not in ([], ["--phone"]):
        sys.exit(f"`run` knows --phone and nothing else, not {' '.join(arguments)!r}.")
    return run_for_phones(port()) if arguments else run_here(port())


def run_here(number: int) -> int:
    refuse_busy("127.0.0.1", number)
    environment = prepare("run", f"http://127.0.0.1:{number}")
    say(
        f"\nThe guide is at  http://127.0.0.1:{number}/   (Ctrl-C ends it)\n\n"
        "A phone keeps it only from https or localhost. To try it on a real one, either\n"
        f"  by cable   adb reverse tcp:{number} tcp:{number}\n"
        f"             and open http://localhost:{number}/ on the phone, or\n"
        "  by Wi-Fi   python3 dev.py run --phone\n\n"
        f"Changed a page? In another terminal:  PORT={number} python3 dev.py setup\n"
    )
    granian: Command = [PYTHON, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--no-ws"]
    granian += ["--host", "127.0.0.1", "--port", str(number)]
    granian += ["--blocking-threads", "3", "--no-access-log", "--log-level", "warning"]
    return serve([*granian, "app:app"], environment)


def run_for_phones(number: int) -> int:
    host = address_in_this_room()
    refuse_busy(host, number)
    refuse_busy(host, number + 1)
    environment = prepare("phone", f"https://{host}:{number}")
    return serve([PYTHON, "-m", "pwa.phone", host, str(number)], environment)


# Checking


def run_checks(*arguments: str) -> int:
    """Install what the checks need, then hand over to tests/checks.py."""
    install("test")
    return subprocess.run([PYTHON, "-m", "tests.checks", *arguments], cwd=ROOT).returncode


def check(arguments: list[str]) -> int:
    return run_checks("check", *arguments)


def test(arguments: list[str]) -> int:
    return run_checks("test", *arguments)


def soak(arguments: list[str]) -> int:
    return run_checks("soak", *arguments)


def bench(arguments: list[str]) -> int:
    return run_checks("bench", *arguments)


COMMANDS = {command.__name__: command for command in (setup, run, check, test, soak, bench)}


def main(name: str = "help", *arguments: str) -> int:
    if name not in COMMANDS:
        print(__doc__)
        return 0 if name in ("help", "-h", "--help") else 2
    for ending in ("SIGTERM", "SIGHUP"):  # a kill or a closed terminal is like Ctrl-C
        signal.signal(getattr(signal, ending, signal.SIGTERM), signal.default_int_handler)
    try:
        return COMMANDS[name](list(arguments))
    except KeyboardInterrupt:
        return 0 if name == "run" else 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
