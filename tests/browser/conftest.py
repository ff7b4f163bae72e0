"""What browser tests share: one browser, two guides that nobody changes, and phones for them.

A phone is a fresh browser context. Offline means that the server is dead: that is the only cut
that pages, workers and update checks feel alike.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from content.library import read_library
from tests.browser.phone import ARGUMENTS, Phone, Phones, new_phone
from tests.browser.servers import EverydaySite, GuideServer, copy_of
from tests.conftest import ROOT, Built

# Stands in every text of the guide that is left, so that whatever is left of it can be found.
CANARY = "Qzvkanarie"


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """One browser for all tests that do not harm it."""
    opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield opened
    opened.close()


@pytest.fixture
def phones(browser: Browser) -> Iterator[Phones]:
    """Return a function that makes a fresh phone for a server."""
    made: list[Phone] = []

    def make(server: GuideServer, **options: Any) -> Phone:
        made.append(new_phone(browser, server.url, **options))
        return made[-1]

    yield make
    for phone in made:
        phone.context.close()


# Guides


@pytest.fixture(scope="session")
def tier_0_paths() -> list[str]:
    """The paths of the emergency pages in every language that has them."""
    library = read_library(ROOT / "content").library
    assert library is not None
    pages = [page for page in library.pages.values() if page.tier == 0]
    return [f"/{code}/{page.key}" for page in pages for code in page.texts]


@pytest.fixture(scope="session")
def everyday() -> Iterator[EverydaySite]:
    """The site that the exit of `canary_guide` opens."""
    site = EverydaySite()
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def canary_guide(
    built: Built, everyday: EverydaySite, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Build a guide that can be found again: a canary in every text, and an exit that we see."""
    place = tmp_path_factory.mktemp("canary")
    content = Path(shutil.copytree(ROOT / "content", place / "content"))
    publisher = content / "publisher.toml"
    publisher.write_text(re.sub(r'url = ".*"', f'url = "{everyday.url}"', publisher.read_text()))
    topics = content / "topics.toml"
    topics.write_text(re.sub(r'(line = \{ en = ")', rf"\1{CANARY} ", topics.read_text()))
    for text in content.glob("pages/*/*.md"):
        text.write_text(f"{text.read_text()}\n\n{CANARY}.\n")
    data = copy_of(built.data, place / "data")
    GuideServer(data).publish(content)
    return data


def _serving(data: Path) -> Iterator[GuideServer]:
    server = GuideServer(data)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def guide(built: Built) -> Iterator[GuideServer]:
    """The real guide, served for the whole run: for tests that neither kill nor change it."""
    yield from _serving(built.data)


@pytest.fixture(scope="session")
def left_guide(canary_guide: Path) -> Iterator[GuideServer]:
    """The guide with the canary, served for the whole run."""
    yield from _serving(canary_guide)


@pytest.fixture
def mortal(built: Built, tmp_path: Path) -> Iterator[GuideServer]:
    """The real guide on a copy of its data: for tests that kill it or publish to it."""
    yield from _serving(copy_of(built.data, tmp_path / "data"))


@pytest.fixture
def mortal_canary(canary_guide: Path, tmp_path: Path) -> Iterator[GuideServer]:
    """The guide with the canary, to be killed."""
    yield from _serving(copy_of(canary_guide, tmp_path / "data"))


@pytest.fixture
def serve(tmp_path: Path, built: Built) -> Iterator[Callable[..., GuideServer]]:
    """Return a function that serves a copy of the real guide with settings of its own."""
    servers: list[GuideServer] = []

    def start(**environment: str) -> GuideServer:
        data = copy_of(built.data, tmp_path / f"data-{len(servers)}")
        servers.append(GuideServer(data, environment))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.kill()
