"""From an edited file to a phone that reconnects: the new words are there, the old ones gone."""

import datetime
import os
import random
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer
from tests.conftest import AS_OF, ROOT

PAGE = "pages/what-we-do/en.md"
OLD, NEW = "Oldwordqz", "Newwordqz"

# What the pack of an edited sentence may weigh: far less than the page, which is 3 to 5 KB.
LARGEST_EDIT_BYTES = 2500

# Moments of an update at which the network dies, in milliseconds.
CUTS = 5
LONGEST_MS = 400


@pytest.fixture
def edited(mortal: GuideServer, tmp_path: Path) -> Path:
    """A content folder whose page says OLD, published on a server of its own."""
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    with (content / PAGE).open("a") as text:
        text.write(f"\n{OLD}.\n")
    mortal.publish(content)
    return content


def path_of(content: Path) -> str:
    """Return the address of the edited page."""
    data = (content / PAGE).with_name("page.toml").read_text()
    return "/en/" + data.split('key = "')[1][:4]


def edit(content: Path) -> None:
    """Replace the old word by the new one."""
    text = (content / PAGE).read_text()
    (content / PAGE).write_text(text.replace(OLD, NEW))


def body(phone: Phone, path: str) -> str:
    """Open a page and return its words."""
    phone.open(path)
    return phone.page.locator("main").inner_text()


def test_an_edit_reaches_a_phone_that_reconnects(
    mortal: GuideServer, phones: Phones, edited: Path
) -> None:
    """The whole chain once: edit, build, reconnect, read; nothing reloads by itself."""
    # Given a phone that keeps the guide, with a view open
    path = path_of(edited)
    phone = phones(mortal).visit(path)
    assert OLD in phone.text()
    mark = phone.page.evaluate("window.mark = Math.random()")
    # When staff publish and the phone reconnects
    edit(edited)
    mortal.publish(edited)
    phone.look_for_news()
    phone.notice("now").wait_for()
    # Then the view is as it was until the reader says so
    assert OLD in phone.text()
    assert phone.page.evaluate("window.mark") == mark
    phone.notice("now").click()
    expect(phone.page.locator("main")).to_contain_text(NEW)
    # And offline the new words are there, the old ones gone
    mortal.kill()
    words = body(phone, path)
    assert NEW in words
    assert OLD not in words


def test_the_newer_guide_opens_at_the_same_place(
    mortal: GuideServer, phones: Phones, edited: Path
) -> None:
    """A view inside the document is there again after “now”; the address is as it was."""
    phone = phones(mortal).visit("/en/")
    phone.tap(f'a[href="{topic_of_about(phone)}"]')
    phone.tap(f'a[href="{path_of(edited)}"]')
    edit(edited)
    mortal.publish(edited)
    phone.look_for_news()
    phone.notice("now").click()
    expect(phone.page.locator("main")).to_contain_text(NEW)
    assert phone.page.url == f"{mortal.url}/en/"
    assert phone.page.evaluate("sessionStorage.length") == 0


def topic_of_about(phone: Phone) -> str:
    """Return the address of the topic on the union, the last one."""
    last = phone.page.locator("ul.pages").first.locator("a").last
    return str(last.get_attribute("href"))


def test_an_update_that_is_cut_changes_nothing_of_what_is_served(
    mortal: GuideServer, phones: Phones, edited: Path
) -> None:
    """D2: the network dies at random moments of an update; every page is wholly old or new."""
    seed = int(os.environ.get("PARASOL_SEED", random.randrange(10**6)))
    print(f"\nseed {seed} (PARASOL_SEED={seed} replays)")
    moments = random.Random(seed)
    path = path_of(edited)
    phone = phones(mortal).visit(path)
    # Given a release in which every page of a language has changed
    for text in edited.glob("pages/*/en.md"):
        text.write_text(text.read_text().replace(OLD, "") + f"\n{NEW}.\n")
    mortal.publish(edited)
    for _ in range(CUTS):
        # When the server dies somewhere in the update
        phone.look_for_news()
        time.sleep(moments.uniform(0, LONGEST_MS) / 1000)
        mortal.kill()
        # (and what had come before is put away: looking once more waits for that, and fails)
        phone.ask_worker(ask="check", language="en", thrifty=False)
        # Then two pages that belong together are of one release
        first, second = body(phone, path), body(phone, "/en/hh9x")
        assert (NEW in first) == (NEW in second)
        assert (OLD in first) != (NEW in first)
        mortal.start()
    # And a quiet network brings it home
    phone.look_for_news()
    for _ in range(200):
        if NEW in body(phone, path):
            break
        phone.page.wait_for_timeout(50)
    mortal.kill()
    assert NEW in body(phone, path)
    assert NEW in body(phone, "/en/hh9x")


def test_an_open_window_keeps_the_release_it_was_opened_on(
    mortal: GuideServer, phones: Phones, edited: Path
) -> None:
    """D7: an old window reads its own release, offline too; a new window reads the new one."""
    # Given two windows, opened on the same release, and a newer one
    path = path_of(edited)
    phone = phones(mortal).visit("/en/")
    other = replace(phone, page=phone.context.new_page())
    other.open("/en/")
    before = other.ask_worker(ask="state")
    assert not before["newer"]
    edit(edited)
    mortal.publish(edited, AS_OF + datetime.timedelta(days=1))
    # When one of them gets it, twice over, then both know, and the date is that of what they read
    for window in (other, other, phone):
        assert window.ask_worker(ask="check", language="en", thrifty=False) == "newer"
        state = window.ask_worker(ask="state")
        assert state["newer"]
        assert state["as_of"] == before["as_of"]
    mortal.kill()
    # Then each goes on with what it was opened on, until it is opened anew
    for window in (phone, other):
        window.tap(f'a[href="{topic_of_about(window)}"]')
        window.tap(f'a[href="{path}"]')
        assert OLD in window.text()
    assert NEW in body(other, path)
    phone.tap('[data-element="back"]')
    phone.tap(f'a[href="{path}"]')
    assert OLD in phone.text()
    assert NEW in body(phone, path)
    state = phone.ask_worker(ask="state")
    assert not state["newer"]
    assert state["as_of"] > before["as_of"]


def test_a_window_that_did_not_ask_is_told_of_the_newer_guide(
    mortal: GuideServer, phones: Phones, edited: Path
) -> None:
    """D7: whichever window brought it, the one that is read offers it, and says so when asked."""
    phone = phones(mortal).visit("/en/")
    other = replace(phone, page=phone.context.new_page())
    other.open("/en/")
    edit(edited)
    mortal.publish(edited)
    assert other.ask_worker(ask="check", language="en", thrifty=False) == "newer"
    # When the other one asks as well, though the guide on the phone is up to date
    phone.look_for_news()
    phone.notice("now").click()
    expect(phone.page.locator("main")).to_be_visible()
    phone.open(path_of(edited))
    expect(phone.page.locator("main")).to_contain_text(NEW)


def test_who_saves_data_gets_the_language_that_she_chooses(
    mortal: GuideServer, phones: Phones
) -> None:
    """At the list of languages none has been chosen; one that is read then comes at once."""
    phone = phones(mortal)
    phone.page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } });"
    )
    phone.open("/")
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    assert wait_for_languages(phone, 0) == []
    phone.tap('a[href="/fr/"]')
    assert wait_for_languages(phone, 1) == ["fr"]
    mortal.kill()
    phone.open("/fr/")
    assert phone.page.evaluate("document.documentElement.lang") == "fr"


def wait_for_languages(phone: Phone, count: int) -> list[str]:
    """Return the languages that the phone keeps, once it keeps the core and so many of them."""
    for _ in range(200):
        state = phone.ask_worker(ask="state")
        if state and state["kept"] and len(state["languages"]) >= count:
            # One more would be on its way by now
            phone.page.wait_for_timeout(300)
            return list(phone.ask_worker(ask="state")["languages"])
        phone.page.wait_for_timeout(50)
    raise AssertionError(f"{state} is kept")


def test_an_edit_costs_only_what_has_changed(
    mortal: GuideServer, phones: Phones, edited: Path
) -> None:
    """D5, D6: the pointer, and one answer with what is new; no byte of another page."""
    # Given a phone that keeps the guide
    phone = phones(mortal).visit("/en/")
    before = len(mortal.requests())
    # When one page is edited and the phone looks for news
    edit(edited)
    mortal.publish(edited)
    assert phone.ask_worker(ask="check", language="en", thrifty=False) == "newer"
    # Then it asks twice, and the answer is small though the page and its manifest are not
    pointer, pack = mortal.requests()[before:]
    assert pointer == "GET /release"
    assert pack.startswith("GET /pack/")
    path = mortal.data / "releases" / "packs" / pack.rsplit("/", 1)[-1]
    assert path.stat().st_size < LARGEST_EDIT_BYTES


def test_a_guide_that_is_not_new_says_so_and_asks_once(mortal: GuideServer, phones: Phones) -> None:
    """No news is one request for the pointer, and no notice."""
    phone = phones(mortal).visit("/en/f53b")
    before = len(mortal.requests())
    phone.page.locator('[data-element="check"] button').click()
    expect(phone.page.locator('[data-element="check-answer"]')).to_contain_text("newest")
    asked = [line for line in mortal.requests()[before:] if "/parts" not in line]
    assert asked == ["GET /release"]
    expect(phone.page.locator(".notice")).to_have_count(0)
