"""What the reader sees of updates: her choice, the line of progress, what is said of an outcome."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer
from tests.browser.slow_proxy import SlowProxy
from tests.conftest import ROOT

SAFETY = "/en/f53b"
ANSWER = "[data-element=check-answer]"
CHOSEN = "[data-element=news-answer]"

# A browser whose owner lets sites keep databases, but nothing in localStorage.
NO_LOCAL_STORAGE = """Object.defineProperty(window, "localStorage", {
  get: () => { throw new DOMException("denied", "SecurityError"); },
});"""

# A worker that answers every look for news in one way.
OUTCOME = """(outcome) => {
  const post = ServiceWorker.prototype.postMessage;
  ServiceWorker.prototype.postMessage = function (question, ports) {
    if (question.ask === "check") {
      ports[0].postMessage(outcome);
    } else {
      post.call(this, question, ports);
    }
  };
}"""

# A window behind another one, or on a locked phone; or one that is seen again.
HIDE = """(isHidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

# Leaves; while the exit's page is on its way, the network returns and the window is seen again.
LEAVE_AND_GO_ON = """() => {
  document.getElementById("leave").click();
  if (document.body.className !== "left") throw new Error("still there");
  dispatchEvent(new Event("online"));
  document.dispatchEvent(new Event("visibilitychange"));
}"""

# Everything about the line of progress that the reader could be disturbed by.
WATCH_LINE = """() => {
  window.seen = { shown: 0, texts: [], covered: [], roles: [], shifts: 0 };
  // With another view Back comes into the bar, and what stands there makes room.
  const isOfBar = ({ node }) =>
    node && (node.closest ? node : node.parentElement).closest("header nav");
  new PerformanceObserver((list) => {
    const moved = list.getEntries().filter((entry) => !entry.sources.every(isOfBar));
    seen.shifts += moved.reduce((sum, entry) => sum + entry.value, 0);
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    const line = document.querySelector(".progress");
    if (line) {
      const box = line.getBoundingClientRect();
      seen.shown += 1;
      seen.texts.push(line.innerText);
      seen.roles.push(line.getAttribute("role"));
      for (const id of ["leave", "help"]) {
        const other = document.getElementById(id).getBoundingClientRect();
        const apart = box.bottom <= other.top || box.top >= other.bottom
          || box.right <= other.left || box.left >= other.right;
        if (!apart) seen.covered.push(id);
      }
    }
    requestAnimationFrame(look);
  };
  look();
}"""


def state(phone: Phone) -> str:
    """Return what the safety page says about what is kept."""
    return " ".join(phone.page.locator("[data-element=kept]").inner_text().split())


def look_now(phone: Phone) -> None:
    phone.page.locator("[data-element=check] button").click()


def outcome_is(phone: Phone, outcome: str) -> None:
    """From now on, every look for news of the present document ends so."""
    phone.page.evaluate(OUTCOME, outcome)


# The safety page


def test_the_safety_page_says_what_is_kept_and_of_when(guide: GuideServer, phones: Phones) -> None:
    phone = phones(guide).visit(SAFETY)
    expect(phone.page.locator("[data-element=kept] .kept")).to_be_visible()
    words = state(phone)
    assert "Guide of 23 November 2026." in words
    assert "Last looked for news: today at " in words
    for name in ("English", "Français", "Nederlands", "العربية"):
        assert name in words
    assert "so far" not in words
    assert "saves data" not in words


@pytest.mark.parametrize(("hours", "said"), [(24, "yesterday"), (24 * 40, "November 2026")])
def test_a_look_of_another_day_is_said_so(
    hours: int, said: str, guide: GuideServer, phones: Phones
) -> None:
    phone = phones(guide).visit("/en/")
    phone.context.add_init_script(
        f"const now = Date.now; Date.now = () => now() + {hours} * 3600000;"
        "localStorage.setItem('news', 'asked')"
    )
    phone.open(SAFETY)
    expect(phone.page.locator("[data-element=kept] .kept")).to_be_visible()
    [line] = [line for line in state(phone).split("Last looked")[1:]]
    assert said in line.split("On this phone")[0]
    assert "today" not in line


def test_a_phone_that_saves_data_says_what_that_means(guide: GuideServer, phones: Phones) -> None:
    phone = phones(guide, locale="nl-BE")
    session = phone.context.new_cdp_session(phone.page)
    session.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    phone.visit("/en/")
    phone.tap('a[href="/en/f53b"]')
    expect(phone.page.locator("[data-thrifty]")).to_be_visible()
    assert "On this phone: English This phone" in state(phone)


# The choice


def test_the_choice_is_made_with_the_keyboard_and_said_at_once(
    mortal: GuideServer, phones: Phones
) -> None:
    """R7: one named group, one tab stop, arrows choose, and it is said aloud."""
    # Given the safety page, where nothing was chosen yet
    phone = phones(mortal).visit(SAFETY)
    group = phone.page.get_by_role("group", name="When may the guide look for news by itself?")
    hourly, daily, asked = (group.get_by_role("radio").nth(n) for n in range(3))
    expect(hourly).to_be_checked()
    assert phone.page.evaluate("localStorage.length") == 0
    # When she goes down the list with the arrows
    hourly.focus()
    phone.page.keyboard.press("ArrowDown")
    expect(daily).to_be_checked()
    expect(phone.page.locator(CHOSEN)).to_have_text("Done. From now on: Once a day")
    phone.page.keyboard.press("ArrowDown")
    # Then it is in force and said, where screen readers hear it
    expect(asked).to_be_checked()
    expect(asked).to_be_focused()
    expect(phone.page.locator(CHOSEN)).to_have_text("Done. From now on: Only when I ask")
    expect(phone.page.locator(CHOSEN)).to_have_attribute("role", "status")
    before = mortal.requests()
    phone.look_for_news()
    phone.page.wait_for_timeout(500)
    assert mortal.requests() == before
    # And it is still there when the page is opened again
    phone.open(SAFETY)
    expect(asked).to_be_checked()
    # And going back to what everybody has leaves no trace
    hourly.check()
    expect(phone.page.locator(CHOSEN)).to_contain_text("Every hour")
    assert phone.page.evaluate("localStorage.length") == 0


def test_where_nothing_is_stored_the_choice_holds_until_the_guide_is_closed(
    mortal: GuideServer, phones: Phones
) -> None:
    phone = phones(mortal)
    phone.context.add_init_script(NO_LOCAL_STORAGE)
    phone.visit(SAFETY)
    phone.page.locator("input[value=asked]").check()
    expect(phone.page.locator(CHOSEN)).to_contain_text("Until you close the guide: Only when I ask")
    before = mortal.requests()
    phone.look_for_news()
    phone.page.wait_for_timeout(500)
    assert mortal.requests() == before
    phone.open(SAFETY)
    expect(phone.page.locator("input[value=hourly]")).to_be_checked()
    assert phone.wrong == []


def test_the_network_that_comes_and_goes_asks_once_an_hour(
    mortal: GuideServer, phones: Phones
) -> None:
    """Within the hour nothing is asked; a look that failed is made again with the network."""
    phone = phones(mortal).visit("/en/")
    before = len(mortal.requests())
    for _ in range(3):
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        phone.page.wait_for_timeout(100)
    assert len(mortal.requests()) == before
    mortal.kill()
    phone.look_for_news()
    phone.page.wait_for_timeout(300)
    mortal.start()
    started = len(mortal.requests())
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_timeout(500)
    assert mortal.requests()[started:] == ["GET /release"]


def test_a_window_that_nobody_sees_does_not_look_for_news(
    mortal: GuideServer, phones: Phones
) -> None:
    """Never in the background; once somebody sees it again, it does."""
    phone = phones(mortal).visit("/en/")
    phone.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 7200000; }")
    phone.page.evaluate(HIDE, True)
    before = len(mortal.requests())
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_timeout(1000)
    assert len(mortal.requests()) == before
    phone.page.evaluate(HIDE, False)
    phone.page.wait_for_timeout(500)
    assert mortal.requests()[before:] == ["GET /release"]


def test_a_document_that_was_left_looks_for_nothing_while_it_is_still_there(
    mortal: GuideServer, phones: Phones
) -> None:
    """X4: the exit's page may take a while; none but its own request follows."""
    phone = phones(mortal).visit("/en/")
    phone.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 7200000; }")
    # Given an exit that is pressed, and a browser that stays where it is
    phone.page.route("**/x/*", lambda route: None)
    before = mortal.requests().count("GET /release")
    phone.page.evaluate(LEAVE_AND_GO_ON)
    time.sleep(1)
    assert mortal.requests().count("GET /release") == before


# What is said of an outcome


def test_no_room_is_said_once_and_the_guide_stays(guide: GuideServer, phones: Phones) -> None:
    phone = phones(guide).visit(SAFETY)
    outcome_is(phone, "full")
    phone.look_for_news()
    expect(phone.page.locator(".notice")).to_contain_text("You keep the one you have")
    phone.notice("close").click()
    phone.look_for_news()
    phone.page.wait_for_timeout(300)
    expect(phone.page.locator(".notice")).to_have_count(0)
    # Who asks is told, beside the button
    look_now(phone)
    expect(phone.page.locator(ANSWER)).to_contain_text("no room for the newer guide")
    expect(phone.page.locator(".notice")).to_have_count(0)
    # When there is room again, the note that she was told goes
    outcome_is(phone, "same")
    look_now(phone)
    expect(phone.page.locator(ANSWER)).to_contain_text("newest")
    assert phone.page.evaluate("localStorage.length") == 0


def test_that_keeping_was_ended_is_said_on_the_safety_page_only(
    guide: GuideServer, phones: Phones
) -> None:
    """K2"""
    phone = phones(guide).visit("/en/")
    outcome_is(phone, "removed")
    phone.look_for_news()
    phone.page.wait_for_timeout(300)
    expect(phone.page.locator(".notice")).to_have_count(0)
    phone.tap('a[href="/en/f53b"]')
    expect(phone.page.locator("[data-element=kept]")).to_contain_text("have ended that for now")
    for name in ("check", "news", "erase"):
        expect(phone.page.locator(f"[data-element={name}]")).to_be_hidden()


def test_a_look_that_fails_says_so_to_who_asked_and_to_nobody_else(
    mortal: GuideServer, phones: Phones
) -> None:
    phone = phones(mortal).visit(SAFETY)
    mortal.kill()
    phone.look_for_news()
    phone.page.wait_for_timeout(300)
    expect(phone.page.locator(".notice")).to_have_count(0)
    look_now(phone)
    expect(phone.page.locator(ANSWER)).to_contain_text("No answer")
    expect(phone.page.locator(ANSWER)).to_have_attribute("role", "status")


# The newer guide


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder to publish from."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def publish_change(server: GuideServer, content: Path, word: str) -> None:
    """Publish a guide in which every English page ends in a word."""
    for text in content.glob("pages/*/en.md"):
        text.write_text(f"{text.read_text()}\n\n{word}.\n")
    server.publish(content)


def place(phone: Phone) -> Any:
    return phone.page.evaluate("scrollY")


def test_now_opens_the_newer_guide_where_the_reader_was(
    mortal: GuideServer, phones: Phones, content: Path
) -> None:
    """The view and how far down it; nothing of that stays in the browser."""
    # Given a reader some way down a view
    phone = phones(mortal).visit("/en/")
    phone.tap("#help")
    phone.page.evaluate("scrollTo(0, 500)")
    heading, down = phone.page.locator("h1").inner_text(), place(phone)
    assert down > 200
    # When a newer guide is there and she wants it now
    publish_change(mortal, content, "Newwordqz")
    phone.look_for_news()
    phone.notice("now").click()
    # Then she is where she was
    expect(phone.page.locator("main")).to_contain_text("Newwordqz")
    expect(phone.page.locator("h1")).to_have_text(heading)
    phone.page.wait_for_function(f"Math.abs(scrollY - {down}) < 3")
    assert phone.page.evaluate("sessionStorage.length") == 0
    expect(phone.page.locator(".notice")).to_have_count(0)


def test_later_is_the_next_opening_and_is_not_asked_again(
    mortal: GuideServer, phones: Phones, content: Path
) -> None:
    # Given a reader who wants the newer guide later
    phone = phones(mortal).visit(SAFETY)
    publish_change(mortal, content, "Newwordqz")
    phone.look_for_news()
    phone.notice("now").wait_for()
    phone.notice("close").click()
    # When news is looked for again, and there is even more of it
    phone.look_for_news()
    publish_change(mortal, content, "Newestwordqz")
    phone.look_for_news()
    phone.page.wait_for_timeout(1000)
    # Then she is left in peace, unless she asks
    expect(phone.page.locator(".notice")).to_have_count(0)
    look_now(phone)
    phone.notice("now").wait_for()
    expect(phone.page.locator(ANSWER)).to_be_empty()
    phone.notice("close").click()
    # And the next opening shows it
    phone.open("/en/hh9x")
    expect(phone.page.locator("main")).to_contain_text("Newestwordqz")


# The line of progress


@pytest.fixture
def slow(mortal: GuideServer) -> Iterator[SlowProxy]:
    """The guide behind a slow network."""
    proxy = SlowProxy(mortal.port)
    proxy.bytes_per_s = 40_000
    proxy.start()
    yield proxy
    proxy.stop()


def test_a_slow_first_visit_shows_one_quiet_line_that_goes_by_itself(
    slow: SlowProxy, phones: Phones
) -> None:
    """Announced once, covers no control, moves nothing; help is usable at once."""
    phone = phones(slow)
    phone.context.add_init_script(f"addEventListener('DOMContentLoaded', {WATCH_LINE})")
    phone.open("/en/")
    line = phone.page.locator(".progress")
    line.wait_for()
    expect(line).to_contain_text("Keeping the guide for offline:")
    # It stays when the view changes, and lets taps through
    phone.tap("#help")
    expect(phone.page.locator("article h1")).to_be_visible()
    expect(line).to_have_count(1)
    assert line.evaluate("line => getComputedStyle(line).pointerEvents") == "none"
    # It gives way to the notice that all is kept
    phone.notice("erase").wait_for(timeout=60_000)
    expect(line).to_have_count(0)
    seen = phone.page.evaluate("seen")
    assert seen["covered"] == []
    assert set(seen["roles"]) == {"status"}
    shares = [int(text.split(":")[1].strip(" %\n")) for text in seen["texts"] if "%" in text]
    assert len(set(shares)) > 3
    assert shares == sorted(shares)
    assert shares[-1] < 100
    assert seen["shifts"] == 0


def test_leaving_takes_the_line_away_and_nothing_comes_after(
    slow: SlowProxy, phones: Phones
) -> None:
    """X4: a line or notice that was on its way does not come to a window that was left."""
    phone = phones(slow)
    phone.open("/en/")
    phone.page.locator(".progress").wait_for()
    # The exit's own work, in a window that cannot go anywhere
    phone.page.evaluate(
        """() => {
          document.dispatchEvent(new Event("leaving"));
          document.body.replaceChildren();
          document.body.className = "left";
        }"""
    )
    slow.bytes_per_s = 0
    phone.page.wait_for_timeout(3000)
    assert phone.page.evaluate("document.body.childElementCount") == 0
