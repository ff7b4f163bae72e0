"""After leaving: none of the browser's ways back shows the guide again."""

import contextlib
import json
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Playwright, expect

from tests.browser.conftest import CANARY
from tests.browser.phone import ARGUMENTS, SIZE, Phone, phone_of
from tests.browser.processes import kill_group, start_chromium
from tests.browser.servers import EverydaySite, GuideServer, wait_until
from tests.browser.tab import Tab

# As people's browsers are: pages stay alive behind Back, extensions may run.
UNLIKE_PLAYWRIGHT = ["--disable-back-forward-cache", "--disable-extensions"]

Launch = Callable[..., BrowserContext]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """The folder of a browser's profile."""
    return tmp_path / "profile"


@pytest.fixture
def launch(playwright: Playwright, chromium: str, profile: Path) -> Iterator[Launch]:
    """Return a function that opens the browser with the profile, as often as a test wants."""
    opened: list[BrowserContext] = []

    def start(*arguments: str) -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=[*ARGUMENTS, *arguments],
            ignore_default_args=UNLIKE_PLAYWRIGHT, viewport=SIZE, ignore_https_errors=True,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


@pytest.fixture
def reopen(
    playwright: Playwright, chromium: str, profile: Path
) -> Iterator[Callable[[str], BrowserContext]]:
    """Return a function that opens the browser with the tabs it had, of which one is somewhere."""
    started: list[subprocess.Popen[bytes]] = []

    def start(address: str) -> BrowserContext:
        more = ("--ignore-certificate-errors", "--restore-last-session")
        process, devtools = start_chromium(chromium, profile, *more)
        started.append(process)
        # Joined afterwards: while a tab comes back, it changes its page, which Playwright does not
        # expect of a tab that it is just being told of.
        wait_until(lambda: address in addresses_of(devtools), "the tab is back where it was")
        return playwright.chromium.connect_over_cdp(devtools).contexts[0]

    yield start
    for process in started:
        kill_group(process)


def addresses_of(devtools: str) -> list[str]:
    """Where the tabs of a browser are."""
    with urllib.request.urlopen(devtools + "/json/list") as answer:
        return [target["url"] for target in json.load(answer) if target["type"] == "page"]


def read(phone: Phone) -> None:
    """Look at several views, search, and leave words in the field."""
    for way in ("#help", "header nav a", "nav .pages a", ".pages a", "header nav a"):
        phone.tap(way)
    phone.page.locator("#q").fill("abortion")
    expect(phone.page.locator("[data-element=results] mark").first).to_be_visible()
    assert CANARY in phone.text()


def leave(phone: Phone) -> Tab:
    """Press the control; the tab shows something else at once."""
    phone.page.locator("#leave").click(no_wait_after=True)
    expect(phone.page.locator("#leave")).to_have_count(0)
    expect(phone.page.locator("h1")).to_be_visible()
    tab = Tab(phone.page)
    tab.check_nothing()
    return tab


def read_and_leave(phone: Phone, site: EverydaySite, server: GuideServer, *, online: bool) -> Tab:
    """Come from an everyday page, read, perhaps lose the network, and leave."""
    phone.page.goto(site.url + "?before")
    read(phone.visit("/en/"))
    if not online:
        server.kill()
    return leave(phone)


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_back_forward_and_reload_show_nothing(
    launch: Launch, mortal_canary: GuideServer, everyday: EverydaySite, online: bool
) -> None:
    """X7: with the browser's back/forward cache switched on."""
    # Given a reader who has left
    context = launch()
    phone = phone_of(context, mortal_canary.url, context.pages[0])
    tab = read_and_leave(phone, everyday, mortal_canary, online=online)
    # When somebody goes back and forward and reloads, then nothing is to be seen
    tab.reload()
    tab.check_nothing()
    for steps in (-1, -1, -1, 1, 1, 1):
        tab.go(steps)
        tab.check_nothing()
    for steps in (-1, 1):
        tab.go(steps)
        tab.reload()
        tab.check_nothing()


def test_a_page_that_she_opened_before_by_an_address_of_its_own_shows_nothing_either(
    launch: Launch, mortal_canary: GuideServer, everyday: EverydaySite
) -> None:
    """X7: two addresses of the guide, typed or scanned one after the other into one tab."""
    context = launch()
    phone = phone_of(context, mortal_canary.url, context.pages[0])
    phone.visit("/en/hh9x")
    phone.open("/en/")
    read(phone)
    tab = leave(phone)
    for steps in (-1, -1, -1, 1, 1, 1):
        tab.go(steps)
        tab.check_nothing()


EXTENSION = {
    "manifest.json": """{
      "manifest_version": 3, "name": "tabs", "version": "1",
      "permissions": ["tabs", "sessions"], "background": { "service_worker": "tabs.js" }
    }""",
    "tabs.js": "chrome.runtime.onInstalled.addListener(() => undefined);",
}


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_a_duplicated_and_a_reopened_tab_show_nothing(
    launch: Launch, mortal_canary: GuideServer, everyday: EverydaySite, tmp_path: Path, online: bool
) -> None:
    """X7: the browser's own menu, driven by an extension."""
    # Given a reader who has left
    folder = tmp_path / "extension"
    folder.mkdir()
    for name, text in EXTENSION.items():
        (folder / name).write_text(text)
    context = launch(f"--load-extension={folder}")
    tabs = context.service_workers or [context.wait_for_event("serviceworker")]
    phone = phone_of(context, mortal_canary.url, context.pages[0])
    read_and_leave(phone, everyday, mortal_canary, online=online)
    # When somebody duplicates her tab
    with context.expect_page() as opening:
        tabs[0].evaluate(
            "chrome.tabs.query({ active: true }).then(([t]) => chrome.tabs.duplicate(t.id))"
        )
    copy = Tab(opening.value)
    # Then it shows nothing, nor does Back in it
    copy.check_nothing()
    copy.go(-1)
    copy.check_nothing()
    # When somebody closes her tab and opens it again
    phone.page.close()
    with context.expect_page() as opening:
        tabs[0].evaluate("chrome.sessions.restore()")
    again = Tab(opening.value)
    # Then it shows nothing either
    again.check_nothing()
    again.go(-1)
    again.check_nothing()


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_a_crash_and_the_restored_session_show_nothing(
    launch: Launch, reopen: Callable[[str], BrowserContext], profile: Path,
    mortal_canary: GuideServer, everyday: EverydaySite, online: bool,
) -> None:  # fmt: skip
    """X7: the browser dies, as phones' browsers do, and opens the tabs it had."""
    # Given a reader who has left, in a browser that was used before
    launch().close()
    context = launch()
    phone = phone_of(context, mortal_canary.url, context.pages[0])
    tab = read_and_leave(phone, everyday, mortal_canary, online=online)
    left = everyday.url if online else mortal_canary.url + "/x/1"
    now = left.encode() + b"\0" if online else b"/x/1"
    wait_until(lambda: now in session_of(profile), "the browser notes where the tab is")
    # When the browser is killed and opened again with the tabs it had
    with context.expect_event("close"), contextlib.suppress(Error):
        tab.session.send("Browser.crash")
    restored = reopen(left)
    assert left in [page.url for page in restored.pages]
    # Then no tab shows anything, nor do the pages behind it
    for tab in [Tab(page) for page in restored.pages]:
        tab.check_nothing()
        tab.go(-1)
        tab.check_nothing()


def session_of(profile: Path) -> bytes:
    """What the browser has written down of its tabs."""
    return b"".join(path.read_bytes() for path in profile.glob("Default/Sessions/*"))
