"""After one visit the whole guide is on the phone: every page opens with the server dead."""

import time

import pytest
from playwright.sync_api import expect

from content.library import read_library
from content.release.store import ReleaseStore
from pwa.current import Found, read_tree
from tests.browser.phone import Phone, Phones
from tests.browser.servers import GuideServer
from tests.conftest import ROOT, Built


@pytest.fixture(scope="module")
def pages(built: Built) -> dict[str, Found]:
    """What stands at every path of the release that is a page for people."""
    paths = read_tree(ReleaseStore(built.data / "releases")).paths
    wanted = ("page", "decoy", "missing")
    return {p: f for p, f in paths.items() if f.entry.headers in wanted and "/parts" not in p}


def test_every_page_of_every_language_opens_offline_after_one_visit(
    mortal: GuideServer, phones: Phones, pages: dict[str, Found]
) -> None:
    """T1 through the worker: each with its heading, its language and its exact headers."""
    # Given a phone that visited one page
    started = time.monotonic()
    phone = phones(mortal).visit("/en/")
    print(f"first visit, all languages: {time.monotonic() - started:.2f} s")

    # When the server is dead
    mortal.kill()

    # Then every page opens as it was released
    assert len(pages) > 100
    for path, found in pages.items():
        response = phone.open(path)
        assert response.from_service_worker, path
        assert response.status == found.headers.status, path
        fields = {name.lower(): value for name, value in found.headers.fields.items()}
        assert response.all_headers() == fields, path
        if path.count("/") > 1 and not path.startswith("/i/"):
            assert phone.page.locator("html").get_attribute("lang") == path.split("/")[1], path
        expect(phone.page.locator("h1")).to_have_count(1)
        assert phone.page.locator("h1").inner_text().strip(), path
