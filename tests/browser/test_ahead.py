"""L3, R6: pages of the links on the screen, and no others, are got ready while nobody acts."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer

# Notes which pages the worker is asked for to be shown.
WATCH = """
window.asked = [];
const post = ServiceWorker.prototype.postMessage;
ServiceWorker.prototype.postMessage = function (message, ports) {
  if (message.as === "view") window.asked.push(...message.paths);
  return post.call(this, message, ports);
};
"""

# Makes pages longer than are parsed ahead, on their way from the worker; counts what is parsed.
LENGTHEN = """
window.parsed = 0;
const parse = DOMParser.prototype.parseFromString;
DOMParser.prototype.parseFromString = function (html, type) {
  window.parsed += String(html).length > 64000;
  return parse.call(this, html, type);
};
const ask = ServiceWorker.prototype.postMessage;
ServiceWorker.prototype.postMessage = function (message, ports) {
  if (message.as !== "view") return ask.call(this, message, ports);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) =>
    ports[0].postMessage(data.map((html) => html && html + `<!--${"-".repeat(64000)}-->`));
  return ask.call(this, message, [port2]);
};
"""
# Notes each main part that is put into the page: its heading, and whether it is gone at once.
NOTE_MAINS = """
window.put = [];
document.addEventListener("DOMContentLoaded", () =>
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(
    (node) => node.localName === "main" &&
      window.put.push([node.querySelector("h1").textContent.trim(), !node.isConnected])
  ))).observe(document.body, { childList: true }));
"""
# What somebody would notice of a view.
PLACE = """() => [scrollY, document.activeElement.id, document.querySelectorAll("main").length,
  document.documentElement.scrollHeight, document.querySelector("h1").textContent.trim()]"""
SHORT = {"width": 360, "height": 400}
LONG_LIST = "/en/hc75"

# The pages of the links on the screen, without the present one.
ON_SCREEN = """(own) => {
  const links = [...document.querySelectorAll("a[href^='/']")].filter((link) => {
    const { top, bottom, height } = link.getBoundingClientRect();
    return height && bottom > 0 && top < innerHeight && !/^.(x|i)./.test(link.pathname);
  });
  return [...new Set(links.map((link) => link.pathname))].filter((path) => path !== own).sort();
}"""


def asked(phone: Phone) -> list[str]:
    found: list[str] = phone.page.evaluate("window.asked")
    return found


def wait_until_calm(phone: Phone) -> None:
    phone.page.wait_for_timeout(1500)


@pytest.fixture
def reader(phones: Phones, guide: GuideServer) -> Phone:
    """A small phone that keeps the guide, its worker's questions noted."""
    phone = phones(guide, viewport=SHORT).visit()
    phone.page.add_init_script(WATCH)
    phone.open(LONG_LIST)
    wait_until_calm(phone)
    return phone


def test_just_the_pages_of_the_links_on_the_screen_are_got_ready(reader: Phone) -> None:
    on_screen = reader.page.evaluate(ON_SCREEN, LONG_LIST)
    assert sorted(set(asked(reader))) == on_screen
    assert 0 < len(on_screen) < reader.page.locator("main a[href^='/en/']").count() / 2
    reader.page.evaluate("window.asked = []")
    reader.page.mouse.wheel(0, 700)
    wait_until_calm(reader)
    newly = set(reader.page.evaluate(ON_SCREEN, LONG_LIST)) - set(on_screen)
    assert newly
    assert set(asked(reader)) == newly


def test_the_pages_that_a_search_found_are_got_ready(reader: Phone) -> None:
    reader.open()
    wait_until_calm(reader)
    first = reader.page.locator("[data-element=results] a").first
    for question in ("hiv", "abortion"):
        reader.page.locator("#q").fill(question)
        expect(first.locator("mark").first).to_have_text(question, ignore_case=True)
        wait_until_calm(reader)
        assert first.get_attribute("href") in asked(reader), question


def test_a_press_of_such_a_link_has_only_to_show_the_page(
    reader: Phone, guide: GuideServer
) -> None:
    """R6: also after its guide has gone from the phone; each page is got ready once."""
    before, seen = asked(reader), len(guide.requests())
    assert len(before) == len(set(before))
    reader.ask_worker(ask="forget")
    link, heading = reader.page.locator("main a[href^='/en/']").first, reader.page.locator("h1")
    path, said = link.get_attribute("href"), heading.inner_text()
    assert path in before
    link.click()
    expect(heading).not_to_have_text(said)
    assert asked(reader).count(path) == 1
    assert f"GET {path}" not in guide.requests()[seen:]


def test_long_pages_are_read_ahead_and_parsed_when_they_are_touched(
    phones: Phones, guide: GuideServer
) -> None:
    """To parse a list of hundreds of pages halts a weak phone, with nobody waiting for it."""
    phone = phones(guide, viewport=SHORT).visit()
    phone.page.add_init_script(LENGTHEN + WATCH)
    phone.open(LONG_LIST)
    wait_until_calm(phone)
    link, heading = phone.page.locator("main a[href^='/en/']").first, phone.page.locator("h1")
    path, said = link.get_attribute("href"), heading.inner_text()
    assert path in asked(phone)
    assert phone.page.evaluate("window.parsed") == 0
    link.click()
    expect(heading).not_to_have_text(said)
    assert phone.page.evaluate("window.parsed") == 1
    assert asked(phone).count(path) == 1


def test_the_first_page_of_a_language_is_laid_out_once_and_nobody_notices(
    phones: Phones, guide: GuideServer
) -> None:
    """L3: a browser that was just started takes twice as long for letters that it has not met."""
    # Given somebody who reads and has something in focus
    phone = phones(guide, viewport=SHORT).visit()
    phone.page.add_init_script(NOTE_MAINS)
    phone.open(LONG_LIST)
    phone.page.wait_for_function("document.querySelector('footer[aria-busy]') === null")
    phone.page.evaluate("scrollTo(0, 150); document.querySelector('#help').focus()")
    before = phone.page.evaluate(PLACE)
    # When it is calm, then one page was put into hers and taken away, at once
    wait_until_calm(phone)
    ((rehearsed, gone),) = phone.page.evaluate("window.put")
    assert gone
    assert phone.page.evaluate(PLACE) == before
    # And no other of the same language
    phone.page.mouse.wheel(0, 700)
    wait_until_calm(phone)
    assert len(phone.page.evaluate("window.put")) == 1
    # And it can be read
    phone.page.locator(f"main a:has-text('{rehearsed}')").first.click()
    expect(phone.page.locator("h1")).to_have_text(rehearsed)
    expect(phone.page.locator("main")).to_have_count(1)


def test_after_each_look_for_news_they_are_got_ready_anew(reader: Phone) -> None:
    """The publisher may have ordered that the network is asked first."""
    before = asked(reader)
    reader.page.evaluate("document.dispatchEvent(new Event('kept'))")
    wait_until_calm(reader)
    assert sorted(asked(reader)[len(before) :]) == sorted(before)


def test_nothing_is_got_ready_any_more_when_the_reader_has_left(reader: Phone) -> None:
    reader.page.evaluate("window.asked = []")
    reader.page.evaluate(
        "scrollBy(0, 700); setTimeout(() => document.dispatchEvent(new Event('leaving')), 50)"
    )
    wait_until_calm(reader)
    assert asked(reader) == []


def test_a_phone_that_keeps_nothing_asks_for_no_page_before_it_is_pressed(
    phones: Phones, guide: GuideServer
) -> None:
    phone = phones(guide, service_workers="block", viewport=SHORT)
    phone.open(LONG_LIST)
    phone.settle()
    seen = len(guide.requests())
    phone.page.mouse.wheel(0, 700)
    wait_until_calm(phone)
    assert [one for one in guide.requests()[seen:] if one.startswith("GET /en/")] == []
