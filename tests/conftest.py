"""Shared fixtures: one build of the real guide, what serves it, and one driver of browsers."""

import datetime
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Playwright, sync_playwright

from app import create_app
from pwa.builder import build_release
from tests.checks import ENGINE_PACKAGES, find_browser

ROOT = Path(__file__).resolve().parents[1]
AS_OF = datetime.date(2026, 11, 23)
NOW = 1_795_430_000.0

# The public address that the QR codes of test builds carry.
SITE_URL = "https://guide.example"


NO_BROWSER = (
    "The browser tests need a Chromium and found none that starts. Run `python3 dev.py test`, "
    "which fetches one, or name one in CHROMIUM_PATH."
)

# What a test says of an engine when it is left out for want of it.
NOT_HERE = "is not on this machine"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the engines that tests wanted and that are not here."""
    reasons = Counter(
        str(skipped.longrepr[2]).removeprefix("Skipped: ")
        for skipped in terminalreporter.stats.get("skipped", [])
        if isinstance(skipped.longrepr, tuple)
    )
    for reason, count in reasons.items():
        if reason.endswith(NOT_HERE):
            terminalreporter.write_line(
                f"NOT RUN: {count} of the fault tests, as {reason} "
                f"(on Debian as root: apt-get install {' '.join(ENGINE_PACKAGES)})"
            )


@dataclass(frozen=True, slots=True)
class Built:
    """A folder with built scripts and one published release of the real content."""

    data: Path
    release_id: str

    def app(self, **overrides: object) -> Flask:
        """Make an application that serves this folder."""
        return create_app({"data_dir": str(self.data), "site_url": SITE_URL, **overrides})


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build scripts, catalogues and the first release of the real content, once."""
    data = tmp_path_factory.mktemp("data")
    return Built(data, build(create_app({"data_dir": str(data), "site_url": SITE_URL})))


def build(app: Flask, *, now: float = NOW, as_of: datetime.date = AS_OF) -> str:
    """Build everything an application serves; return the release's id."""
    runner = app.test_cli_runner()
    for command in (["translations", "compile"], ["bundles", "build"]):
        result = runner.invoke(args=command)
        assert result.exit_code == 0, result.output
    with app.app_context():
        pointer = build_release(
            app.extensions["guide"], as_of=as_of, now=now, progress=lambda line: None
        )
    return pointer.id


@pytest.fixture
def client(built: Built) -> FlaskClient:
    """A client of the real guide."""
    return built.app().test_client()


@pytest.fixture(scope="session")
def page_paths(built: Built) -> list[str]:
    """The paths of every HTML page of the release."""
    tree = built.app().extensions["guide"].current.tree()
    wanted = ("page", "decoy")
    return sorted(p for p, found in tree.paths.items() if found.entry.headers in wanted)


@pytest.fixture
def copied_content(tmp_path: Path) -> Callable[[], Path]:
    """Return a function that copies the real content, for tests that break it."""

    def copy() -> Path:
        return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))

    return copy


# Browsers. Playwright opens one event loop per process, so that there is one driver for the run.


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the Chromium that tests drive; without one they fail, never skip."""
    found = os.environ.get("CHROMIUM_PATH") or find_browser()
    if not found:
        pytest.fail(NO_BROWSER)
    return found


@pytest.fixture(scope="session")
def playwright(chromium: str) -> Iterator[Playwright]:
    """Drive browsers for the whole run."""
    with sync_playwright() as driver:
        yield driver
