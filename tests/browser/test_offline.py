"""After one visit the whole guide is on the phone: every page opens with the server dead."""

import time

import pytest
from playwright.sync_api import expect

from content.release.store import ReleaseStore
from pwa.current import CurrentRelease, Found
from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer
from tests.conftest import Built

Pages = dict[str, Found]

ABOUT = """() => ({
  language: document.documentElement.lang,
  headings: [...document.querySelectorAll("h1")].map((heading) => heading.textContent.trim()),
})"""


@pytest.fixture(scope="module")
def pages(built: Built) -> Pages:
    """What stands at every path of the release that is a page for people."""
    paths = CurrentRelease(ReleaseStore(built.data / "releases")).tree().paths
    wanted = ("page", "decoy", "missing")
    return {p: f for p, f in paths.items() if f.entry.headers in wanted and "/parts" not in p}


def check_page(phone: Phone, path: str, found: Found) -> None:
    """Open a page offline: its heading, its language, its exact status and headers."""
    response = phone.open(path)
    assert response.from_service_worker, path
    assert response.status == found.headers.status, path
    fields = {name.lower(): value for name, value in found.headers.fields.items()}
    assert response.all_headers() == fields, path
    about = phone.page.evaluate(ABOUT)
    assert len(about["headings"]) == 1, path
    assert about["headings"][0], path
    folder = path.split("/")[1]
    assert about["language"] == (folder if len(folder) == 2 else about["language"]), path


def test_every_page_of_every_language_opens_offline_after_one_visit(
    mortal: GuideServer, phones: Phones, pages: Pages
) -> None:
    """T1 through the worker, and the promise of the whole: read without a network."""
    # Given a phone that visited one page
    started = time.monotonic()
    phone = phones(mortal).visit("/en/")
    print(f"\nfirst visit, all languages kept: {time.monotonic() - started:.2f} s")
    # When the server is dead
    mortal.kill()
    # Then every page opens as it was released
    assert len(pages) > 100
    for path, found in pages.items():
        check_page(phone, path, found)


def test_a_thrifty_phone_keeps_its_language_and_the_emergency_pages_of_all(
    mortal: GuideServer, phones: Phones, tier_0_paths: list[str], pages: Pages
) -> None:
    # Given a phone whose owner saves data, and reads Dutch
    phone = phones(mortal, locale="nl-BE")
    session = phone.context.new_cdp_session(phone.page)
    session.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    phone.visit("/nl/")
    # When the server is dead
    mortal.kill()
    # Then all of Dutch and all emergency pages open
    dutch = [path for path in pages if path.startswith("/nl/")]
    for path in {*dutch, *tier_0_paths}:
        check_page(phone, path, pages[path])
    # And another language's page says calmly that it is not here, with the number to call
    phone.open("/nl/")
    phone.page.evaluate("document.querySelector('.pages a').href = '/en/hc75'")
    phone.tap(".pages a")
    expect(phone.page.locator("h1")).to_have_count(1)
    expect(phone.page.locator("main .call.first")).to_have_attribute("href", "tel:112")
    expect(phone.page.locator("#leave")).to_be_visible()


def test_views_open_and_close_offline_as_they_do_online(
    mortal: GuideServer, phones: Phones
) -> None:
    """X1: the address stays; Back returns to the same place of the list."""
    # Given a phone that keeps the guide, offline, some way down its first page
    phone = phones(mortal).visit("/en/")
    mortal.kill()
    phone.open("/en/")
    heading = phone.page.locator("h1").inner_text()
    last = phone.page.locator("nav .pages a").last
    last.scroll_into_view_if_needed()
    place = phone.page.evaluate("scrollY")
    # When she opens a topic and a page of it, and goes back twice
    last.click()
    expect(phone.page.locator("h1")).not_to_have_text(heading)
    phone.tap(".pages a")
    expect(phone.page.locator("article h1")).to_be_focused()
    phone.tap("[data-element=back]")
    phone.tap("[data-element=back]")
    # Then she is where she was, and the address says nothing
    expect(phone.page.locator("h1")).to_have_text(heading)
    assert phone.page.evaluate("scrollY") == place
    expect(last).to_be_focused()
    assert phone.page.url == mortal.url + "/en/"


def test_an_address_that_does_not_exist_gets_the_calm_page_offline_too(
    mortal: GuideServer, phones: Phones
) -> None:
    phone = phones(mortal).visit("/en/")
    mortal.kill()
    for path, language in (("/fr/zzzz", "fr"), ("/qq/", "en"), ("/en/hh9y", "en")):
        response = phone.open(path)
        assert response.status == 404
        assert phone.page.evaluate(ABOUT)["language"] == language
        expect(phone.page.locator("main a[href='tel:112']").first).to_be_visible()
