"""From an edited file to a phone that reconnects: the new words are there, the old ones gone."""

import os
import random
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from content.release.store import ReleaseStore
from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer
from tests.conftest import ROOT

PAGE = "pages/what-we-do/en.md"
OLD, NEW = "Oldwordqz", "Newwordqz"

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


def digests_of(server: GuideServer) -> set[str]:
    """Return the names of all that the release in force consists of."""
    store = ReleaseStore(server.data / "releases")
    manifests = store.current().manifests.values()
    entries = [entry for name in manifests for entry in store.manifest(name).entries.values()]
    return {*manifests, *(entry.object for entry in entries)}


def test_an_edit_costs_only_what_has_changed(
    mortal: GuideServer, phones: Phones, edited: Path
) -> None:
    """D5: the pointer, one manifest, the page, the search words; no byte of another page."""
    # Given a phone that keeps the guide
    phone = phones(mortal).visit("/en/")
    before, held = mortal.requests(), digests_of(mortal)
    # When one page is edited and the phone looks for news
    edit(edited)
    mortal.publish(edited)
    assert phone.ask_worker(ask="check", language="en", thrifty=False) == "newer"
    # Then it asks for what it does not hold, once each, and for nothing else
    asked = mortal.requests()[len(before) :]
    new = digests_of(mortal) - held
    assert sorted(asked) == sorted(["GET /release", *(f"GET /o/{name}" for name in new)])
    assert len(new) == 3


def test_a_guide_that_is_not_new_says_so_and_asks_once(mortal: GuideServer, phones: Phones) -> None:
    """No news is one request for the pointer, and no notice."""
    phone = phones(mortal).visit("/en/f53b")
    before = len(mortal.requests())
    phone.page.locator('[data-element="check"] button').click()
    expect(phone.page.locator('[data-element="check-answer"]')).not_to_be_empty()
    asked = [line for line in mortal.requests()[before:] if "/parts" not in line]
    assert asked == ["GET /release"]
    expect(phone.page.locator(".notice")).to_have_count(0)
