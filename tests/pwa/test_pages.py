"""Every page of the release, read as markup: whole, safe, and in its own language."""

import base64
import hashlib
import re

import pytest
from flask.testing import FlaskClient

from tests.content.released import Released
from tests.pwa.markup import Element, Markup, main_of, read_html

# Attributes in which an address may stand.
ADDRESSES = ("href", "src", "action", "data-address", "data-parts", "data-words", "data-list",
             "data-stemmer", "data-decoy", "poster", "srcset", "formaction")  # fmt: skip


def pages(released: Released) -> dict[str, Markup]:
    """Every document that somebody may open; `parts` is one that scripts take apart."""
    return {path: m for path, m in released.markup.items() if not path.endswith("/parts")}


def test_there_is_a_page_for_each_text_and_tool(released: Released) -> None:
    """The guard of all tests below: they would pass for a release without pages."""
    wanted = {
        f"/{code}/{page.key}" for page in released.library.pages.values() for code in page.texts
    }
    wanted |= {f"/{code}/{t.key}" for t in released.library.topics for code in ("en", "ar")}
    wanted |= {"/", "/en/", "/ar/", "/i/u/", "/fr/kp3r", "/fr/mkr8", "/fr/f53b", "/fr/hc75"}
    assert wanted <= set(pages(released))
    assert len(pages(released)) > 130


def test_every_page_says_its_language_and_direction(released: Released) -> None:
    """W1, W5"""
    languages = released.library.languages
    for path, markup in released.markup.items():
        (html,) = markup.all("html")
        parts = path.strip("/").split("/")
        code = next((part for part in parts if part in languages), "en")
        assert html.attributes["lang"] == code, path
        assert html.attributes["dir"] == languages[code].direction, path


def test_every_page_has_one_heading_and_one_main_part(released: Released) -> None:
    """W1"""
    for path, markup in pages(released).items():
        assert len(markup.all("h1")) == 1, path
        assert len(markup.all("main")) == 1, path
        assert len(markup.all("title")) == 1, path
        assert re.search(r"<h1[^>]*>\s*\S", released.html[path]), path


def test_headings_skip_no_level(released: Released) -> None:
    """W1"""
    for path, markup in pages(released).items():
        levels = [int(h.name[1]) for h in markup.all("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1, path
        for before, after in zip(levels, levels[1:], strict=False):
            assert after <= before + 1, path


def test_no_identifier_stands_twice_and_each_that_is_named_stands(released: Released) -> None:
    """W1"""
    for path, markup in pages(released).items():
        ids = markup.values("id")
        assert len(ids) == len(set(ids)), path
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for value in markup.values(name):
                assert set(value.split()) <= set(ids), (path, name, value)


def test_every_control_has_a_name(released: Released) -> None:
    """W1"""
    for path, html in released.html.items():
        for inside in re.findall(r"<(?:a|button)\b[^>]*>(.*?)</(?:a|button)>", html, re.DOTALL):
            words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", inside, flags=re.DOTALL)
            assert words.strip() or "suggested" in html, (path, inside[:80])


def test_pictures_beside_words_are_silent(released: Released) -> None:
    """W1: a drawing is hidden from readers of the screen, or says what it is."""
    for path, markup in released.markup.items():
        for svg in markup.all("svg"):
            names = svg.attributes
            assert names.get("aria-hidden") == "true" or names.get("aria-label"), path
        assert markup.all("img") == [], path


def test_the_call_comes_before_all_else_on_an_emergency_page(released: Released) -> None:
    """W3, as far as markup can tell: the first number stands above the first part of the text."""
    emergency = [page for page in released.library.pages.values() if page.tier == 0]
    assert len(emergency) >= 7
    for page in emergency:
        for code in page.texts:
            article = main_of(released.html[f"/{code}/{page.key}"])
            call = article.index('href="tel:')
            first_part = article.find("<h2")
            assert first_part == -1 or call < first_part, (page.id, code)


def test_the_corners_come_first_in_every_page(released: Released) -> None:
    """X3, as far as markup can tell: the exit is first in focus order, help next."""
    for path, markup in pages(released).items():
        if path.startswith("/i/"):
            continue
        controls = markup.all("a", "button", "input", "select", "textarea")
        assert [c.attributes.get("id") for c in controls[:2]] == ["leave", "help"], path
        leave, help_ = controls[:2]
        assert re.fullmatch(r"/x/\d+", leave.attributes["href"]), path
        assert leave.attributes["rel"] == "noreferrer", path
        assert not help_.attributes["href"].startswith("tel:"), path
        assert not [c for c in controls if c.attributes.get("tabindex", "0") not in ("0", "-1")]


def test_no_code_stands_in_a_page(released: Released) -> None:
    """T1: no script, style, event or style attribute inside; the policy would refuse it anyway."""
    for path, markup in released.markup.items():
        html = released.html[path]
        assert markup.all("style", "iframe", "object", "embed", "base", "portal") == [], path
        assert len(re.findall(r"<script\b[^>]*></script>", html)) == len(markup.all("script")), path
        for element in markup.elements:
            for name, value in element.attributes.items():
                assert not name.startswith("on"), (path, name)
                assert name not in ("style", "srcdoc", "ping", "autofocus"), (path, name)
                assert not re.match(r"\s*(javascript|data|vbscript|blob):", value), (path, name)


def loaded(markup: Markup) -> list[Element]:
    """What a browser fetches by itself for a page."""
    rels = {"stylesheet", "icon", "apple-touch-icon", "manifest", "preload", "modulepreload"}
    links = [e for e in markup.all("link") if set(e.attributes["rel"].split()) & rels]
    return [*markup.all("script", "img", "source", "audio", "video"), *links]


def test_whatever_a_page_loads_is_in_the_release_and_proved_by_its_hash(
    released: Released,
) -> None:
    """T1: scripts and styles carry an integrity that fits the bytes under their address."""
    proved = 0
    for path, markup in released.markup.items():
        for element in loaded(markup):
            address = element.attributes.get("src") or element.attributes["href"]
            assert address in released.paths, (path, address)
            runs = element.name == "script" or element.attributes.get("rel") == "stylesheet"
            if runs:
                data = released.data(address)
                proof = base64.b64encode(hashlib.sha256(data).digest()).decode()
                assert element.attributes["integrity"] == f"sha256-{proof}", (path, address)
                proved += 1
    assert proved > 300


def test_a_stemmer_that_scripts_load_later_is_proved_too(released: Released) -> None:
    """T1"""
    fields = [
        e for m in released.markup.values() for e in m.elements if "data-stemmer" in e.attributes
    ]
    assert fields
    for element in fields:
        data = released.data(element.attributes["data-stemmer"])
        proof = base64.b64encode(hashlib.sha256(data).digest()).decode()
        assert element.attributes["data-integrity"] == f"sha256-{proof}"


def test_every_link_inside_leads_to_something(released: Released) -> None:
    served = {*released.paths, "/sw.js", "/release"}
    served |= {f"/{code}/search" for code in released.library.languages}
    for path, markup in released.markup.items():
        for element in markup.elements:
            for name in ADDRESSES:
                address = element.attributes.get(name, "")
                if address.startswith("/"):
                    assert address.split("#")[0] in served, (path, address)


def test_every_mark_inside_a_page_stands_there(released: Released) -> None:
    for path, markup in pages(released).items():
        for href in markup.values("href"):
            address, _, mark = href.partition("#")
            if mark:
                assert mark in released.markup[address or path].values("id"), (path, href)


def test_links_to_elsewhere_are_safe(released: Released) -> None:
    """T2, X5: https only, and the other site learns nothing of where she came from."""
    foreign = 0
    for path, markup in released.markup.items():
        for element in markup.elements:
            for name in ADDRESSES:
                address = element.attributes.get(name, "")
                if address and not address.startswith(("/", "#")) and element.name != "body":
                    ours = address.startswith("https://guide.example/")
                    assert ours or re.match(r"(https://|mailto:|tel:\d|sms:)", address), (
                        path,
                        address,
                    )
                    if address.startswith("https://") and not ours:
                        assert element.attributes.get("rel") == "noreferrer", (path, address)
                        assert "target" not in element.attributes, (path, address)
                        foreign += 1
    assert foreign > 20


def test_forms_send_their_words_in_the_body_only(released: Released) -> None:
    """R5: a question never stands in an address."""
    for path, markup in released.markup.items():
        for form in markup.all("form"):
            assert form.attributes["method"] == "post", path
            assert re.fullmatch(r"/\w+/search", form.attributes["action"]), path
            assert form.attributes["autocomplete"] == "off", path
        for field in markup.all("input", "textarea", "select"):
            assert field.attributes.get("autocomplete") == "off", path


def test_pages_of_other_languages_are_marked_as_such(released: Released) -> None:
    """W5: where a language lacks a page, the line that leads to it is in the other's own."""
    html = released.html["/ar/hc75"]
    lines = re.findall(r"<li data-key=[^>]*><a href=\"/en/", html)
    assert lines
    assert len(re.findall(r'<li [^>]*lang="en" dir="ltr"><a href="/en/', html)) == len(lines)


def test_numbers_keep_their_direction_in_every_language(released: Released) -> None:
    """W5"""
    for path, markup in released.markup.items():
        for element in markup.elements:
            if element.attributes.get("class") == "number" and element.name == "span":
                assert element.attributes["dir"] == "ltr", path


def test_in_french_no_line_begins_with_a_sign(released: Released) -> None:
    """W5: the space before a colon, and those within quotation marks, hold the words together."""
    for path, html in released.html.items():
        if path.startswith("/fr/"):
            assert not re.findall(r"[^\W\d_] [:;!?»](?![\w-])|« ", html), path


def test_nothing_of_the_kitchen_is_served(released: Released) -> None:
    """No placeholder, template tag, unit's name or missing value in any page."""
    for path, markup in released.markup.items():
        for left in ("{contact:", "{figure:", "{{", "{%", "%(", "duration-", "None", "Undefined"):
            assert left not in markup.text, (path, left)


def test_every_page_can_be_read_by_somebody_without_scripts(released: Released) -> None:
    """D11: what needs scripts is hidden until they run, and the text stands in the page itself."""
    for page in released.library.pages.values():
        for code in page.texts:
            path = f"/{code}/{page.key}"
            words = released.markup[path].text
            assert " ".join(page.texts[code].title.split()) in words, path
            assert len(words) > 300, path


def test_the_line_of_progress_says_shares_as_its_language_does(released: Released) -> None:
    """Scripts put the number in: the first use of Intl would halt a weak phone.

    It has a direction of its own, or the sign would jump to the other side after Arabic letters.
    """
    for code, words in {"en": "0%", "fr": "0\xa0%", "nl": "0%", "ar": "0%"}.items():
        after = released.html[f"/{code}/"].partition('<template id="progress-first">')[2]
        line = after.partition("</template>")[0]
        assert f'<span dir="ltr" aria-hidden="true">{words}</span>' in line


def test_buttons_that_need_scripts_are_hidden_until_there_are_some(released: Released) -> None:
    """D11: the button itself, or the line it stands in."""
    for path, html in released.html.items():
        if path.endswith("/parts") or path.startswith("/i/"):
            continue
        for line, button in re.findall(r"(<p [^>]*>)?(<button [^>]*type=\"button\"[^>]*>)", html):
            assert re.search(r"\bhidden\b", line + button), (path, button)


@pytest.mark.parametrize("state", ["draft", "outdated"])
def test_a_translation_that_nobody_reviewed_says_so(state: str, released: Released) -> None:
    found = 0
    for page in released.library.pages.values():
        for code in page.texts:
            if page.state(code) == state:
                markup = released.markup[f"/{code}/{page.key}"]
                assert f"/en/{page.key}" in markup.values("href")
                assert "<footer" in released.html[f"/{code}/{page.key}"]
                found += 1
    assert found or state == "outdated"


@pytest.mark.parametrize("code", ["en", "fr", "nl", "ar"])
@pytest.mark.parametrize("address", ["zz99", "zz99/deeper", "", "404"])
def test_a_missing_address_is_answered_in_the_language_it_begins_with(
    address: str, code: str, client: FlaskClient, released: Released
) -> None:
    """Calm, with the emergency number first and the search at hand; in all languages elsewhere."""
    markup = read_html(client.get(f"/{code}//{address}").data)
    (html,) = markup.all("html")
    assert html.attributes["lang"] == code
    assert html.attributes["dir"] == released.library.languages[code].direction
    assert "tel:112" in markup.values("href")
    assert markup.all("form")[0].attributes["action"] == f"/{code}/search"
    everywhere = read_html(client.get("/zz99").data)
    assert "tel:112" in everywhere.values("href")
    assert f"/{code}/" in everywhere.values("href")


def test_every_copy_says_that_nobody_has_endorsed_it(released: Released) -> None:
    assert released.library.publisher.endorsed_by == ""
    for code in released.library.languages:
        assert "UTSOPI" in released.markup[f"/{code}/"].text
    assert "Not made or checked by UTSOPI" in released.markup["/en/"].text
