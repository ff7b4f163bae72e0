"""After leaving: none of the browser's ways back shows the guide again."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import CANARY
from tests.browser.phone import ARGUMENTS, SIZE, Phone, phone_of
from tests.browser.servers import EverydaySite, GuideServer, wait_until

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
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


def read_and_leave(phone: Phone, site: EverydaySite, server: GuideServer, *, online: bool) -> None:
    """Come from an everyday page, read, search, perhaps lose the network, and leave."""
    phone.page.goto(site.url + "?before")
    phone.visit("/en/")
    for way in ("#help", "header nav a", "nav .pages a", ".pages a"):
        phone.tap(way)
    phone.tap("header nav a")
    phone.page.locator("#q").fill("abortion")
    expect(phone.page.locator("[data-element=results] mark").first).to_be_visible()
    assert CANARY in phone.text()
    if not online:
        server.kill()
    phone.page.locator("#leave").click(no_wait_after=True)
    check_nothing(phone.page)
    expect(phone.page.locator("h1")).to_be_visible()


def check_nothing(page: Page) -> None:
    """The page, whatever it is, shows and holds nothing of the guide."""
    expect(page.locator("#leave")).to_have_count(0)
    page.wait_for_load_state()
    assert CANARY not in page.content(), page.url


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_back_forward_and_reload_show_nothing(
    launch: Launch, mortal_canary: GuideServer, everyday: EverydaySite, online: bool
) -> None:
    """X7: with the browser's back/forward cache switched on."""
    # Given a reader who has left
    context = launch()
    phone = phone_of(context, mortal_canary.url, context.pages[0])
    read_and_leave(phone, everyday, mortal_canary, online=online)
    # When somebody goes back and forward, reloading here and there, then nothing is to be seen
    ways: list[Callable[[], Any]] = [phone.page.go_back] * 3 + [phone.page.go_forward] * 3
    phone.page.reload()
    check_nothing(phone.page)
    for way in ways:
        way()
        check_nothing(phone.page)
        phone.page.reload()
        check_nothing(phone.page)


def test_a_page_read_before_by_an_address_of_its_own_shows_nothing_either(
    launch: Launch, mortal_canary: GuideServer, everyday: EverydaySite
) -> None:
    """X7: two addresses of the guide, typed or scanned one after the other into one tab."""
    context = launch()
    phone = phone_of(context, mortal_canary.url, context.pages[0])
    phone.visit("/en/hh9x")
    read_and_leave(phone, everyday, mortal_canary, online=True) if False else None
    phone.open("/en/")
    phone.page.locator("#leave").click(no_wait_after=True)
    phone.page.wait_for_url(everyday.url)
    for _ in range(3):
        phone.page.go_back()
        check_nothing(phone.page)


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
        tabs[0].evaluate("chrome.tabs.query({ active: true }).then(([t]) => chrome.tabs.duplicate(t.id))")
    copy = opening.value
    copy.wait_for_load_state()
    # Then it shows nothing, nor does Back in it
    check_nothing(copy)
    copy.go_back()
    check_nothing(copy)
    # When somebody closes her tab and opens it again
    phone.page.close()
    with context.expect_page() as opening:
        tabs[0].evaluate("chrome.sessions.restore()")
    again = opening.value
    again.wait_for_load_state()
    # Then it shows nothing either
    check_nothing(again)
    again.go_back()
    check_nothing(again)


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_a_crash_and_the_restored_session_show_nothing(
    launch: Launch, mortal_canary: GuideServer, everyday: EverydaySite, profile: Path, online: bool
) -> None:
    """X7: first the tab crashes, then the whole browser is killed and restores its session."""
    # Given a reader who has left
    context = launch()
    phone = phone_of(context, mortal_canary.url, context.pages[0])
    read_and_leave(phone, everyday, mortal_canary, online=online)
    wait_until(lambda: b"/x/1" in session_of(profile), "the browser notes where the tab is")
    # When the tab crashes and is reloaded, then nothing is to be seen
    with phone.page.expect_event("crash"):
        phone.context.new_cdp_session(phone.page).send("Page.crash")
    # When the browser is killed and opened again with the tabs it had
    os.kill(pid_of(profile), signal.SIGKILL)
    restored = launch("--restore-last-session")
    # Then no tab shows anything, nor do the pages behind it
    assert restored.pages
    for page in restored.pages:
        check_nothing(page)
        page.go_back()
        check_nothing(page)


def session_of(profile: Path) -> bytes:
    """What the browser has written down of its tabs."""
    return b"".join(path.read_bytes() for path in profile.glob("Default/Sessions/*"))


def pid_of(profile: Path) -> int:
    """The browser's main process, found by its profile."""
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            words = (process / "cmdline").read_bytes().split(b"\0")
            mine = f"--user-data-dir={profile}".encode() in words
            if mine and not any(word.startswith(b"--type=") for word in words):
                return int(process.name)
    raise AssertionError("the browser is not running")
