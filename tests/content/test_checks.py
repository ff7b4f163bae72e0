"""The checks: each thing that can be wrong with a guide is found, with its code, file and line."""

import ast
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from content.checks import check
from content.findings import NOTES, Finding, errors

CONTENT = Path(__file__).resolve().parents[2] / "content"

STAY, DANGER = "pages/stay/en.md", "pages/danger/en.md"
STAY_FR = "pages/stay/fr.md"
LONG = "and " * 40
EVIDENCE = 'sources = ["a"]\nconfidence = "V1"\npublish = "yes"'


class Broken(NamedTuple):
    """One fault: in `file`, `old` becomes `new`; `code` is found at `line` of `found_in`."""

    code: str
    file: str
    old: str
    new: str
    line: int
    found_in: str = ""


BROKEN = [
    Broken("bad-key", "pages/stay/page.toml", "bb22", "stay", 1),
    Broken("bad-key", "topics.toml", "aa11", "AA11", 1),
    Broken("duplicate-key", "pages/stay/page.toml", "bb22", "cc33", 1),
    Broken("duplicate-key", "pages/stay/page.toml", "bb22", "kp3r", 1),
    Broken("unknown-topic", "pages/stay/page.toml", '"first"', '"last"', 1),
    Broken("unlisted-page", "topics.toml", ', "stay"]', "]", 1, "pages/stay/page.toml"),
    Broken("bad-tier", "pages/stay/page.toml", "tier = 1", "tier = 7", 1),
    Broken("dead-link", "topics.toml", 'page = "danger"', 'page = "gone"', 1),
    Broken("dead-link", STAY, "page:danger", "page:gone", 9),
    Broken("missing-language", "topics.toml", ', fr = "D’abord"', "", 1),
    Broken("missing-language", "contacts.toml", ', fr = "Pour les questions"', "", 1),
    Broken("unknown-language", "topics.toml", ', fr = "D’abord"', ', fr = "", xx = "X"', 1),
    Broken("phone-in-text", "topics.toml", "What comes first.", "Call 112.", 1),
    Broken("price-in-text", "contacts.toml", "For questions", "For 5 euros", 1),
    Broken("empty-title", STAY, "title: May I stay?", 'title: " "', 2),
    Broken("empty-summary", STAY, "summary: Yes, for a while.", 'summary: ""', 2),
    Broken("missing-source-hash", STAY_FR, "source_hash: ", "source_hash: ''  # ", 2),
    Broken("phone-in-text", STAY, "leave the country", "call 0800 98 100", 2),
    Broken("phone-in-text", STAY, "You may stay", "Call 112. You may stay", 7),
    Broken("price-in-text", STAY, "You may stay", "Pay 5 euros. You may stay", 7),
    Broken("figure-in-text", STAY, "{figure:stay-limit}", "3 months", 7),
    Broken("control-character", STAY, "You may", "You\u202emay", 7),
    Broken("control-character", STAY, "You may", "You \ue000may", 7),
    Broken("control-character", STAY, "You may", "You &#x202e; may", 7),
    Broken("control-character", STAY, "You may", "&#xe000;contact:no&#xe001; You may", 7),
    Broken("raw-html", STAY, "You may", "You <b>may</b>", 7),
    Broken("raw-html", STAY, "Ask {", "<script>alert()</script>\n\nAsk {", 9),
    Broken("unknown-placeholder", STAY, "You may", "You {may}", 7),
    Broken("unknown-figure", STAY, "figure:stay-limit", "figure:gone", 7),
    Broken("unknown-contact", STAY, "contact:desk", "contact:gone", 9),
    Broken("unpublished-contact", STAY, "contact:desk", "contact:waiting", 9),
    Broken("foreign-link", STAY, "page:danger", "http://example.org/", 9),
    Broken("foreign-link", STAY, "page:danger", "ftp://example.org/", 9),
    Broken("foreign-link", "contacts.toml", 'value = "https://desk', 'value = "javascript:desk', 1),
    Broken("foreign-link", "publisher.toml", "https://weather", "http://weather", 1),
    Broken("duplicate-title", STAY, "May I stay?", "What if I am in DANGER?", 2),
    Broken("front-matter", STAY, "keywords:", "keyword:", 4),
    Broken("table", "figures.toml", "unit =", "units =", 1),
    Broken("table", "contacts.toml", 'publish = "call"', 'publish = "no"', 12),
    Broken("table", "topics.toml", 'id = "first"', "id = 5", 6),
    Broken("table", "publisher.toml", "name =", "name", 1),
    Broken("table", "pages/stay/page.toml", "tier = 1", 'tier = "one"', 1),
    Broken("reading-level", STAY, "You may", f"You {LONG} may", 7),
    Broken("reading-level", DANGER, "Call now.", f"Call {'and ' * 14} now.", 7),
    *(
        Broken("control-character", STAY, "You may", f"You{sign}may", 7)
        for sign in "\x80\x9f\u2028\u2029\u200b\u200e\u200f\u061c\u2060\U000f0000\U000e0041"
    ),
    *(
        Broken("control-character", STAY, "May I stay?", f'"May I {escape} stay?"', 2)
        for escape in (r"\a", r"\e", r"\x7f", r"\x85", r"\u200b", r"\u2028", r"\u202e", r"\ue000",
                       r"\ud800", r"\n", r"\t")
    ),
    Broken("control-character", STAY, "Yes, for", r'"Yes \u2066 for"  #', 2),
    Broken("control-character", STAY, "leave the country", r'"leave \ud800"', 2),
    Broken("control-character", "topics.toml", "What comes", r"What \u202e comes", 1),
    Broken("control-character", "contacts.toml", '"The desk"', r'"The \u200b desk"', 1),
    Broken("control-character", "languages.toml", "Help. Free.", r"Help.\nFree.", 1),
    Broken("control-character", "publisher.toml", "The sample", r"The \u0007 sample", 1),
    Broken("phone-in-text", "contacts.toml", '"The desk"', '"The desk 0470 12 34 56"', 1),
    Broken("phone-in-text", "contacts.toml", '"Emergency number"', '"Emergency 112"', 1),
    Broken("phone-in-text", "languages.toml", "Help. Free.", "Call 112.", 1),
    Broken("phone-in-text", "publisher.toml", "The sample", "Call 112, the", 1),
    Broken("phone-in-text", STAY, "You may stay", "Call 1\n1\n2 now", 7),
    Broken("missing-language", "contacts.toml", ', fr = "Numéro d’urgence"', "", 1),
    Broken("missing-language", "publisher.toml", '"fr"', '"en"', 1),
    Broken("unknown-language", "publisher.toml", '"fr"', '"xx"', 1),
    Broken("unknown-placeholder", STAY, "May I stay?", "May I {stay}?", 2),
    Broken("raw-html", STAY, "May I stay?", "May <b>I</b> stay?", 2),
    Broken("empty-title", STAY, "May I stay?", '"?!"', 2),
    Broken("empty-keyword", STAY, "leave the country", '" "', 2),
    Broken("too-large", STAY, "May I stay?", "M" + "a" * 120, 2),
    Broken("too-large", STAY, "You may", "You may " * 30_000, 1),
    Broken("too-large", STAY, "May I stay?", "May I stay? " * 2000, 1),
    Broken("too-large", STAY, "You may", "[" * 80_000, 7),
    *(
        Broken("foreign-link", "publisher.toml", "https://weather.example/", url, 1)
        for url in ("", "https://", "https:///a", "https://a b/", "https://a/é", "javascript:a",
                    "https://a@b/", "https://a/<b>", "//a.example/")
    ),
    *(
        Broken("bad-value", "figures.toml", old, new, 1)
        for old, new in (
            ("= 3", "= -3"), ("= 3", "= nan"), ("= 3", "= inf"), ("= 3", '= "3"'),
            ('unit = "month"', ""), ('unit = "month"', 'unit = "month"\ncurrency = "EUR"'),
            ('"duration"', '"count"'), ('"duration"', '"money"'), ('"duration"', '"date"'),
            ('"2026"', '"2026-13"'), ('"2026"', '"2026-02-30"'), ('"2026"', '"last year"'),
            ('["https://stay.example/"]', "[]"), ('["https://stay.example/"]', '[" "]'),
        )
    ),
    *(
        Broken("bad-value", "contacts.toml", "[desk.site]", f"{field}\n{EVIDENCE}\n[desk.site]", 1)
        for field in (
            '[desk.number]\nvalue = ""', '[desk.number]\nvalue = "02/535"',
            '[desk.number]\nvalue = " "', '[desk.email]\nvalue = "desk"',
            '[desk.email]\nvalue = "a@b.example?cc=c"', '[desk.address]\nvalue = ""',
            '[desk.hours]\nvalue = []', '[desk.hours]\nvalue = ["mon 9:00-17:00"]',
            '[desk.hours]\nvalue = ["mon-fri 09:00-25:00"]', '[desk.hours]\nvalue = ["daily"]',
            '[desk.languages]\nvalue = ["xx"]', '[desk.languages]\nvalue = []',
        )
    ),
    Broken("bad-value", "contacts.toml", 'sources = ["https://desk.example/"]', "sources = []", 1),
    Broken("bad-value", "contacts.toml", '"The desk"', '""', 1),
    Broken("bad-value", "languages.toml", "[fr]", "[xx]", 1),
    Broken("bad-value", "languages.toml", 'fallback = "en"', 'fallback = "nl"', 1),
    Broken("bad-value", "languages.toml", 'fallback = "en"', 'fallback = "fr"', 1),
    Broken("bad-value", "languages.toml", '"Français"', '""', 1),
    Broken("bad-value", "publisher.toml", 'name = "The sample project"', 'name = ""', 1),
    Broken("bad-value", "publisher.toml", "[[exit", 'contact_email = "a"\n[[exit', 1),
    Broken("unknown-pictogram", "topics.toml", '"shield"', '"../shield"', 1),
    Broken("unknown-pictogram", "topics.toml", '"shield"', '"gone"', 1),
    *(
        Broken("table", file, old, new, line)
        for file, old, new, line in (
            ("topics.toml", "[[doors]]", "doors = 5\n[[doorz]]", 1),
            ("topics.toml", "[[doors]]", "[[doorz]]", 1),
            ("figures.toml", "value = 3", f"value = {'[' * 9000}", 1),
            ("figures.toml", "value = 3", f"value = {'9' * 9000}", 1),
            ("figures.toml", "value = 3", f"{'a.' * 9000}a = 3", 1),
        )
    ),
    *(
        Broken("foreign-link", STAY, "You may", f"{words} you may", 7)
        for words in ("[a](no where)", "[a][b]", "https://a.example", "http://a.example",
                      "[a](javascript:b)", "javascript:b", "ftp://a.example", r"[a\](https://b.example)")
    ),
    *(
        Broken("markdown", STAY, "You may", f"{words} you may", 7)
        for words in ("`code`", "![a](https://b.example/)", "# One\n\n", "#### Four\n\n", 
                      "One\n===\n", "---\n\n", "#tag", "** a **", "~~a~~")
    ),
    Broken("front-matter", STAY, "May I stay?", '!!int ""', 2),
    Broken("front-matter", STAY, "May I stay?", "!!timestamp a", 2),
    Broken("front-matter", STAY, "title:", r'"\ud800": a', 1),
    Broken("outdated-translation", STAY, "You may", "Perhaps you may", 1, STAY_FR),
]  # fmt: skip


def found(root: Path) -> list[Finding]:
    return check(root, taken_keys=("kp3r",), pictograms=("shield", "help"))


def test_the_sample_guide_is_without_fault(sample: Path) -> None:
    assert found(sample) == []


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: f"{one.code}-{Path(one.file).name}")
def test_a_fault_is_found_where_it_stands(
    broken: Broken, sample: Path, change: Callable[[str, str, str], None]
) -> None:
    change(broken.file, broken.old, broken.new)
    places = [(f.file, f.line) for f in found(sample) if f.code == broken.code]
    assert (broken.found_in or broken.file, broken.line) in places


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("languages.toml", "missing-file"),
        ("publisher.toml", "missing-file"),
        ("topics.toml", "missing-file"),
        ("contacts.toml", "missing-file"),
        ("figures.toml", "missing-file"),
        ("pages/stay/page.toml", "missing-file"),
        (STAY_FR, "missing-language"),
    ],
)
def test_a_missing_file_is_named(path: str, code: str, sample: Path) -> None:
    (sample / path).unlink()
    assert (path, code) in [(f.file, f.code) for f in found(sample)]


def test_a_guide_without_pages_is_refused_and_breaks_nothing(sample: Path) -> None:
    shutil.rmtree(sample / "pages")
    assert errors(found(sample)) != []


def test_a_page_in_a_language_nobody_listed_is_refused(sample: Path) -> None:
    shutil.copy(sample / STAY, sample / "pages/stay/xx.md")
    assert ("pages/stay/xx.md", 1, "unknown-language") in [
        (f.file, f.line, f.code) for f in found(sample)
    ]


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1:8443/news", "https://a.example", "https://a/b?c=d#e"]
)
def test_an_everyday_site_may_be_any_https_address(
    url: str, sample: Path, change: Callable[[str, str, str], None]
) -> None:
    change("publisher.toml", "https://weather.example/", url)
    assert found(sample) == []


def test_an_autolink_and_a_plain_second_heading_are_fine(
    sample: Path, change: Callable[[str, str, str], None]
) -> None:
    change(STAY, "You may", "## One\n\n<https://a.example/b> and *you* **may** not\n\n1. You may")
    assert [f for f in found(sample) if f.is_error] == []


def test_what_a_finding_quotes_can_be_printed(
    sample: Path, change: Callable[[str, str, str], None]
) -> None:
    change(STAY_FR, "translation: reviewed", r'translation: "\ud800\e[2J"')
    assert found(sample)
    assert all(f.message.isprintable() for f in found(sample))


def test_every_code_that_a_check_can_give_is_tried_here() -> None:
    """Reads the codes from the sources, so that a new check needs a new row."""
    tried = {broken.code for broken in BROKEN} | {"missing-file", "missing-language"}
    places = {"Finding": 2, "report": 2, "TypedNumber": 0}
    given = {
        str(code.value)
        for path in CONTENT.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        for name in (getattr(call.func, "id", getattr(call.func, "attr", "")),)
        if name in places
        and len(call.args) > places[name]
        and isinstance(code := call.args[places[name]], ast.Constant)
    }
    assert given == tried


def test_notes_stop_no_release(sample: Path, change: Callable[[str, str, str], None]) -> None:
    change(STAY, "You may", f"You {LONG} may")
    assert {f.code for f in found(sample)} == NOTES
    assert errors(found(sample)) == []


def test_a_finding_is_told_once_and_in_reading_order(
    sample: Path, change: Callable[[str, str, str], None]
) -> None:
    change(STAY, "You may", "<b>You</b> may call 112 or 101")
    findings = found(sample)
    assert findings == sorted(set(findings))


def test_no_finding_is_without_a_line_and_a_sentence(
    sample: Path, change: Callable[[str, str, str], None]
) -> None:
    for broken in BROKEN:
        if broken.old in (sample / broken.file).read_text("utf-8"):
            change(broken.file, broken.old, broken.new)
    for finding in found(sample):
        assert finding.line > 0
        assert len(finding.message) > 10
        assert str(finding).startswith(f"{finding.file}:{finding.line}: ")
        assert set(finding.as_json()) == {"code", "file", "line", "message"}
