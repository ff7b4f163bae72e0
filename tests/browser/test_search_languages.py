"""A question in another language than the page's: its pages are offered, from the phone alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer

RESULTS = "[data-element=results]"
OFFER = f"{RESULTS} .offer"

FRENCH = "je cherche un docteur"
FRENCH_AND_MORE = "avortement pilule clinique"

# What words of other languages may still be found by: a slip away from words of the own one.
OWN_QUERIES = ("abortion pill", "police", "can i work without papers", "my landlord", "help me")


@pytest.fixture
def offline(mortal: GuideServer, phones: Phones) -> Phone:
    """A phone that keeps the guide in all languages, with its English home open; no server."""
    phone = phones(mortal).visit("/en/")
    phone.page.wait_for_function("document.querySelector('[data-element=progress]') === null")
    wait_for_languages(phone, "ar", "en", "fr", "nl")
    mortal.kill()
    phone.open("/en/")
    return phone


def wait_for_languages(phone: Phone, *codes: str) -> None:
    """Wait until the phone keeps these languages."""
    for _ in range(100):
        if set(phone.ask_worker(ask="state")["languages"]) >= set(codes):
            return
        phone.page.wait_for_timeout(100)
    raise AssertionError(phone.ask_worker(ask="state"))


def type_in(phone: Phone, query: str) -> None:
    """Type a question with keys, and wait until the field's language has answered."""
    phone.page.locator("#q").fill("")
    phone.page.locator("#q").click()
    phone.page.keyboard.type(query)
    expect(phone.page.locator(f"{RESULTS} > [data-own]")).to_be_visible()


def test_a_french_question_is_offered_french_pages_which_open_without_a_network(
    offline: Phone,
) -> None:
    """R5, X1: nothing is asked of the network, and address, title and history do not change."""
    page = offline.page
    length, title = page.evaluate("history.length"), page.title()
    # When she asks in French on an English page
    type_in(offline, FRENCH)
    # Then pages are offered that are said, in French, to be in French, and are read as such
    offer = page.locator(OFFER)
    expect(offer).to_have_count(1)
    expect(offer.locator("h2")).to_have_text("Ces pages sont en français")
    expect(offer).to_have_attribute("lang", "fr")
    expect(offer).to_have_attribute("dir", "ltr")
    assert 1 <= offer.locator("li").count() <= 3
    expect(offer.locator("mark").first).to_be_visible()
    # And that nothing was found in English stands after them
    none = page.locator(f"{RESULTS} .offer ~ [data-own] .lead")
    expect(none).to_be_visible()
    # When she opens the first
    first = offer.locator("li").first
    heading = first.locator("strong").inner_text()
    assert first.locator("a").get_attribute("href", timeout=0).startswith("/fr/")
    offline.tap(f"{OFFER} li a")
    # Then it is there, in French
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url.endswith("/en/")
    assert page.evaluate("history.length") == length
    assert page.title() == title
    # And Back leads to the question
    offline.tap("[data-element=back]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#q")).to_have_value(FRENCH)
    expect(offer).to_be_visible()
    assert offline.wrong == []
