"""The first view reads everywhere: without scripts, worker, room or a secure address."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Playwright, expect

from app import create_app
from tests.browser.phone import ARGUMENTS, NOTHING_KEPT, Phones, new_phone
from tests.browser.servers import EverydaySite, GuideServer
from tests.conftest import SITE_URL, build

# What a browser does whose owner has forbidden sites to keep anything.
FORBID = """() => {
  const refuse = () => { throw new DOMException("denied", "SecurityError"); };
  for (const name of ["sessionStorage", "localStorage"]) {
    Object.defineProperty(window, name, { get: refuse });
  }
  IDBFactory.prototype.open = refuse;
  ServiceWorkerContainer.prototype.register = async () => refuse();
  ServiceWorkerContainer.prototype.getRegistration = async () => refuse();
  ServiceWorkerContainer.prototype.getRegistrations = async () => refuse();
}"""

HEADING = "Help, health and rights. You decide."


@pytest.mark.parametrize("options", [{"java_script_enabled": False}, {"service_workers": "block"}])
def test_the_first_view_needs_neither_scripts_nor_worker(
    options: dict[str, object], guide: GuideServer, phones: Phones
) -> None:
    """D11: help is one tap away, and the tap works."""
    phone = phones(guide, **options)
    phone.open("/en/")
    expect(phone.page.locator("h1")).to_have_text(HEADING)
    assert phone.page.locator('main a[href="tel:112"]').is_visible()
    phone.page.locator("#help").click()
    expect(phone.page.locator("article h1")).to_be_visible()


def test_a_browser_that_may_keep_nothing_reads_searches_and_leaves_without_an_error(
    left_guide: GuideServer, phones: Phones, everyday: EverydaySite
) -> None:
    """D11, X8: cookies and site data are forbidden, so every kind of storage throws."""
    phone = phones(left_guide)
    phone.context.add_init_script(f"({FORBID})()")
    phone.open("/en/")
    phone.tap("#help")
    expect(phone.page.locator("article h1")).to_be_visible()
    phone.tap("[data-element=back]")
    phone.page.locator("#q").fill("abortion")
    expect(phone.page.locator("[data-element=results] mark").first).to_be_visible()
    phone.tap("a[href='/en/f53b']")
    expect(phone.page.locator("h1")).to_have_count(1)
    assert phone.wrong == []
    phone.page.locator("#leave").click(no_wait_after=True)
    phone.page.wait_for_url(everyday.url)


def test_a_full_phone_reads_on_and_is_told_nothing_false(
    mortal: GuideServer, phones: Phones
) -> None:
    """D11: with no room the guide reads from the network, and never claims to be kept."""
    phone = phones(mortal)
    session = phone.context.new_cdp_session(phone.page)
    quota = {"origin": mortal.url, "quotaSize": 20_000}
    session.send("Storage.overrideQuotaForOrigin", quota)
    phone.open("/en/")
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert phone.ask_worker(ask="check", language="en", thrifty=False) == "full"
    phone.tap('a[href="/en/hh9x"] >> nth=0')
    expect(phone.page.locator("article h1")).to_be_visible()
    # It says once that there is no room, and not that it is kept.
    expect(phone.page.locator(".notice")).to_contain_text("no room to keep the whole guide")
    expect(phone.notice("erase")).to_have_count(0)
    phone.notice("close").click()
    phone.open("/en/")
    phone.page.wait_for_timeout(500)
    expect(phone.page.locator(".notice")).to_have_count(0)


def test_an_insecure_address_reads_and_says_that_it_keeps_nothing(
    guide: GuideServer, playwright: Playwright, chromium: str
) -> None:
    """D11: an address that is neither https nor localhost."""
    rules = "--host-resolver-rules=MAP guide.test 127.0.0.1"
    browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, rules])
    phone = new_phone(browser, f"http://guide.test:{guide.port}")
    phone.open("/en/")
    expect(phone.page.locator(".notice")).to_contain_text("not secure")
    expect(phone.page.locator("h1")).to_have_text(HEADING)
    browser.close()


def test_not_my_phone_keeps_nothing_and_reads_on(mortal: GuideServer, phones: Phones) -> None:
    """E1 for the first notice, E2: nothing that a page can count is left."""
    phone = phones(mortal)
    phone.open("/en/")
    phone.notice("erase").click()
    expect(phone.page.locator(".notice")).to_contain_text("Nothing of this guide is kept")
    assert phone.kept() == NOTHING_KEPT
    # It reads on from the network, and does not keep itself again.
    phone.notice("close").click()
    phone.tap('a[href="/en/hh9x"] >> nth=0')
    expect(phone.page.locator("article h1")).to_be_visible()
    assert phone.kept() == NOTHING_KEPT
    # Without a network nothing of it opens any more.
    mortal.kill()
    with pytest.raises(Exception, match="ERR_CONNECTION"):
        phone.open("/en/")


def test_a_site_set_to_ask_keeps_nothing_until_it_is_told_to(
    serve: Callable[..., GuideServer], phones: Phones
) -> None:
    """`keep = "ask"`: no worker before the answer; after “keep it”, all of it."""
    server = serve(PARASOL_KEEP="ask")
    build(create_app({"data_dir": str(server.data), "site_url": SITE_URL, "keep": "ask"}))
    phone = phones(server)
    phone.open("/en/")
    phone.notice("keep").wait_for()
    assert phone.kept() == NOTHING_KEPT
    phone.notice("keep").click()
    phone.notice("erase").wait_for()
    assert phone.kept()["registrations"] == 1
