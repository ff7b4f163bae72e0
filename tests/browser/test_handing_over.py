"""Handing the guide over: QR codes that a decoder reads, and an installable, neutral app."""

import io
import json

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from tests.browser.phone import Phones
from tests.browser.servers import GuideServer
from tests.conftest import SITE_URL


def decoded(page: Page, selector: str) -> list[str]:
    """Return what a decoder reads in a picture of an element, as a camera would take it."""
    shot = page.locator(selector).first.screenshot()
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(shot)))]


@pytest.mark.parametrize("language", ["en", "fr", "nl", "ar"])
def test_the_shared_code_is_exactly_the_address_in_this_language(
    language: str, guide: GuideServer, phones: Phones
) -> None:
    """H1: the guide's own code, with the address in letters below."""
    phone = phones(guide, service_workers="block")
    phone.open(f"/{language}/kp3r")
    assert decoded(phone.page, ".qr svg") == [f"{SITE_URL}/{language}/"]
    assert phone.page.locator(".qr figcaption").inner_text() == f"{SITE_URL}/{language}/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_page_hands_over_its_own_address(
    scheme: str, guide: GuideServer, phones: Phones
) -> None:
    """H1: behind “Share this page”, in the dark as well."""
    phone = phones(guide, service_workers="block", color_scheme=scheme)
    for path in ("/en/w5dp", "/fr/dfs3", "/ar/hh9x"):
        phone.open(path)
        phone.page.locator(".share summary").click()
        assert decoded(phone.page, ".share svg:not(.pictogram)") == [f"{SITE_URL}{path}"]


def test_codes_need_no_network(mortal: GuideServer, phones: Phones) -> None:
    """H1: the worker kept them with the pages."""
    phone = phones(mortal).visit()
    mortal.kill()
    phone.open("/en/kp3r")
    assert decoded(phone.page, ".qr svg") == [f"{SITE_URL}/en/"]


def test_the_app_installs_under_a_neutral_name(guide: GuideServer, phones: Phones) -> None:
    """I2: the browser finds nothing to object to, and the manifest nothing to tell."""
    phone = phones(guide).visit()
    session = phone.context.new_cdp_session(phone.page)
    found = session.send("Page.getAppManifest")
    manifest = json.loads(found["data"])
    assert found["errors"] == []
    found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A test's phone is a private window; that is all a browser may have against it.
    assert [error["errorId"] for error in found] == ["in-incognito"]
    assert session.send("Page.getAppId")["appId"] == f"{guide.url}/i/u/"
    assert manifest["name"] == manifest["short_name"] == "Units"
    telling = {"description", "screenshots", "shortcuts", "categories", "share_target"}
    assert telling.isdisjoint(manifest)
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
