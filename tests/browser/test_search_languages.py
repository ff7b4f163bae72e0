"""A question in another language than the page's: its pages are offered, from the phone alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer
from tests.browser.test_everyone import SIDEWAYS, SMALL_TARGETS, violations

RESULTS = "[data-element=results]"
OFFER = f"{RESULTS} .offer"

# English finds nothing for the first, and something for the second.
FRENCH = "je cherche un docteur"
HALF_FRENCH = "avortement pilule"
ARABIC = "أريد طبيب"

# Nothing is offered for these. The last but one is spelt wrong, the last is in no language.
OWN_QUERIES = ("abortion pill", "can i work without papers", "polise", "zzxxqqjjkk")

# Longer than the fingers must rest, and than loading takes: what is not there then, never comes.
LONG_MS = 1500


@pytest.fixture
def offline(mortal: GuideServer, phones: Phones) -> Phone:
    """A phone that keeps the guide in all languages, with its English home open; no server."""
    phone = phones(mortal).visit("/en/")
    mortal.kill()
    phone.open("/en/")
    return phone


def type_in(phone: Phone, query: str) -> None:
    """Type a question with keys, and wait until the field's language has answered."""
    phone.page.locator("#q").fill("")
    phone.page.locator("#q").click()
    phone.page.keyboard.type(query)
    expect(phone.page.locator(f"{RESULTS} > [data-own]")).to_be_visible()


def test_a_french_question_is_offered_french_pages_that_open_without_a_network(
    offline: Phone,
) -> None:
    """R5, X1: nothing is asked of the network, and address, title and history do not change."""
    page = offline.page
    length, title = page.evaluate("history.length"), page.title()
    # When she asks in French on an English page
    type_in(offline, FRENCH)
    # Then pages are offered that are said, in French, to be in French, and are read aloud as such
    offer = page.locator(OFFER)
    expect(offer).to_have_count(1)
    expect(offer.get_by_role("heading", name="Ces pages sont en français")).to_be_visible()
    expect(offer).to_have_attribute("lang", "fr")
    expect(offer).to_have_attribute("dir", "ltr")
    assert 1 <= offer.locator("li").count() <= 3
    expect(offer.locator("mark").first).to_be_visible()
    # And after them it still says that nothing was found
    expect(page.locator(f"{OFFER} ~ [data-own] .lead")).to_be_visible()
    # When she opens the first
    heading = offer.locator("li strong").first.inner_text()
    offline.tap(f"{OFFER} li a")
    # Then it is there, in French
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url == offline.url + "/en/"
    assert page.evaluate("history.length") == length
    assert page.title() == title
    # And Back leads to the question
    offline.tap("[data-element=back]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#q")).to_have_value(FRENCH)
    expect(offer).to_be_visible()
    assert offline.wrong == []


def test_an_offer_beside_an_answer_stands_below_it_and_a_line_above_leads_there(
    offline: Phone,
) -> None:
    """Q4, W1, W3: also with the keyboard, and on a small screen."""
    page = offline.page
    page.set_viewport_size({"width": 320, "height": 480})
    type_in(offline, HALF_FRENCH)
    expect(page.locator(f"{RESULTS} > ul[data-own] ~ .offer")).to_have_count(1)
    way = page.get_by_role("button", name="Aussi en français")
    expect(way).to_have_attribute("lang", "fr")
    way.press("Enter")
    expect(page.locator(OFFER)).to_be_focused()
    expect(page.locator(f"{OFFER} h2")).to_be_in_viewport()
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(SMALL_TARGETS) == []
    assert violations(page) == []


def test_an_offer_is_written_in_the_direction_of_its_language(offline: Phone) -> None:
    """W5"""
    type_in(offline, ARABIC)
    expect(offline.page.locator(OFFER)).to_have_attribute("dir", "rtl")
    expect(offline.page.locator(f"{OFFER} h2")).to_contain_text("العربية")


def test_a_question_in_the_own_language_is_offered_nothing(offline: Phone) -> None:
    """Q4"""
    # Given a phone that has loaded the other languages, and has offered one
    type_in(offline, HALF_FRENCH)
    expect(offline.page.locator(OFFER)).to_have_count(1)
    for query in OWN_QUERIES:
        # When she asks in English
        type_in(offline, query)
        # Then the offer goes, and none comes
        expect(offline.page.locator(OFFER)).to_have_count(0)
        offline.page.wait_for_timeout(LONG_MS)
        assert offline.page.locator(f"{OFFER}, {RESULTS} .offered").count() == 0, query
        expect(offline.page.locator(f"{RESULTS} > [data-own]")).to_be_visible()


def test_languages_are_loaded_for_offers_without_a_request_to_the_server(
    guide: GuideServer, phones: Phones
) -> None:
    """R5: online too, all of it comes from the phone."""
    phone = phones(guide).visit("/en/")
    phone.open("/en/")
    expect(phone.page.locator("#q")).to_be_visible()
    seen = guide.requests()
    type_in(phone, FRENCH)
    expect(phone.page.locator(OFFER)).to_have_count(1)
    phone.tap(f"{OFFER} li a")
    expect(phone.page.locator("html")).to_have_attribute("lang", "fr")
    assert guide.requests() == seen


def test_a_language_that_the_phone_does_not_keep_is_not_offered(
    guide: GuideServer, phones: Phones
) -> None:
    """R5: a phone that saves data keeps one language, and asks nobody for another."""
    # Given a phone whose owner saves data, and reads Dutch
    phone = phones(guide, locale="nl-BE")
    session = phone.context.new_cdp_session(phone.page)
    session.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    phone.visit("/nl/")
    assert phone.ask_worker(ask="state")["languages"] == ["nl"]
    seen = guide.requests()
    # When she asks in French
    type_in(phone, FRENCH)
    phone.page.wait_for_timeout(LONG_MS)
    # Then nothing is offered, nothing is asked for, and nothing is wrong
    assert phone.page.locator(OFFER).count() == 0
    assert guide.requests() == seen
    assert phone.wrong == []
