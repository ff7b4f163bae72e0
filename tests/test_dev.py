"""The set-up command: what it decides, and what it says when it cannot go on."""

import ast
import json
import os
import re
import signal
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import dev
from tests import checks

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 1)
ADDRESS = {"PARASOL_SITE_URL": "http://127.0.0.1:8000"}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A small tree of the kind that dev.py looks at."""
    page = tmp_path / "content/pages/a/en.md"
    page.parent.mkdir(parents=True)
    page.write_text("Help")
    (tmp_path / "app.py").write_text("app = 1")
    return tmp_path


def test_dev_needs_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text())
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in found
        for alias in node.names
    }
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_can_read_dev_and_is_told_what_is_missing() -> None:
    source = (ROOT / "dev.py").read_text()
    ast.parse(source, feature_version=(3, 7))
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('dev.py')"
    ended = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert ended.stderr == "Parasol needs Python 3.11 or newer; this is Python 3.9.\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main() == 0
    shown = capsys.readouterr().out
    assert all(f"python3 dev.py {name} " in shown for name in dev.COMMANDS)


def test_an_unknown_command_shows_the_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main("sevre") == 2
    assert "python3 dev.py run" in capsys.readouterr().out


def test_make_has_a_short_name_for_every_command() -> None:
    targets = re.findall(r"^([a-z]+):  ## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(dev.COMMANDS) <= set(targets)


def test_nothing_changed_means_the_same_fingerprint(sources: Path) -> None:
    (sources / "pwa").mkdir()
    before = dev.fingerprint(sources, ADDRESS, TODAY)
    for left_behind in ("pwa/fr.mo", "pwa/x.cpython-311.pyc", "README.md"):
        (sources / left_behind).write_text("made, not written")
    assert dev.fingerprint(sources, {**ADDRESS, "HOME": "/elsewhere"}, TODAY) == before


@pytest.mark.parametrize(
    "path", ["content/pages/a/en.md", "pwa/js/x.js", "babel.cfg", "instance/settings.toml"]
)
def test_a_changed_source_changes_the_fingerprint(sources: Path, path: str) -> None:
    before = dev.fingerprint(sources, ADDRESS, TODAY)
    changed = sources / path
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text("Other")
    assert dev.fingerprint(sources, ADDRESS, TODAY) != before


def test_moved_words_another_address_and_another_day_change_it_too(sources: Path) -> None:
    before = dev.fingerprint(sources, ADDRESS, TODAY)
    elsewhere = {"PARASOL_SITE_URL": "http://127.0.0.1:8123"}
    assert dev.fingerprint(sources, elsewhere, TODAY) != before
    assert dev.fingerprint(sources, ADDRESS, date(2026, 11, 2)) != before
    (sources / "content/pages/a/en.md").rename(sources / "content/pages/a/fr.md")
    assert dev.fingerprint(sources, ADDRESS, TODAY) != before


def test_an_address_set_by_the_operator_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.delenv("PARASOL_SITE_URL", raising=False)
    assert dev.with_address("http://ours")["PARASOL_SITE_URL"] == "http://ours"

    monkeypatch.setenv("PARASOL_SITE_URL", "https://theirs.example")
    assert dev.with_address("http://ours")["PARASOL_SITE_URL"] == "https://theirs.example"

    monkeypatch.delenv("PARASOL_SITE_URL")
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance/settings.toml").write_text('site_url = "https://theirs.example"')
    assert "PARASOL_SITE_URL" not in dev.with_address("http://ours")

    (tmp_path / "instance/settings.toml").write_text("site_url = ")
    with pytest.raises(SystemExit, match=r"^instance/settings.toml cannot be read: "):
        dev.with_address("http://ours")


def test_a_busy_port_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"^Port {port} is not free .*PORT={port + 10}$"):
            dev.refuse_busy("127.0.0.1", port)
    dev.refuse_busy("127.0.0.1", port)


@pytest.mark.parametrize("text", ["", "http", "-1", "0", "65535", "8000 "])
def test_a_port_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match="^PORT must be a number"):
        dev.port()


def test_run_refuses_what_it_does_not_know() -> None:
    with pytest.raises(SystemExit, match=r"not '--fone'\.$"):
        dev.run(["--fone"])


def test_a_python_without_venv_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr("dev.shutil.which", lambda name: None)
    monkeypatch.setattr("dev.importlib.util.find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        dev.make_venv()
    assert not (tmp_path / ".venv").exists()


def test_a_lock_is_installed_once_until_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    lock, log = tmp_path / "some.lock", tmp_path / "log"
    installer: dev.Command = [sys.executable, "-c", "open('log', 'a').write('x')"]
    for text in ("one", "one", "two"):
        lock.write_text(text)
        dev.install_once(lock, tmp_path / "stamp", installer)
    assert log.read_text() == "xx"


def test_a_failed_installation_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    (tmp_path / "some.lock").write_text("one")
    with pytest.raises(SystemExit, match=r"^some\.lock was not installed"):
        dev.install_once(tmp_path / "some.lock", tmp_path / "stamp", [sys.executable, "-c", "1/0"])
    assert not (tmp_path / "stamp").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_end_of_run_ends_its_server_quietly(ending: signal.Signals) -> None:
    # Given `run` with a server that would go on for ever
    server = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    pretend = (
        # As a terminal starts it: what a script starts in the background never hears Ctrl-C.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import dev, os, sys; dev.run_here = lambda number: dev.serve("
        f"[sys.executable, '-c', {server!r}], os.environ); sys.exit(dev.main('run'))"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", pretend],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    server_id = int(started.stdout.readline())
    # When it is asked to end
    started.send_signal(ending)
    _, complaints = started.communicate(timeout=30)
    # Then it ends without complaint, and the server with it
    assert (started.returncode, complaints) == (0, "")
    with pytest.raises(ProcessLookupError):
        os.kill(server_id, 0)


@pytest.mark.parametrize("name", ["run", "phone", "test"])
def test_every_line_of_a_lock_is_a_pinned_package_or_its_hash(name: str) -> None:
    lines = (ROOT / f"requirements/{name}.lock").read_text().splitlines()
    allowed = re.compile(r"[a-z0-9._-]+==\S+( ; [^/\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not allowed.fullmatch(line)] == []


def test_the_locks_agree() -> None:
    pins = {
        name: dict(re.findall(r"^(\S+)==(\S+)", lock.read_text(), re.MULTILINE))
        for name, lock in ((n, ROOT / f"requirements/{n}.lock") for n in ("run", "phone", "test"))
    }
    assert pins["run"].items() <= pins["phone"].items() <= pins["test"].items()


def test_the_npm_lock_says_what_but_not_from_where() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all(package["integrity"] for name, package in packages.items() if name)


def test_every_dependency_is_accounted_for() -> None:
    notes = (ROOT / "package_notes.md").read_text().lower()
    asked = re.findall(
        r'^ +"([A-Za-z@][\w.@/-]+)[>=]=', (ROOT / "pyproject.toml").read_text(), re.M
    )
    asked += json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert len(asked) > 25
    assert [name for name in asked if f"| {name.lower()} " not in notes] == []


def test_no_browser_is_a_failure_that_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "find_browser", lambda: None)
    monkeypatch.setattr(checks, "fetch_browser", lambda: None)
    with pytest.raises(SystemExit, match="(?s)Install Chromium.*apt-get install.*CHROMIUM_PATH"):
        checks.browser()


def test_an_old_node_gives_way_to_the_one_of_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho 18.20.4\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    found = checks.find_node()
    assert found != str(old)
    assert checks.version_of(found) >= checks.OLDEST_NODE


def test_a_failed_check_shows_its_output_and_a_passed_one_only_its_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    speak = "import sys; print('words'); sys.exit(int(sys.argv[1]))"
    commands: list[dev.Command] = [[sys.executable, "-c", speak, code] for code in "01"]
    results = [checks.passes("lint", command, os.environ) for command in commands]
    good, bad = capsys.readouterr().out.split("s\n", 1)
    assert results == [True, False]
    assert re.fullmatch(r"lint \.\.\. passed in \d+\.\d ", good)
    assert re.fullmatch(r"lint \.\.\. FAILED in \d+\.\d s\nwords\n\n", bad)


def test_check_leaves_out_what_needs_a_browser_and_nothing_else() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    with_browser = {
        folder
        for folder in folders
        if any("playwright." in p.read_text() for p in (ROOT / "tests" / folder).rglob("*.py"))
    }
    assert with_browser <= set(checks.BROWSER_TESTS)
