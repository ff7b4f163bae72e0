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
    Broken("outdated-translation", STAY, "You may", "Perhaps you may", 1, STAY_FR),
]  # fmt: skip


def found(root: Path) -> list[Finding]:
    return check(root, taken_keys=("kp3r",))


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


@pytest.mark.parametrize("file", ["topics.toml", "pages/stay/page.toml", STAY])
def test_a_file_that_is_not_utf_8_is_named(file: str, sample: Path) -> None:
    (sample / file).write_bytes(b"\xff\xfe")
    messages = [f.message for f in found(sample) if f.file == file]
    assert any("save it as UTF-8" in message for message in messages)


def test_every_code_that_a_check_can_give_is_tried_here() -> None:
    """Reads the codes from the sources, so that a new check needs a new row."""
    tried = {broken.code for broken in BROKEN} | {"missing-file", "missing-language"}
    given = {
        str(node.value)
        for path in CONTENT.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", ""))
        in ("Finding", "report", "TypedNumber")
        for node in call.args[:3]
        if isinstance(node, ast.Constant)
        and str(node.value).replace("-", "").isalpha()
        and ("-" in str(node.value) or node.value == "table")
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
