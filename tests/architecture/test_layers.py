"""Which room may know which: read from the sources, and seen in what an import really loads."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = ("content", "search_index", "service_worker", "pwa")

# What each room may import of the others and of what answers requests or keeps data.
FORBIDDEN = {
    "content": {
        "flask", "flask_babel", "flask_assets", "werkzeug", "jinja2", "sqlalchemy", "sqlite3",
        "search_index", "service_worker", "pwa", "staff", "app", "whoosh", "time", "random",
        "socket", "urllib.request", "http", "requests", "locale",
    },
    "search_index": {
        "flask", "flask_babel", "flask_assets", "werkzeug", "jinja2", "sqlalchemy", "sqlite3",
        "service_worker", "pwa", "staff", "app", "socket", "urllib.request", "http", "random",
        "locale",
    },
    "service_worker": {
        "content", "search_index", "pwa", "staff", "app", "sqlalchemy", "sqlite3", "flask_babel",
        "flask_assets",
    },
    "pwa": {"app", "staff", "sqlalchemy", "sqlite3", "alembic", "requests"},
}  # fmt: skip

# The two rooms that are a function of their inputs read no clock.
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter", "localtime", "gmtime"}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_nothing_above_it_and_nothing_it_may_not_know(room: str) -> None:
    for path in modules(room):
        for imported in imports(path):
            above = {name for name in FORBIDDEN[room] if f"{imported}.".startswith(f"{name}.")}
            assert not above, f"{path.relative_to(ROOT)}: {imported}"


@pytest.mark.parametrize("room", ["content", "search_index", "service_worker"])
def test_importing_a_lower_room_loads_no_web_server_beyond_its_own(room: str) -> None:
    """Seen in a process of its own, so that an import of an import counts too."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in modules(room)
        if "vendor" not in path.parts
    ]
    loads = f"import sys; {'; '.join(f'import {name}' for name in names)}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", loads], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    web = {"flask", "flask_babel", "sqlalchemy", "sqlite3", "pwa", "app"}
    allowed = {"flask"} if room == "service_worker" else set()
    assert web & {name.split(".")[0] for name in loaded} == allowed


@pytest.mark.parametrize("room", ["content", "search_index", "service_worker"])
def test_a_room_that_is_a_function_of_its_inputs_reads_no_clock(room: str) -> None:
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = getattr(node.func.value, "id", getattr(node.func.value, "attr", ""))
                if owner in ("datetime", "date", "time"):
                    assert node.func.attr not in CLOCKS, f"{path}:{node.lineno}"


def test_only_commands_and_the_trial_on_phones_read_the_clock() -> None:
    """The release builder gets its date and its time from whoever calls it."""
    for path in modules("pwa"):
        reads = any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CLOCKS
            and getattr(node.func.value, "id", getattr(node.func.value, "attr", ""))
            in ("datetime", "date", "time")
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
        )
        place = path.relative_to(ROOT / "pwa").as_posix()
        assert not reads or place.startswith("commands/") or place == "phone.py", place


def test_only_one_module_knows_each_frozen_library() -> None:
    knows: dict[str, set[str]] = {"flask_assets": set(), "flask_babel": set(), "nh3": set()}
    for room in ROOMS:
        for path in modules(room):
            for name in {name.split(".")[0] for name in imports(path)} & knows.keys():
                knows[name].add(path.relative_to(ROOT).as_posix())
    assert knows == {
        "flask_assets": {"pwa/assets/bundles.py"},
        "flask_babel": {"pwa/i18n.py"},
        "nh3": {"content/markdown.py"},
    }


def test_the_import_linter_checks_the_same_rooms() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert set(settings["root_packages"]) == set(ROOMS)
    layers = [c["layers"] for c in settings["contracts"] if c["type"] == "layers"]
    assert layers == [["pwa", "search_index", "content"]]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_in_its_first_line_what_it_is_for(room: str) -> None:
    for path in modules(room):
        words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        assert len(words) > 20 or "vendor" in path.parts, path


def test_no_module_keeps_state_in_a_global() -> None:
    for room in ROOMS:
        for path in modules(room):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                assert not isinstance(node, ast.Global), f"{path}:{node.lineno}"
