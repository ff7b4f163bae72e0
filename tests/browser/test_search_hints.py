"""Above the results: what was meant. In their place, when there are none: where to go."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer
from tests.browser.test_everyone import SIDEWAYS, SMALL_TARGETS, violations

RESULTS = "[data-element=results]"
BETTER = f"{RESULTS} button.suggested"

# Longer than the fingers must rest.
LONG_MS = 700

# Counts how often the line above the results comes, goes, or changes.
WATCH = """() => {
  window.changes = [];
  new MutationObserver((records) => {
    for (const record of records) {
      const shown = (one) => one.nodeType === 1 && one.matches("[data-hint]");
      for (const one of [...record.addedNodes, ...record.removedNodes]) {
        if (shown(one)) window.changes.push("line");
      }
      if (record.type === "attributes") window.changes.push(`hidden: ${record.target.hidden}`);
    }
  }).observe(document.querySelector("[data-element=results]"),
    { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });
}"""

# Types letters at the end of the field, a fiftieth of a second apart.
TYPE = """async (text) => {
  const field = document.querySelector("#q");
  for (const letter of text) {
    field.value += letter;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return window.changes;
}"""

# What is announced when it changes: its nearest element that says how.
LIVE = """(selector) => document.querySelector(selector).closest("[aria-live]").ariaLive"""

# The lowest edge of some elements, from the top of what is seen.
LOWEST = """(selector) => Math.max(...[...document.querySelectorAll(selector)]
  .map((one) => one.getBoundingClientRect().bottom))"""


def opened(guide: GuideServer, phones: Phones, language: str = "en", **options: object) -> Page:
    """Open the home of a language and put the finger into its search field."""
    phone: Phone = phones(guide, service_workers="block", **options)
    phone.open(f"/{language}/")
    phone.page.locator("#q").click()
    return phone.page


def test_a_misspelt_word_is_asked_about_above_the_results(
    guide: GuideServer, phones: Phones
) -> None:
    """Q4: with a button that puts it into the field and shows its pages; no keyboard comes up."""
    page = opened(guide, phones)
    page.keyboard.type("jornalist question")
    expect(page.locator(f"{RESULTS} li").first).to_be_visible()
    expect(page.locator(BETTER)).to_have_text("journalist question")
    top = page.locator(f"{RESULTS} li").first.bounding_box()
    asked = page.locator(BETTER).bounding_box()
    assert top
    assert asked
    assert asked["y"] + asked["height"] <= top["y"]
    # When she takes it, with the keys
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(BETTER)).to_be_focused()
    page.keyboard.press("Enter")
    # Then it is asked, the line is gone, and the next Tab leads to the first page
    expect(page.locator("#q")).to_have_value("journalist question")
    expect(page.locator(BETTER)).to_be_hidden()
    expect(page.locator(f"{RESULTS} mark").first).to_have_text("journalist")
    expect(page.locator(RESULTS)).to_be_focused()
    page.wait_for_timeout(LONG_MS)
    expect(page.locator(BETTER)).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.locator(f"{RESULTS} li a").first).to_be_focused()


@pytest.mark.parametrize(
    ("query", "told"),
    [("abortoin cost", "abortion cost"), ("abortion cost", ""), ("i was raped jornalist", "")],
)
def test_a_spelling_that_shows_the_same_pages_is_told_and_not_asked(
    query: str, told: str, guide: GuideServer, phones: Phones
) -> None:
    page = opened(guide, phones)
    page.keyboard.type(query)
    expect(page.locator(f"{RESULTS} [data-hint]")).to_be_attached()
    expect(page.locator(BETTER)).to_be_hidden()
    found = page.locator(f"{RESULTS} [data-hint] bdi")
    expect(found).to_have_text(told)
    expect(found).to_be_visible(visible=bool(told))


def test_the_line_does_not_flicker_while_one_types(guide: GuideServer, phones: Phones) -> None:
    """It comes when the fingers rest, and what stands there stays until they rest again."""
    page = opened(guide, phones)
    page.keyboard.type("j")
    page.evaluate(WATCH)
    assert page.evaluate(TYPE, "ornalist question") == []
    expect(page.locator(BETTER)).to_be_visible()
    assert page.evaluate(TYPE, " about money") == ["line"]
    expect(page.locator(BETTER)).to_have_text("journalist question about money")
    assert page.evaluate("changes") == ["line"]


def test_who_cannot_see_hears_the_line_and_not_the_whole_list(
    guide: GuideServer, phones: Phones
) -> None:
    page = opened(guide, phones)
    page.keyboard.type("jornalist question")
    expect(page.locator(BETTER)).to_be_visible()
    count = page.locator(f"{RESULTS} li").count()
    expect(page.locator(f"{RESULTS} [data-hint]")).to_contain_text(f"Pages found: {count}")
    assert page.evaluate(LIVE, f"{RESULTS} [data-hint]") == "polite"
    assert page.evaluate(LIVE, f"{RESULTS} li") == "off"
    page.locator("#q").fill("zzxxqqjjkk")
    expect(page.locator(f"{RESULTS} .nothing")).to_be_visible()
    assert page.evaluate(LIVE, f"{RESULTS} .nothing") == "polite"


@pytest.mark.parametrize("language", ["en", "fr", "nl", "ar"])
@pytest.mark.parametrize("size", [(360, 640), (320, 480)])
def test_where_nothing_is_found_ways_on_stand_above_the_keyboard(
    language: str, size: tuple[int, int], guide: GuideServer, phones: Phones
) -> None:
    """Q4: a number, the emergency page, a person, the topics; half of 640 px is the keyboard's."""
    width, height = size
    page = opened(guide, phones, language, viewport={"width": width, "height": height})
    page.keyboard.type("zzxxqqjjkk")
    ways = f"{RESULTS} .nothing .ways a"
    expect(page.locator(ways)).to_have_count(4)
    expect(page.locator(f"{ways}[href='tel:112']")).to_be_visible()
    page.wait_for_timeout(LONG_MS)
    assert page.evaluate(LOWEST, ways) <= 320
    assert page.locator("#q").bounding_box()["y"] >= 0  # type: ignore[index]
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(SMALL_TARGETS) == []
    for way in page.locator(f"{ways}[href^='/']").all():
        address = f"{guide.url}{way.get_attribute('href')}"
        assert page.request.get(address).ok, address


def test_one_letter_is_a_question_where_it_is_a_word(guide: GuideServer, phones: Phones) -> None:
    """Q4: Chinese or Thai it is answered, if only by the ways on; Latin it is a beginning."""
    page = opened(guide, phones)
    for word in ("\u75c5", "\u0e1e"):
        page.locator("#q").fill(word)
        expect(page.locator(f"{RESULTS} .nothing")).to_be_visible()
        page.locator("#q").fill("h")
        expect(page.locator(f"{RESULTS} *")).to_have_count(0)
    page.locator("#q").fill("he")
    expect(page.locator(f"{RESULTS} .found")).to_be_visible()


def test_a_keyboard_that_makes_the_screen_smaller_leaves_the_ways_uncovered(
    guide: GuideServer, phones: Phones
) -> None:
    """Q4, X3: older browsers put the fixed corners above the keyboard."""
    page = opened(guide, phones, viewport={"width": 360, "height": 320})
    page.keyboard.type("zzxxqqjjkk")
    ways = f"{RESULTS} .nothing .ways a"
    expect(page.locator(ways)).to_have_count(4)
    corner = page.locator("#leave").bounding_box()
    assert corner
    assert page.evaluate(LOWEST, ways) <= corner["y"]


@pytest.mark.parametrize("query", ["jornalist question", "abortoin cost", "zzxxqqjjkk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_stands_above_and_in_place_of_results_is_for_everybody(
    query: str, scheme: str, guide: GuideServer, phones: Phones
) -> None:
    """W1: also on the smallest screen with the largest text."""
    page = opened(guide, phones, viewport={"width": 320, "height": 480}, color_scheme=scheme)
    page.keyboard.type(query)
    expect(page.locator(f"{RESULTS} :is([data-hint], .nothing)").first).to_be_attached()
    page.wait_for_timeout(LONG_MS)
    assert violations(page) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(SIDEWAYS) == 0
