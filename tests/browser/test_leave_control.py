"""The control that leaves: there, whole, on top and first, whatever the screen shows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, expect

from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer

SIZES = ((320, 480), (360, 640), (768, 1024))

# An everyday word, which draws no eye.
LEAVE = {"en": "Leave", "fr": "Quitter", "nl": "Weg", "ar": "مغادرة"}

# Characters at the browser's own 16 pixels, and at 200 %.
TEXT_SIZES = (16, 32)

# Corners are round: each point of touch is moved in by what the roundness cuts away.
CONTROL = """() => {
  const [leave, help] = ["leave", "help"].map((id) => document.getElementById(id));
  const [box, other] = [leave, help].map((one) => one.getBoundingClientRect());
  const radius = Math.min(parseFloat(getComputedStyle(leave).borderRadius), box.height / 2);
  const inset = 2 + 0.3 * radius;
  const xs = [box.left + inset, box.right - inset];
  const ys = [box.top + inset, box.bottom - inset];
  const points = xs.flatMap((x) => ys.map((y) => [x, y]));
  points.push([(box.left + box.right) / 2, (box.top + box.bottom) / 2]);
  const gap = Math.max(
    other.left - box.right, box.left - other.right, other.top - box.bottom, box.top - other.bottom,
  );
  const words = leave.querySelector("span").getBoundingClientRect();
  const focusable = "a[href], button, input, select, summary, [tabindex]:not([tabindex='-1'])";
  return {
    width: box.width,
    height: box.height,
    gap,
    isWhole: box.left >= 0 && box.top >= 0
      && box.right <= innerWidth && box.bottom <= innerHeight,
    helpIsWhole: other.left >= 0 && other.top >= 0
      && other.right <= innerWidth && other.bottom <= innerHeight,
    isOnTop: points.every(([x, y]) => leave.contains(document.elementFromPoint(x, y))),
    wordsFit: words.left >= box.left && words.right <= box.right
      && leave.scrollWidth <= leave.clientWidth && leave.scrollHeight <= leave.clientHeight,
    isFirst: document.querySelector(focusable) === leave,
    word: leave.textContent.trim(),
  };
}"""


def check_control(phone: Phone, session: CDPSession, state: str, word: str) -> None:
    """Look at the control of the present view in every size of screen and text."""
    for width, height in SIZES:
        for text in TEXT_SIZES:
            where = f"{state}, {width}x{height}, text {text} px"
            phone.page.set_viewport_size({"width": width, "height": height})
            sizes = {"fontSizes": {"standard": text, "fixed": text}}
            session.send("Page.setFontSizes", sizes)
            seen = phone.page.evaluate(CONTROL)
            assert seen["width"] >= 48, where
            assert seen["height"] >= 48, where
            assert seen["gap"] >= 16, where
            assert seen["word"] == word, where
            for fact in ("isWhole", "helpIsWhole", "isOnTop", "isFirst", "wordsFit"):
                assert seen[fact], f"{where}: {fact}, {seen}"


def home(phone: Phone) -> None:
    phone.tap(f"nav a[href='{phone.home}']")


def topic(phone: Phone) -> None:
    phone.tap("nav .pages a")


def page(phone: Phone) -> None:
    phone.tap("#help")


def end(phone: Phone) -> None:
    phone.page.evaluate("scrollTo(0, document.body.scrollHeight)")


def share(phone: Phone) -> None:
    phone.page.locator("details.share summary").click()


def search(phone: Phone) -> None:
    home(phone)
    phone.page.locator("#q").click()
    phone.page.keyboard.type("112")
    expect(phone.page.locator("[data-element=results] li").first).to_be_visible()


def tool(phone: Phone) -> None:
    phone.tap("a[href$='/f53b']")


# Each state follows from the one before it.
STATES: tuple[Callable[[Phone], None], ...] = (topic, page, end, share, search, end, tool, end)


@pytest.mark.parametrize("language", ["en", "fr", "nl", "ar"])
def test_the_leave_control_is_whole_on_top_and_first_in_every_view(
    guide: GuideServer, phones: Phones, language: str
) -> None:
    """X3: with a notice shown, in lists, pages, results and tools, at their end, at 200 %."""
    phone = phones(guide)
    phone.home = f"/{language}/"
    session = phone.context.new_cdp_session(phone.page)
    phone.open()
    phone.notice("erase").wait_for()
    word = phone.page.locator("#leave").inner_text().strip()
    assert word == LEAVE[language]
    check_control(phone, session, "notice shown", word)
    phone.notice("close").click()
    for state in STATES:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 16}})
        state(phone)
        check_control(phone, session, state.__name__, word)


def test_the_leave_control_is_on_the_first_page_of_all_and_on_the_calm_page(
    guide: GuideServer, phones: Phones
) -> None:
    """X3."""
    for path in ("/", "/en/zzzz"):
        phone = phones(guide, service_workers="block")
        session = phone.context.new_cdp_session(phone.page)
        phone.open(path)
        check_control(phone, session, path, "Leave")


def test_the_first_press_of_tab_reaches_the_control(guide: GuideServer, phones: Phones) -> None:
    """X3, X8: with real keys, on plain pages and in the app."""
    for path in ("/", "/en/", "/en/hh9x", "/ar/hh9x", "/en/f53b"):
        phone = phones(guide, service_workers="block")
        phone.open(path)
        phone.page.keyboard.press("Tab")
        expect(phone.page.locator("#leave")).to_be_focused()
