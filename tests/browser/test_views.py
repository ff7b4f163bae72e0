"""Views come in pieces: the first screen at once, the rest after it; what stays the same stays."""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer

# Opens a link, and says what is there when the view is first shown.
SHOWN = """(path) => new Promise((resolve) => {
  document.addEventListener("shown", () => {
    const blocks = [...document.querySelectorAll("main :is(p, li, h2, a)")];
    const ends = blocks.map((block) => block.getBoundingClientRect().bottom);
    resolve({
      filled: Math.max(...ends) / innerHeight,
      busy: document.querySelector("footer").getAttribute("aria-busy"),
      below: document.querySelector("footer").childElementCount,
    });
  }, { once: true });
  const link = document.querySelector("main a");
  link.href = path;
  link.click();
})"""

# How the present view is written, but for what behaviours mark.
WRITTEN = """() => ["main", "footer"].map((name) => {
  const copy = document.querySelector(name).cloneNode(true);
  copy.querySelectorAll("h1").forEach((heading) => heading.removeAttribute("tabindex"));
  copy.querySelectorAll("[data-connected]").forEach((one) => delete one.dataset.connected);
  return copy.outerHTML;
})"""

# Prints a view as soon as it is shown; says whether something of it was missing.
PRINT = """() => new Promise((resolve) => {
  document.addEventListener("shown", () => {
    dispatchEvent(new Event("beforeprint"));
    resolve(document.querySelector("[aria-busy]:not(body)") !== null);
  }, { once: true });
  document.querySelector(".doors a").click();
})"""

# Opens the first page of the list and goes back before all of it is there, twice.
THERE_AND_BACK = """async () => {
  const shown = () => new Promise((resolve) =>
    document.addEventListener("shown", resolve, { once: true }));
  for (const round of [1, 2]) {
    const there = shown();
    document.querySelector(".doors a").click();
    await there;
    document.querySelector("[data-element=back]").click();
  }
}"""

# Goes on from the list, before all of it is there, to another page; says whether it was cut.
GO_ON_AT_ONCE = """() => new Promise((resolve, reject) => {
  document.addEventListener("shown", () => {
    const isCut = document.querySelector("footer").getAttribute("aria-busy") === "true";
    document.addEventListener("shown", () => resolve(isCut), { once: true });
    setTimeout(reject, 5000, "nothing is shown");
    const link = document.createElement("a");
    link.href = "/en/t4pc";
    document.querySelector("main").append(link);
    link.click();
    link.remove();
  }, { once: true });
  document.querySelector(".doors a").click();
})"""

# Leaves, as far as views know, while one is on its way; says what is shown afterwards.
LEAVE_ON_THE_WAY = """async () => {
  document.querySelector("main a[href^='/en/']").click();
  document.dispatchEvent(new Event("leaving"));
  document.body.replaceChildren();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return document.body.childNodes.length;
}"""

TOUCH = "(link) => link.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))"
LONG = ("/en/t4pc", "/ar/hh9x", "/nl/hc75", "/fr/")


def written(phone: Phone, path: str) -> list[str]:
    """How a page is written when it is opened by itself."""
    page = phone.context.new_page()
    page.goto(phone.url + path)
    found: list[str] = page.evaluate(WRITTEN)
    page.close()
    return found


@pytest.fixture
def reader(phones: Phones, guide: GuideServer) -> Phone:
    """A phone that keeps the guide."""
    return phones(guide).visit()


@pytest.mark.parametrize("path", LONG)
def test_the_first_screen_is_shown_before_the_rest_of_the_view(path: str, reader: Phone) -> None:
    """L3: what lies below waits until there was a frame, and then it is all there, in order."""
    first = reader.page.evaluate(SHOWN, path)
    assert first["filled"] > 0.8
    assert (first["busy"], first["below"]) == ("true", 0)
    reader.settle()
    assert reader.page.evaluate(WRITTEN) == written(reader, path)


def test_a_view_that_is_left_before_it_is_whole_is_whole_when_one_comes_back(
    reader: Phone,
) -> None:
    reader.page.evaluate(THERE_AND_BACK)
    reader.settle()
    assert reader.page.evaluate(WRITTEN) == written(reader, "/en/")


def test_a_view_that_one_went_on_from_at_once_is_whole_when_one_comes_back(reader: Phone) -> None:
    path = reader.page.locator(".doors a").first.get_attribute("href")
    assert reader.page.evaluate(GO_ON_AT_ONCE)
    reader.settle()
    reader.tap("[data-element=back]")
    assert reader.page.evaluate(WRITTEN) == written(reader, str(path))


def test_what_says_that_a_page_cannot_be_had_is_not_cut(phones: Phones, guide: GuideServer) -> None:
    """Also where one went on before the view before it was whole, which is whole afterwards."""
    phone = phones(guide, service_workers="block")
    phone.open()
    path = str(phone.page.locator(".doors a").first.get_attribute("href"))
    whole = written(phone, path)
    phone.page.route("**/en/t4pc", lambda route: route.abort())
    assert phone.page.evaluate(GO_ON_AT_ONCE)
    phone.settle()
    expect(phone.page.locator("h1")).to_have_text("This page is not on this phone yet")
    assert phone.page.evaluate(WRITTEN)[1] == whole[1]
    phone.tap("[data-element=back]")
    assert phone.page.evaluate(WRITTEN) == whole


def test_a_view_that_is_printed_at_once_is_printed_whole(reader: Phone) -> None:
    assert reader.page.evaluate(PRINT) is False


def test_the_search_field_of_a_view_works_wherever_it_stands(reader: Phone) -> None:
    reader.tap(".doors a")
    reader.tap("nav a[href='/en/']")
    reader.page.locator("#q").fill("hiv")
    expect(reader.page.locator("[data-element=results] mark").first).to_be_visible()


def test_the_way_out_keeps_its_place_while_the_bars_say_the_same(reader: Phone) -> None:
    """X4: it does not vanish under a finger, and there is one of it in each language."""
    is_kept = "document.querySelector('#leave').kept === true"
    reader.page.evaluate("document.querySelector('#leave').kept = true")
    reader.tap(".doors a")
    expect(reader.page.locator("[data-element=back]")).to_be_visible()
    assert reader.page.evaluate(is_kept)
    reader.tap(".related a")
    assert reader.page.evaluate(is_kept)
    reader.tap("nav.others a")
    assert not reader.page.evaluate(is_kept)
    assert reader.page.locator("#leave").count() == 1
    reader.tap("[data-element=back]")
    assert reader.page.evaluate(is_kept)
    reader.tap("[data-element=back]")
    reader.tap("[data-element=back]")
    expect(reader.page.locator("[data-element=back]")).to_be_hidden()


def test_a_finger_on_a_link_asks_the_network_for_nothing(
    phones: Phones, guide: GuideServer
) -> None:
    """R6: neither on a phone that keeps the guide nor on one that keeps nothing."""
    keeps, online = phones(guide).visit(), phones(guide, service_workers="block")
    online.open()
    for phone in (keeps, online):
        before = len(guide.requests())
        for link in phone.page.locator("main a[href^='/en/']").all():
            link.evaluate(TOUCH)
        phone.page.wait_for_timeout(500)
        asked = guide.requests()[before:]
        assert [one for one in asked if one.startswith("GET /en/")] == []


def test_a_page_that_was_touched_is_the_one_that_is_pressed(reader: Phone) -> None:
    links = reader.page.locator("main a[href^='/en/']")
    links.nth(1).evaluate(TOUCH)
    other = str(links.nth(2).get_attribute("href"))
    links.nth(2).evaluate("(link) => link.click()")
    reader.settle()
    assert reader.page.evaluate(WRITTEN) == written(reader, other)


def test_nothing_is_shown_any_more_when_the_reader_has_left(
    phones: Phones, guide: GuideServer
) -> None:
    """X4: a view that was on its way does not come, nor what floated above the present one."""
    phone = phones(guide)
    phone.open()
    phone.notice("erase").wait_for()
    assert phone.page.evaluate(LEAVE_ON_THE_WAY) == 0


def test_a_notice_is_read_in_its_own_direction_when_the_view_changes(
    phones: Phones, guide: GuideServer
) -> None:
    """W5: Arabic words above an English page still begin on the right."""
    phone = phones(guide)
    phone.open("/ar/")
    phone.notice("erase").wait_for()
    phone.tap("main a[href^='/en/']")
    notice = phone.page.locator(".notice")
    assert phone.page.evaluate("document.documentElement.dir") == "ltr"
    assert notice.evaluate("(one) => [one.lang, getComputedStyle(one).direction]") == ["ar", "rtl"]
