"""Silence: the app asks nobody but its own origin, and once kept it asks nobody at all."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.phone import Phone, Phones, phone_of
from tests.browser.servers import GuideServer

# Decoys, the templates that scripts clone, and the frame of the search without scripts.
NO_VIEW = re.compile("^/i/|/(parts|found)$")

# Opens the first view that was not opened yet, else goes back; tells what it did.
STEP = """(reached) => {
  const links = [...document.querySelectorAll("a[href^='/']:not(#leave)")];
  const path = (link) => link.getAttribute("href").split("#")[0];
  const next = links.find((link) => !reached.includes(path(link)));
  const back = document.querySelector("[data-element=back]");
  if (next) {
    next.click();
    return path(next);
  }
  if (back.hidden) {
    return "end";
  }
  back.click();
  return "back";
}"""


def walk(phone: Phone) -> set[str]:
    """Open every view that taps can reach, each once; return their paths."""
    reached = [phone.home]
    while (step := phone.page.evaluate(STEP, reached)) != "end":
        phone.settle()
        if step != "back":
            reached.append(step)
    return set(reached)


def test_a_walk_through_the_whole_app_asks_its_own_origin_only_and_sets_no_cookie(
    guide: GuideServer, phones: Phones, page_paths: list[str]
) -> None:
    """R3, R4, R6, X1: every view of every language, search, share, install, safety, decoy."""
    # Given a phone that keeps the guide
    phone = phones(guide).visit("/en/")
    kept = guide.requests()
    length, title = phone.page.evaluate("history.length"), phone.page.title()
    # When she opens everything there is by tapping, searches, and unfolds what can be unfolded
    reached = walk(phone)
    phone.page.locator("#q").fill("hiv")
    expect(phone.page.locator("[data-element=results] mark").first).to_be_visible()
    phone.tap("#help")
    phone.page.locator("details.share summary").click()
    # Then all of the guide was reached
    assert {path for path in page_paths if not NO_VIEW.search(path)} - reached == set()
    # And the server saw none of it but what the search needed, and that only from the phone
    assert guide.requests() == kept
    assert {address for address in phone.asked if not address.startswith(guide.url + "/")} == set()
    # And the address, the title and the history are what they were
    assert phone.page.url == guide.url + "/en/"
    assert phone.page.title() == title
    assert phone.page.evaluate("history.length") == length
    # And the decoy is as silent
    phone.open("/i/u/en")
    expect(phone.page.locator("[data-element=sum]")).to_be_visible()
    assert {address for address in phone.asked if not address.startswith(guide.url + "/")} == set()
    # And there is no cookie and no complaint of the browser
    assert phone.context.cookies() == []
    assert phone.page.evaluate("document.cookie") == ""
    assert phone.wrong == []


def test_a_walk_without_scripts_asks_its_own_origin_only_and_sets_no_cookie(
    guide: GuideServer, phones: Phones, page_paths: list[str]
) -> None:
    """R3, R4 on the plain pages."""
    phone = phones(guide, java_script_enabled=False)
    for path in page_paths:
        phone.open(path)
    assert {address for address in phone.asked if not address.startswith(guide.url + "/")} == set()
    assert phone.context.cookies() == []


def test_twenty_views_leave_the_history_of_a_new_tab_as_it_was(
    guide: GuideServer, browser: Browser
) -> None:
    """X1: one entry, one address, one neutral title."""
    # Given a tab that was opened at the guide, as from a message or a QR code
    session = browser.new_browser_cdp_session()
    before = session.send("Target.getBrowserContexts")["browserContextIds"]
    context = browser.new_context()
    [own] = set(session.send("Target.getBrowserContexts")["browserContextIds"]) - set(before)
    with context.expect_page() as opening:
        session.send("Target.createTarget", {"url": guide.url + "/en/", "browserContextId": own})
    phone = phone_of(context, guide.url, opening.value)
    phone.page.wait_for_load_state()
    assert phone.page.evaluate("history.length") == 1
    # When she opens twenty views
    for number in range(10):
        phone.page.locator("nav .pages a").nth(number % 7).click()
        expect(phone.page.locator("[data-element=back]")).to_be_visible()
        phone.tap(".pages a")
        phone.tap("[data-element=back]")
        phone.tap("[data-element=back]")
        expect(phone.page.locator("#q")).to_be_visible()
    # Then nobody can tell
    assert phone.page.evaluate("history.length") == 1
    assert phone.page.url == guide.url + "/en/"
    assert phone.page.title() == "Info"
    context.close()
