"""Opening the guide again asks nobody, once it is kept: every request is counted at the server.

A relaunch is a browser that was ended and started again with the same profile. Hours pass by the
page's clock, which decides when news is looked for; what Chromium does by itself (looking for a
changed worker, icons, the manifest) follows the machine's own clock, so these tests speak of the
first 24 hours, which is what is promised.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from tests.browser.phone import ARGUMENTS, SIZE, Phone, phone_of
from tests.browser.servers import GuideServer

# Long enough for what a browser asks by itself after it has opened a page.
AFTERWARDS_MS = 2000

Launch = Callable[..., contextlib.AbstractContextManager[Phone]]

LATER = "(hours) => { const now = Date.now; Date.now = () => now() + hours * 3600000; }"


@pytest.fixture
def launch(playwright: Playwright, chromium: str, mortal: GuideServer, tmp_path: Path) -> Launch:
    """Return a function that starts the one browser of this test, so many hours later."""

    @contextlib.contextmanager
    def start(hours: float = 0) -> Iterator[Phone]:
        context: BrowserContext = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=chromium, args=ARGUMENTS, viewport=SIZE
        )
        context.set_default_timeout(15_000)
        context.add_init_script(f"({LATER})({hours})")
        phone = phone_of(context, mortal.url, context.pages[0])
        yield phone
        phone.page.wait_for_timeout(AFTERWARDS_MS)
        context.close()

    return start


def choose(phone: Phone, choice: str) -> None:
    """Choose on the safety page when news is looked for."""
    phone.open("/en/f53b")
    phone.page.locator(f"input[value={choice}]").check()
    expect(phone.page.locator("[data-element=news-answer]")).not_to_be_empty()


def read_about(phone: Phone) -> None:
    """Open the guide and two of its views, and let the network come back."""
    phone.open("/en/")
    phone.tap("nav .pages a")
    phone.tap(".pages a")
    phone.page.evaluate("dispatchEvent(new Event('online'))")


@pytest.mark.parametrize("choice", ["asked", "daily"])
def test_three_relaunches_ask_nothing_after_the_reader_chose_so(
    choice: str, launch: Launch, mortal: GuideServer
) -> None:
    """R7: not one request of any kind, for either choice."""
    # Given a phone that keeps the guide, whose reader has chosen
    with launch() as phone:
        choose(phone.visit(), choice)
    before = mortal.requests()
    # When the browser is started three times more within the day, online
    for hours in (2, 9, 23):
        with launch(hours) as phone:
            read_about(phone)
    # Then the server has seen nothing
    assert mortal.requests() == before


def test_a_relaunch_asks_once_an_hour_at_most_and_only_for_the_pointer(
    launch: Launch, mortal: GuideServer
) -> None:
    """R6; and the guard of the test above, which would not see requests that nobody makes."""
    with launch() as phone:
        phone.visit()
    before = mortal.requests()
    with launch() as phone:
        read_about(phone)
    assert mortal.requests() == before
    with launch(hours=2) as phone:
        read_about(phone)
    assert set(mortal.requests()[len(before) :]) == {"GET /release"}


def test_once_a_day_asks_again_on_the_next_day(launch: Launch, mortal: GuideServer) -> None:
    """R7: the choice is no way to stay on an old guide for ever."""
    with launch() as phone:
        choose(phone.visit(), "daily")
    before = mortal.requests()
    with launch(hours=25) as phone:
        phone.open("/en/")
    assert mortal.requests()[len(before) :] == ["GET /release"]


def test_whoever_looks_only_when_she_asks_gets_an_answer_when_she_asks(
    launch: Launch, mortal: GuideServer
) -> None:
    """R7: “Look for news now” works whatever was chosen."""
    with launch() as phone:
        choose(phone.visit(), "asked")
    before = mortal.requests()
    with launch(hours=50) as phone:
        phone.open("/en/f53b")
        phone.page.locator("[data-element=check] button").click()
        expect(phone.page.locator("[data-element=check-answer]")).to_contain_text("newest")
    assert mortal.requests()[len(before) :] == ["GET /release"]


def test_no_page_that_is_opened_asks_for_anything_once_it_is_kept(
    launch: Launch, mortal: GuideServer, page_paths: list[str]
) -> None:
    """R6: addresses that are opened, as views that are tapped (test_silence.py), ask nobody."""
    with launch() as phone:
        phone.visit()
        before = mortal.requests()
        # Nobody opens the templates that scripts clone; they have no icon.
        for path in (path for path in page_paths if not path.endswith("/parts")):
            phone.open(path)
    assert mortal.requests() == before
