"""The head of a page file: what is read, and each refusal with the line it stands on."""

import hashlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.checks import check
from content.front_matter import BadFrontMatter, parse_text

GOOD = """---
title: May I stay?
summary: Yes, for a while.
keywords:
  - stay
  - leave the country
---
You may stay.
"""

REFUSED = {
    "no fence at all": ("You may stay.\n", 1, "begin with a line of three hyphens"),
    "an unclosed fence": ("---\ntitle: a\n", 1, "not closed"),
    "an empty file": ("", 1, "begin with"),
    "an empty head": ("---\n---\nText\n", 1, "Expected"),
    "a list for a head": ("---\n- a\n---\n", 1, "Expected"),
    "an unknown key": (GOOD.replace("summary:", "sumary:"), 3, "sumary"),
    "a key twice": (GOOD.replace("keywords:", "title: b\nkeywords:"), 4, "written twice"),
    "a missing key": (GOOD.replace("summary: Yes, for a while.\n", ""), 1, "summary"),
    "a number for a title": (GOOD.replace("May I stay?", "2024"), 2, "title"),
    "a date that no calendar has": (GOOD.replace("May I stay?", "2026-02-30"), 2, "cannot be read"),
    "a number without end": (GOOD.replace("May I stay?", "9" * 5000), 2, "cannot be read"),
    "a word for a list": ("---\ntitle: a\nsummary: b\nkeywords: c\n---\n", 4, "keywords"),
    "an unknown state": (GOOD.replace("keywords:", "translation: done\nkeywords:"), 4, "done"),
    "a list as a key": (GOOD.replace("title:", "? [a, b]\n: c\ntitle:"), 2, "unhashable"),
    "broken YAML": (GOOD.replace("title: May", 'title: "May'), 6, "unexpected end"),
    "brackets a thousand deep": (GOOD.replace("May I", "[" * 1200), 2, "10 deep"),
    "brackets eight thousand deep": (
        GOOD.replace("May I", "[" * 8000).replace("Yes", "[" * 8000),
        2,
        "10 deep",
    ),
    "lists in lists": (GOOD.replace("  - stay", "- " * 8000 + "stay"), 5, "10 deep"),
    "brackets side by side": (GOOD.replace("May I", "[], " * 50), 2, ""),
    "a head without end": (GOOD.replace("May", "May " * 5000), 1, "at most 16384"),
    "brackets without end": (GOOD + "\nWord\n\n" + "[" * 80_000, 12, "more than 1000 signs"),
    "stars without end": (GOOD + "\n" + "_*\n" * 30_000, 10, "more than 1000 signs"),
    "a character YAML has not": (GOOD.replace("May", "M\x07y"), 1, "cannot hold"),
}


@pytest.mark.parametrize(("source", "line", "words"), REFUSED.values(), ids=REFUSED)
def test_a_head_that_cannot_be_used_is_refused_with_its_line(
    source: str, line: int, words: str
) -> None:
    with pytest.raises(BadFrontMatter) as refused:
        parse_text(source, file="pages/stay/en.md", language="en")
    assert words in str(refused.value)
    assert refused.value.line == line


@pytest.mark.parametrize("kind", ["[", "{a: ", "- ", "? ", "!!seq [", "&a [", "[[{a: ["])
def test_depth_is_refused_and_never_ends_the_program(kind: str) -> None:
    """A parser in C that calls itself ends the process, and with it the report on all others."""
    head = "a: " + kind if kind != "- " else kind
    for closed in ("", "]"):
        depth = 16_000 // (len(kind) + len(closed))
        nested = head + kind * (depth - 2) + closed * depth
        with pytest.raises(BadFrontMatter):
            parse_text(f"---\n{nested}\n---\n", file="x", language="en")


def test_many_signs_in_many_paragraphs_are_no_fault() -> None:
    body = "\n\n".join(["*[a](page:stay)* " * 300] * 20)
    assert parse_text(GOOD + body, file="x", language="en").body.endswith(body)


def test_a_good_head_is_read() -> None:
    text = parse_text(GOOD, file="pages/stay/en.md", language="en")
    assert (text.title, text.summary) == ("May I stay?", "Yes, for a while.")
    assert text.keywords == ("stay", "leave the country")
    assert (text.body, text.body_line) == ("You may stay.\n", 8)
    assert text.translation == "source"


def test_the_digest_of_a_text_does_not_depend_on_its_line_ends() -> None:
    unix, dos = (
        parse_text(source, file="x", language="en") for source in (GOOD, GOOD.replace("\n", "\r\n"))
    )
    assert unix.digest == dos.digest == hashlib.sha256(GOOD.encode()).hexdigest()
    assert unix == dos


@pytest.mark.parametrize(
    ("language", "state"),
    [("en", "translation: reviewed\n"), ("fr", ""), ("en", "translation: draft\n")],
)
def test_translations_and_only_they_say_who_reviewed_them(language: str, state: str) -> None:
    source = GOOD.replace("keywords:", f"{state}keywords:")
    with pytest.raises(BadFrontMatter, match="translations, and only they"):
        parse_text(source, file="x", language=language)


@pytest.mark.parametrize(
    ("broken", "line", "words"),
    [
        (b"\xff\xfe---\n", 1, "not UTF-8"),
        (b"---\ntitle: a\ntitle: b\n---\n", 3, "written twice"),
        (b"no head", 1, "three hyphens"),
    ],
)
def test_a_bad_file_becomes_a_finding_with_file_and_line(
    sample: Path, broken: bytes, line: int, words: str
) -> None:
    (sample / "pages/stay/en.md").write_bytes(broken)
    found = [f for f in check(sample) if f.code == "front-matter"]
    assert [(f.file, f.line) for f in found] == [("pages/stay/en.md", line)]
    assert words in found[0].message


@settings(deadline=None)
@given(st.text())
def test_no_text_whatever_breaks_the_reader(head: str) -> None:
    """T2: hostile front matter is read or refused, and nothing else."""
    for source in (head, f"---\n{head}\n---\n"):
        with suppress(BadFrontMatter):
            assert parse_text(source, file="x", language="en").body_line > 2
