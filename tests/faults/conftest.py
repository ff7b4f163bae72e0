"""What the fault tests share: three engines, two editions of the guide, and the network between.

Firefox and WebKitGTK are required where CI is set and Debian is there; elsewhere, what is not
there is not run, and the last lines of the run say so.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Playwright

from tests import checks
from tests.browser.servers import GuideServer, copy_of
from tests.conftest import NOT_HERE, Built
from tests.faults.editions import Edition, content_of, mark_every_page, publish
from tests.faults.engines.chromium import Chromium
from tests.faults.engines.engine import Engine, find_firefox
from tests.faults.engines.firefox import Firefox
from tests.faults.engines.webkit import Screen, WebKit, find_webkit
from tests.faults.fault_proxy import FaultProxy
from tests.faults.series import Series, series_of

# Makes a browser on a profile of its own; closed at the end of the test.
Engines = Callable[[str], Engine]


def missing(name: str) -> NoReturn:
    """Fail where the engine is required, else note that its tests were not run."""
    if checks.needs_all_engines():
        pytest.fail(f"{name} is required here and was not found; python3 dev.py test fetches it")
    pytest.skip(f"{name} {NOT_HERE}")


@pytest.fixture(scope="session")
def screen() -> Iterator[Callable[[], str]]:
    """Return a function that opens the one screen of WebKitGTK, and returns its name."""
    screens: list[Screen] = []

    def display() -> str:
        found = find_webkit()
        assert found
        if not screens:
            screens.append(Screen(found[2]))
        return screens[0].display

    yield display
    for one in screens:
        one.close()


@pytest.fixture
def engines(
    playwright: Playwright, chromium: str, screen: Callable[[], str], tmp_path: Path
) -> Iterator[Engines]:
    """Return a function that starts a browser by its name; an engine that is not here skips."""
    started: list[Engine] = []

    def start(name: str) -> Engine:
        profile = tmp_path / f"profile-{len(started)}"
        engine: Engine
        if name == "chromium":
            engine = Chromium(playwright, chromium, profile)
        elif name == "firefox":
            engine = Firefox(find_firefox() or missing("Firefox"), profile)
        else:
            found = find_webkit() or missing("WebKitGTK")
            engine = WebKit(found[0], found[1], screen())
        started.append(engine)
        engine.start()
        return engine

    yield start
    for engine in started:
        engine.close()
    for place in tmp_path.glob("profile-*"):
        shutil.rmtree(place, ignore_errors=True)


# Guides


@dataclass(frozen=True, slots=True)
class Editions:
    """The old and the new release, each on a server of its own; the new one's holds both."""

    old: Edition
    new: Edition
    old_server: GuideServer
    new_server: GuideServer

    @property
    def both(self) -> tuple[Edition, Edition]:
        """The old one and the new one."""
        return self.old, self.new


@pytest.fixture(scope="session")
def editions(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editions]:
    """Publish two releases in which every page differs, and serve both."""
    place = tmp_path_factory.mktemp("editions")
    content = content_of(place / "content", "Old")
    old_server = GuideServer(copy_of(built.data, place / "old"))
    old = publish(old_server.data, content, "old")
    new_server = GuideServer(copy_of(old_server.data, place / "new"))
    mark_every_page(content, "New")
    new = publish(new_server.data, content, "new")
    for server in (old_server, new_server):
        server.start()
    yield Editions(old, new, old_server, new_server)
    for server in (old_server, new_server):
        server.kill()


@pytest.fixture
def network(editions: Editions) -> Iterator[FaultProxy]:
    """The network in front of the old edition; `to_port` puts it in front of the new one."""
    proxy = FaultProxy(editions.old_server.port)
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.fixture
def series(built: Built, tmp_path: Path) -> Iterator[Series]:
    """A guide of one's own, to publish again and again; its first release is the real one."""
    one = series_of(built.data, tmp_path)
    yield one
    one.server.kill()


@pytest.fixture
def line(series: Series) -> Iterator[FaultProxy]:
    """The network in front of the series."""
    proxy = FaultProxy(series.server.port)
    proxy.start()
    yield proxy
    proxy.stop()
