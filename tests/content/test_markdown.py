"""Markdown to HTML: whatever an author types, only allow-listed elements come out."""

import os
import random

import nh3
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from content.markdown import MARK_CLOSE, MARK_OPEN, render
from tests.pwa.markup import read_html

# Written out again on purpose: the list in the code may not grow without this one.
ELEMENTS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br"}
SCHEMES = {"https", "mailto", "tel", "sms"}

# What the caller inserts is trusted, and easy to know again.
OURS = "<i>ours</i>"

SEED = int(os.environ.get("PARASOL_SEED") or random.randrange(2**32))
DOCUMENTS = 600


class Insertions:
    """Says the same for every placeholder."""

    def card(self, contact_id: str) -> str:
        return OURS

    mention = figure = card

    def href(self, page_id: str) -> str:
        return "/en/a1b2"


HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<!--",
    "-->", "<![CDATA[", "<style>*{}</style>", "<iframe src=//e.example>", "<a href=javascript:a()>",
    "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))", "[a](\x01javascript:alert(1))", "[a](data:text/html,x)",
    "[a](vbscript:x)", "[a](//evil.example)", "[a](http://e.example)", "[a](page:x\" onclick=\"a)",
    "[a](https://e.example/\"onmouseover=\"a)", "[a](page:x '&#xe000;contact:a&#xe001;')",
    "[a](https://e.example 'title\" onclick=\"a')",
    "![a](https://evil.example/x.png)", "![a](javascript:a)", "<https://ok.example>",
    "<javascript:alert(1)>", "[a][b]\n\n[b]: javascript:alert(1)", "`<b>`", "```html\n<b>\n```",
    "    <script>", "{contact:a}", "{figure:a}", "{contact:\"><b>}", "{{contact:a}}", "{contact:a",
    f"{MARK_OPEN}card:a{MARK_CLOSE}", f"[a](https://e.example/{MARK_OPEN}card:a{MARK_CLOSE})",
    f"[a](https://{MARK_OPEN}card:a{MARK_CLOSE}/)", "&#xe000;contact:a&#xe001;", "\x00", "&#0;",
    "&lt;script&gt;", "&amp;lt;b&gt;", "\u202e", "<math><mi//xlink:href=\"data:x,<b>\">", "<p/",
    "</p></main></body>", "<a\nhref='x'\n>", "<template><b>", "<form><input>", "# h", "## h", "> ",
    "- ", "1. ", "***", "\\", "\n\n", "\t", "|a|b|\n|-|-|\n", "<base href=//e>",
    "<meta http-equiv=x>",
)  # fmt: skip

documents = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), min_size=1, max_size=14).map(
    "".join
)


@pytest.fixture(autouse=True)
def _say_the_seed() -> None:
    print(f"PARASOL_SEED={SEED}")


@seed(SEED)
@settings(max_examples=DOCUMENTS, database=None, deadline=None)
@given(documents)
def test_only_listed_elements_attributes_and_schemes_come_out(document: str) -> None:
    """T2: two parsers, one of the standard library and one of browsers' kind, agree."""
    html = render(document, Insertions())

    typed = html.replace(OURS, "")
    for element in read_html(typed).elements:
        assert element.name in ELEMENTS
        assert set(element.attributes) <= ({"href", "rel"} if element.name == "a" else set())
        href = element.attributes.get("href", "/en/a1b2")
        assert href == "/en/a1b2" or href.split(":")[0].lower() in SCHEMES
        assert element.attributes.get("rel", "noreferrer") == "noreferrer"
    assert _rewritten(typed) == typed


def _rewritten(html: str) -> str:
    """Parse as a browser does, keep the listed things only, and write it again."""
    cleaned = nh3.clean(
        html,
        tags=ELEMENTS,
        attributes={"a": {"href", "rel"}, "*": set()},
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return cleaned.replace("&nbsp;", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("# One", "One\n"),
        ("## Two", "<h2>Two</h2>\n"),
        ("a&nbsp;b &amp;nbsp;", "<p>a\xa0b &amp;nbsp;</p>\n"),
        ("a **b** *c*", "<p>a <strong>b</strong> <em>c</em></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("[a](page:x)", '<p><a href="/en/a1b2">a</a></p>\n'),
        ("[a](https://x.example/)", '<p><a href="https://x.example/" rel="noreferrer">a</a></p>\n'),
        ("{contact:a}", OURS),
        ("Call {contact:a}.", f"<p>Call {OURS}.</p>\n"),
        ("{figure:a}", f"<p>{OURS}</p>\n"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"),
        ("[a](javascript:b)", "<p>[a](javascript:b)</p>\n"),
        ("![a](https://x.be/p)", '<p>!<a href="https://x.be/p" rel="noreferrer">a</a></p>\n'),
        ("`a`", "<p>`a`</p>\n"),
    ],
)  # fmt: skip
def test_what_authors_write_becomes_what_they_mean(typed: str, html: str) -> None:
    assert render(typed, Insertions()) == html


def test_a_document_of_any_size_and_depth_ends() -> None:
    for piece in (">" * 5000, "[" * 5000, "*a " * 5000, "- " * 2000, "{" * 5000, "&" * 5000):
        assert read_html(render(piece, Insertions()))
