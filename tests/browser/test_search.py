"""Searching on the phone: offline, as one types, and never a dead end."""

import re
import struct
import zlib
from random import Random

import pytest
from playwright.sync_api import Route, expect

from content.library import read_library
from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer
from tests.conftest import ROOT

RESULTS = "[data-element=results]"
SEED = 20261123

# Types one query and returns what the page shows of it, two frames after the last answer.
ASK = """async (query) => {
  const field = document.querySelector("#q");
  const place = document.querySelector("[data-element=results]");
  const changed = new Promise((resolve) => {
    const watcher = new MutationObserver(() => { watcher.disconnect(); resolve(); });
    watcher.observe(place, { childList: true });
  });
  field.value = query;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await changed;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return place.textContent.trim().length;
}"""


@pytest.fixture
def offline(mortal: GuideServer, phones: Phones) -> Phone:
    """A phone that keeps the guide, with its home open and the server dead."""
    phone = phones(mortal).visit("/en/")
    mortal.kill()
    phone.open("/en/")
    return phone


def words_of_the_guide() -> list[str]:
    """List the words of the English pages."""
    library = read_library(ROOT / "content").library
    assert library is not None
    bodies = " ".join(page.texts["en"].body for page in library.pages.values())
    return sorted(set(re.findall(r"[A-Za-z]{3,}", bodies)))


def queries(count: int) -> list[str]:
    """Make queries of the guide's own words, some of them misspelt."""
    chance, words = Random(SEED), words_of_the_guide()
    made = []
    for number in range(count):
        query = " ".join(chance.sample(words, chance.randint(1, 3)))
        if number % 3 == 0:
            place = chance.randrange(len(query))
            query = query[:place] + chance.choice("aeioutrs") + query[place + 1 :]
        made.append(query)
    return made


def test_results_appear_offline_while_one_types_with_the_words_marked(offline: Phone) -> None:
    """Q5: each result shows where the words are, and opens with one tap."""
    # When she types, key by key
    offline.page.locator("#q").click()
    offline.page.keyboard.type("abort")
    # Then pages that hold the word are there, marked, before she has finished
    first = offline.page.locator(f"{RESULTS} li").first
    expect(first).to_be_visible()
    offline.page.keyboard.type("ion pill")
    expect(first.locator("mark").first).to_have_text(re.compile("abortion|pill", re.I))
    expect(first.locator(".line mark").first).to_be_visible()
    # And Enter neither sends nor reloads
    offline.page.keyboard.press("Enter")
    assert offline.page.url.endswith("/en/")
    title = first.locator("strong").inner_text()
    offline.tap(f"{RESULTS} li a")
    expect(offline.page.locator("h1")).to_have_text(title)
    # And Back returns to the question and its answers
    offline.tap("[data-element=back]")
    expect(offline.page.locator("#q")).to_have_value("abortion pill")
    expect(first.locator("strong")).to_have_text(title)


def test_every_result_shows_by_which_words_it_was_found(offline: Phone) -> None:
    """Q5: a page that is filed under her words and holds none says so."""
    offline.page.locator("#q").fill("condom brok")
    results = offline.page.locator(f"{RESULTS} .found li")
    expect(results.filter(has_text="Found by your words: condom").first).to_be_visible()
    expect(results.filter(has_not=offline.page.locator("mark"))).to_have_count(0)


def test_a_misspelt_question_finds_what_the_closest_spelling_finds(offline: Phone) -> None:
    """Q4."""
    for typed, meant in (("abbortionn", "abortion"), ("polise", "police"), ("prgenant", "pregnan")):
        offline.page.locator("#q").fill(typed)
        mark = offline.page.locator(f"{RESULTS} mark").first
        expect(mark).to_have_text(re.compile(f"^{meant}", re.I))


def test_nothing_found_is_never_a_dead_end(offline: Phone) -> None:
    """Q4: the number to call, the emergency pages, the topics, and people to ask."""
    # When nothing of the guide is even near to what she typed
    offline.page.locator("#q").fill("zzxxqqjjkk")
    # Then the view says so
    expect(offline.page.locator(f"{RESULTS} .lead")).to_be_visible()
    expect(offline.page.locator(f"{RESULTS} .found")).to_have_count(0)
    # And the number, the doors and the topics are on the same view
    for way in (".call.first[href='tel:112']", ".doors a", "nav .pages a"):
        expect(offline.page.locator(f"main {way}").last).to_be_visible()
    # And people to ask are one tap away
    offline.tap("nav .pages a[href='/en/xg3m']")
    expect(offline.page.locator(".pages a").first).to_be_visible()


def of_another_stemmer(export: bytes) -> bytes:
    """Return an export whole in itself, made with another stemmer than the phone has."""
    rest = export[8:].replace(b'"stemmer_version":"3.0.1"', b'"stemmer_version":"9.9.9"')
    return export[:4] + struct.pack("<I", zlib.crc32(rest)) + rest


@pytest.mark.parametrize("harm", ["missing", "damaged", "of another stemmer"])
def test_an_export_that_is_of_no_use_is_said_to_be_and_is_not_asked_for_with_each_letter(
    guide: GuideServer, phones: Phones, harm: str
) -> None:
    """Q4, R5: the topics still lead everywhere."""
    phone = phones(guide, service_workers="block")
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if harm == "missing":
            route.abort()
        elif harm == "of another stemmer":
            whole = route.fetch().body()
            assert of_another_stemmer(whole) != whole
            route.fulfill(body=of_another_stemmer(whole), content_type="application/octet-stream")
        else:
            route.fulfill(body=b"WX no export at all", content_type="application/octet-stream")

    phone.page.route("**/en/words", answer)
    phone.open("/en/")
    phone.page.locator("#q").click()
    phone.page.keyboard.type("abortion")
    expect(phone.page.locator(f"{RESULTS} .lead")).to_contain_text("does not work")
    for way in (".call.first[href='tel:112']", ".doors a", "nav .pages a"):
        expect(phone.page.locator(f"main {way}").last).to_be_visible()
    phone.page.locator("#q").fill("")
    expect(phone.page.locator(f"{RESULTS} .lead")).to_have_count(0)
    assert len(asked) == 1


@pytest.mark.parametrize("count", [200, pytest.param(1000, marks=pytest.mark.soak)])
def test_typing_questions_sends_nothing_and_changes_no_address(
    guide: GuideServer, phones: Phones, count: int
) -> None:
    """R5: once its data is there, no query of any reader leaves the phone."""
    print(f"\nseed {SEED}")
    # Given a phone online that has answered once, and offered what is written in another language
    phone = phones(guide).visit("/en/")
    phone.page.locator("#q").click()
    phone.page.keyboard.type("ik ben zwanger")
    expect(phone.page.locator(f"{RESULTS} .offer li").first).to_be_visible()
    seen, asked = guide.requests(), len(phone.asked)
    length, title = phone.page.evaluate("history.length"), phone.page.title()
    # When she types questions, some of them with real keys
    for number, query in enumerate(queries(count)):
        if number % 20 == 0:
            phone.page.locator("#q").fill("")
            phone.page.keyboard.type(query)
            phone.page.keyboard.press("Enter")
            phone.page.locator("#q").focus()
        else:
            assert phone.page.evaluate(ASK, query), query
    # Then neither the server nor the browser saw one request, and nothing tells what she typed
    assert guide.requests() == seen
    assert phone.asked[asked:] == []
    assert phone.page.url == guide.url + "/en/"
    assert phone.page.evaluate("history.length") == length
    assert phone.page.title() == title


def test_a_phone_that_keeps_nothing_sends_no_question_either(
    guide: GuideServer, phones: Phones
) -> None:
    """R5, without the worker: the data is loaded once, whole, then nothing more."""
    phone = phones(guide, service_workers="block")
    phone.open("/en/")
    phone.page.locator("#q").click()
    phone.page.keyboard.type("he")
    expect(phone.page.locator(f"{RESULTS} li").first).to_be_visible()
    seen = guide.requests()
    for query in queries(20):
        assert phone.page.evaluate(ASK, query), query
    assert guide.requests() == seen


def test_search_without_scripts_answers_through_a_form_and_keeps_the_words_out_of_the_address(
    guide: GuideServer, phones: Phones
) -> None:
    """R5, Q4, Q5 without JavaScript."""
    # Given a browser that runs no scripts
    phone = phones(guide, java_script_enabled=False)
    phone.open("/fr/")
    # When she sends a question
    phone.page.locator("#q").fill("avortement")
    phone.page.locator("#q").press("Enter")
    # Then the answer is a page with the words marked, and the address does not tell them
    expect(phone.page.locator(f"{RESULTS} li mark").first).to_be_visible()
    assert phone.page.url == guide.url + "/fr/search"
    # And a question without an answer leads on
    phone.page.locator("#q").fill("zzxxqqjjkk")
    phone.page.locator("form.search button").click()
    expect(phone.page.locator(f"{RESULTS} .lead")).to_be_visible()
    expect(phone.page.locator(".call.first[href='tel:112']")).to_be_visible()
    expect(phone.page.locator(".pages a").first).to_be_visible()
