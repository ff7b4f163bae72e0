"""Everyone can use it: axe finds nothing, thumbs hit, no page is too wide, help comes first."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.phone import Phones
from tests.browser.servers import GuideServer
from tests.conftest import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"

# One path of each template, and a page each of French, Dutch and Arabic.
TEMPLATES = (
    "/", "/en/", "/en/w5dp", "/en/hh9x", "/en/mjs2", "/en/hc75", "/en/kp3r", "/en/mkr8",
    "/en/f53b", "/en/none", "/i/u/en", "/fr/dfs3", "/nl/v97z", "/ar/hh9x",
)  # fmt: skip

WAYS: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "320 px": {"viewport": {"width": 320, "height": 480}},
}

# Links inside running text may be as small as the text (WCAG 2.5.8); all else needs 48 px.
SMALL_TARGETS = """() => {
  const controls = [...document.querySelectorAll("a[href], button, input, select, summary")];
  const inText = (one) => one.matches("a") && one.closest("p, li")
    && getComputedStyle(one).display === "inline";
  return controls.filter((one) => {
    const box = one.getBoundingClientRect();
    const isSeen = box.width > 1 && getComputedStyle(one).visibility === "visible";
    return isSeen && !inText(one) && (box.width < 47.5 || box.height < 47.5);
  }).map((one) => one.outerHTML.slice(0, 120));
}"""

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

FIRST_CALL = """() => {
  const call = document.querySelector('main a[href^="tel:"]').getBoundingClientRect();
  const bar = document.getElementById("help").getBoundingClientRect();
  return { top: call.top, bottom: call.bottom, height: call.height, bar: bar.top };
}"""


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the present document."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]
    ]


def test_axe_finds_nothing_on_any_page(
    guide: GuideServer, phones: Phones, page_paths: list[str]
) -> None:
    """W1: every page in every language."""
    phone = phones(guide, service_workers="block")
    found = {}
    for path in page_paths:
        if path.endswith("/parts"):  # templates that scripts clone, never a document
            continue
        phone.page.goto(guide.url + path)
        if wrong := violations(phone.page):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_on_any_template(way: str, guide: GuideServer, phones: Phones) -> None:
    """W1: each template in dark, in forced colours, and on the smallest screen."""
    phone = phones(guide, service_workers="block", **WAYS[way])
    found = {}
    for path in TEMPLATES:
        phone.page.goto(guide.url + path)
        if wrong := violations(phone.page):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("text", [16, 32])
def test_nothing_runs_off_a_small_screen(
    text: int, guide: GuideServer, phones: Phones, page_paths: list[str]
) -> None:
    """W1, W2: at 320 px no page scrolls sideways, at ordinary and at 200 % text; axe agrees."""
    phone = phones(guide, service_workers="block", viewport={"width": 320, "height": 480})
    session = phone.context.new_cdp_session(phone.page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": text, "fixed": text}})
    too_wide = {}
    for path in page_paths:
        phone.page.goto(guide.url + path)
        if over := phone.page.evaluate(SIDEWAYS):
            too_wide[path] = over
    assert too_wide == {}
    wrong = {}
    for path in TEMPLATES:
        phone.page.goto(guide.url + path)
        if found := violations(phone.page):
            wrong[path] = found
    assert wrong == {}


def test_a_thumb_hits_every_control(guide: GuideServer, phones: Phones) -> None:
    """W3: controls are at least 48 CSS px each way; links inside a sentence may be text."""
    phone = phones(guide, service_workers="block")
    small = {}
    for path in TEMPLATES:
        phone.page.goto(guide.url + path)
        if found := phone.page.evaluate(SMALL_TARGETS):
            small[path] = found
    assert small == {}


def test_who_to_call_is_on_the_first_screen(
    guide: GuideServer, phones: Phones, tier_0_paths: list[str]
) -> None:
    """W3: on every emergency page, at 320x480, one tap calls without scrolling."""
    phone = phones(guide, service_workers="block", viewport={"width": 320, "height": 480})
    hidden = {}
    for path in tier_0_paths:
        phone.page.goto(guide.url + path)
        seen = phone.page.evaluate(FIRST_CALL)
        if seen["top"] < 0 or seen["bottom"] > seen["bar"] or seen["height"] < 48:
            hidden[path] = seen
    assert hidden == {}
