"""Search without JavaScript: answers, dead ends that are none, and nothing kept or believed."""

import re

import pytest
from flask.testing import FlaskClient

from content.release.store import NoRelease
from tests.content.released import Released
from tests.pwa.markup import Markup, read_html

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% include 'x' %}",
    "<!--found-->",
    "' OR 1=1 --",
    "title:* AND NOT (",
    "\x00\x01\u202e",
    "a" * 200,
    "*" * 200,
    "😀" * 50,
)

KNOWN = [
    ("en", "abortion", "abortion"),
    ("en", "I was raped", "after-sexual-violence"),
    ("en", "hiv pills", "urgent-health"),
    ("en", "0800 98 100", "after-sexual-violence"),
    ("fr", "avortement", "abortion"),
    ("fr", "violée", "after-sexual-violence"),
    ("nl", "verkracht", "after-sexual-violence"),
    ("nl", "abortus", "abortion"),
]


def ask(client: FlaskClient, language: str, query: str) -> Markup:
    answer = client.post(f"/{language}/search", data={"q": query})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return read_html(answer.get_data(as_text=True))


def found_keys(client: FlaskClient, language: str, query: str) -> list[str]:
    html = client.post(f"/{language}/search", data={"q": query}).get_data(as_text=True)
    results = re.search(r'<ul class="pages found">(.*?)</ul>', html, re.DOTALL)
    return re.findall(r'data-key="(\w+)"', results[1]) if results else []


@pytest.mark.parametrize(("language", "query", "page_id"), KNOWN)
def test_a_known_question_is_answered_by_its_page(
    language: str, query: str, page_id: str, client: FlaskClient, released: Released
) -> None:
    """Q2, a few of it: among the first three."""
    assert released.library.pages[page_id].key in found_keys(client, language, query)[:3]


@pytest.mark.parametrize(
    ("language", "query", "page_id"),
    [
        ("en", "He took my PASSPORT, abortion price?", "forced-or-exploited"),
        ("fr", "prix avortement il va me tuer", "emergency"),
        ("nl", "abortus prijs ik wil dood", "someone-to-talk-to"),
    ],
)
def test_urgent_words_pin_their_page_above_the_ranking(
    language: str, query: str, page_id: str, client: FlaskClient, released: Released
) -> None:
    """Q6, without JavaScript."""
    keys = found_keys(client, language, query)
    assert keys[0] == released.library.pages[page_id].key
    assert keys.count(keys[0]) == 1


def test_results_say_where_the_words_are(client: FlaskClient) -> None:
    """Q5"""
    html = client.post("/en/search", data={"q": "abortion"}).get_data(as_text=True)
    assert re.search(r"<strong>[^<]*<mark>[Aa]bortion", html)
    assert re.search(r'class="line">[^<]*<mark>[Aa]bortion', html)
    assert 1 <= len(found_keys(client, "en", "abortion")) <= 10


@pytest.mark.parametrize("query", ["condom brok", "he is trying to kill my friend", "<mark> nudes"])
def test_every_result_shows_by_which_words_it_was_found(query: str, client: FlaskClient) -> None:
    """Q5: those that hold none of them say so, in the words that were typed."""
    html = client.post("/en/search", data={"q": query}).get_data(as_text=True)
    found = re.search(r'<ul class="pages found">(.*?)</ul>', html, re.DOTALL)
    assert found
    results = re.findall(r"<li .*?</li>", found[1], re.DOTALL)
    assert all("<mark>" in result for result in results)


@pytest.mark.parametrize("language", ["en", "fr", "nl", "ar"])
@pytest.mark.parametrize("query", ["qqqqzzzz xxyyxx", "abotrionn qqq", ""])
def test_nothing_found_is_never_a_dead_end(
    query: str, language: str, client: FlaskClient, released: Released
) -> None:
    """Q4: the emergency number, the doors, every topic and the search itself stand there."""
    markup = ask(client, language, query)
    links = markup.values("href")
    assert "tel:112" in links
    for topic in released.library.topics:
        assert f"/{language}/{topic.key}" in links
    for door in released.library.doors:
        page = released.library.pages[door.page]
        shown_in = language if language in page.texts else "en"
        assert f"/{shown_in}/{page.key}" in links
    assert [form for form in markup.all("form") if form.attributes["method"] == "post"]
    assert len(markup.all("h1")) == 1


def test_a_misspelling_finds_what_the_closest_spelling_finds(client: FlaskClient) -> None:
    """Q4: and the answer says which spelling it was found for."""
    assert found_keys(client, "en", "abortien")[0] == found_keys(client, "en", "abortion")[0]
    assert "Found for “abortion”" in ask(client, "en", "abortien").text
    assert found_keys(client, "en", "qqqqzzzz") == []


@pytest.mark.parametrize(
    ("language", "query", "meant"),
    [
        ("en", "jornalist question", "journalist question"),
        ("fr", "<b>avortemant</b> journalistee", ""),
        ("en", "swallowed bare dial", ""),
    ],
)
def test_a_better_spelling_that_finds_more_is_a_button_that_asks_it(
    language: str, query: str, meant: str, client: FlaskClient
) -> None:
    """Q4, R5: in the body of a form, as the question was; what was typed right is not doubted."""
    markup = ask(client, language, query)
    values = [b.attributes.get("value") for b in markup.all("button") if "value" in b.attributes]
    assert values == ([meant] if meant else [])
    if meant:
        assert found_keys(client, language, meant) != found_keys(client, language, query)
        forms = [form.attributes for form in markup.all("form")]
        assert {form["action"] for form in forms} == {f"/{language}/search"}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_question_comes_back_as_words(
    query: str, language: str, client: FlaskClient
) -> None:
    """T2: what was typed adds no element and no attribute to the page."""
    plain = ask(client, language, "qqqqzzzz")
    hostile = ask(client, language, query)
    extra = [e for e in hostile.elements if e not in plain.elements]
    assert {e.name for e in extra} <= {
        "a",
        "li",
        "mark",
        "strong",
        "span",
        "ul",
        "h2",
        "p",
        "form",
        "button",
    }
    for element in extra:
        assert not [name for name in element.attributes if name.startswith("on")]
        assert "style" not in element.attributes
    assert [e for e in hostile.all("script")] == plain.all("script")
    assert len(hostile.all("img", "iframe", "object", "embed", "base")) == 0


def test_the_slot_of_results_cannot_be_filled_from_outside(client: FlaskClient) -> None:
    """T2: the mark where results go is no longer one when somebody types it."""
    html = client.post("/en/search", data={"q": "<!--found-->"}).get_data(as_text=True)
    assert "<!--found-->" not in html
    assert "&lt;!--found--&gt;" in html


def test_ten_thousand_characters_are_a_question_of_two_hundred(client: FlaskClient) -> None:
    """T3"""
    long = ask(client, "en", "abortion " * 1111)
    assert "abortion" in long.text
    assert len(max(re.findall(r"“([^”]*)”", long.text), key=len)) <= 200
    assert len(ask(client, "en", "x" * 10_000).text) < 5_000


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"q=%ff%fe", "application/x-www-form-urlencoded"),
        (b"&" * 5000, "application/x-www-form-urlencoded"),
        (b"q=a&q=b&" + b"c=d&" * 1500, "application/x-www-form-urlencoded"),
        (b'{"q": 1}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"broken", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data; name=q; filename=a\r\n\r\nhi\r\n--x--",
         "multipart/form-data; boundary=x"),
        (b"q=a", "text/plain; charset=utf-7"),
    ],
)  # fmt: skip
def test_a_malformed_body_is_an_empty_question(
    body: bytes, media_type: str, client: FlaskClient
) -> None:
    """T3: no fault, and a page that can be read."""
    answer = client.post("/en/search", data=body, content_type=media_type)
    assert answer.status_code in (200, 400, 413)
    assert b"112" in answer.data


@pytest.mark.parametrize(
    "language", ["xx", "EN", "..", "en%2f..", "e", "404", "o", "%00", "en.json", "en\u202e", "*"]
)
def test_a_language_that_is_not_there_has_no_search(language: str, client: FlaskClient) -> None:
    answer = client.post(f"/{language}/search", data={"q": "abortion"})
    assert answer.status_code == 404
    assert b"tel:112" in answer.data


def test_the_answer_is_the_released_page_around_results(client: FlaskClient) -> None:
    """The frame has the same corners, exit and styles as every page."""
    markup, home = ask(client, "fr", "avortement"), read_html(client.get("/fr/").data)
    for name in ("link", "script", "meta", "html"):
        assert markup.all(name) == home.all(name)
    assert [e for e in markup.elements if e.attributes.get("id") in ("leave", "help")] == [
        e for e in home.elements if e.attributes.get("id") in ("leave", "help")
    ]


def test_an_answer_never_mixes_two_releases(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder it answers from is that of the release in force, or there is no answer."""

    def nothing() -> None:
        raise NoRelease("no release has been built yet")

    monkeypatch.setattr(client.application.extensions["guide"].current, "tree", nothing)
    assert client.post("/en/search", data={"q": "abortion"}).status_code == 503
