"""Synonyms and urgent words: read with file and line, and never a wrong row in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from content.checks import check
from content.library import read_library

Write = Callable[[str, str], list[tuple[str, int, str]]]

SYNONYMS = """[[synonyms]]
typed = ["cops", "feds"]
means = ["police"]
"""
URGENT = """[[urgent]]
page = "stay"
contains = ["help me now"]
"""
SPEECH = """[[speech]]
fillers = ["really"]
negations = ["not"]
[speech.same]
"do not" = ["dont"]
"""


@pytest.fixture(name="write")
def _write(sample: Path) -> Write:
    """Write a file of the sample guide and list what the check says about it."""

    def write(name: str, text: str) -> list[tuple[str, int, str]]:
        (sample / name).parent.mkdir(exist_ok=True)
        (sample / name).write_text(text, "utf-8")
        return [(f.file, f.line, f.code) for f in check(sample) if f.file == name]

    return write


def emergency(sample: Path) -> None:
    page = sample / "pages" / "stay" / "page.toml"
    page.write_text(page.read_text("utf-8").replace("tier = 1", "tier = 0"), "utf-8")


def test_both_files_are_read_by_language(write: Write, sample: Path) -> None:
    emergency(sample)
    assert write("synonyms/en.toml", SYNONYMS) == []
    assert write("urgent/en.toml", SPEECH + URGENT + 'together = ["knife/gun neck"]\n') == []
    library = read_library(sample).library
    assert library is not None
    assert library.wordings["en"].synonyms[0].typed == ["cops", "feds"]
    assert library.wordings["en"].urgent[0].contains == ["help me now"]
    assert library.wordings["en"].urgent[0].together == ["knife/gun neck"]
    assert library.wordings["en"].speech[0].same == {"do not": ["dont"]}
    assert library.wordings["fr"].urgent == ()


def test_a_guide_without_them_is_whole(sample: Path) -> None:
    assert check(sample) == []


@pytest.mark.parametrize(
    ("name", "text", "line", "code"),
    [
        ("synonyms/en.toml", SYNONYMS + 'likes = ["x"]\n', 1, "table"),
        ("synonyms/en.toml", SYNONYMS + "[[slang]]\n", 4, "table"),
        ("synonyms/en.toml", SYNONYMS.replace("means", "mean"), 1, "table"),
        ("synonyms/en.toml", SYNONYMS.replace('"feds"', '"the feds"'), 2, "bad-value"),
        ("synonyms/en.toml", SYNONYMS.replace('"feds"', '"Cops"'), 2, "bad-value"),
        ("synonyms/en.toml", SYNONYMS.replace('"police"', '""'), 3, "bad-value"),
        ("synonyms/en.toml", SYNONYMS.replace('["police"]', "[]"), 1, "bad-value"),
        ("synonyms/en.toml", SYNONYMS.replace("feds", "fe\u202eds"), 2, "control-character"),
        ("synonyms/en.toml", "not toml", 1, "table"),
        ("synonyms/xx.toml", SYNONYMS, 1, "unknown-language"),
        ("urgent/en.toml", URGENT + 'alsone = ["x"]\n', 1, "table"),
        ("urgent/en.toml", URGENT.replace("stay", "nowhere"), 2, "dead-link"),
        ("urgent/en.toml", URGENT.replace("help me now", "me"), 3, "bad-value"),
        ("urgent/en.toml", URGENT.replace("help me now", "help " * 13), 3, "bad-value"),
        ("urgent/en.toml", URGENT + 'alone = ["Help-me now"]\n', 4, "bad-value"),
        ("urgent/en.toml", URGENT + 'together = ["knife"]\n', 4, "bad-value"),
        ("urgent/en.toml", URGENT + 'together = ["knife/ neck"]\n', 4, "bad-value"),
        ("urgent/en.toml", URGENT + 'together = ["knife don\'t"]\n', 4, "bad-value"),
        ("urgent/en.toml", SPEECH.replace("really", "a bit"), 2, "bad-value"),
        ("urgent/en.toml", SPEECH.replace("really", "not"), 2, "bad-value"),
        ("urgent/en.toml", SPEECH.replace("dont", "don't"), 5, "bad-value"),
        ("urgent/en.toml", SPEECH.replace("do not", "-"), 5, "bad-value"),
        ("urgent/en.toml", SPEECH.replace("fillers", "filler"), 1, "table"),
        ("urgent/xx.toml", URGENT, 1, "unknown-language"),
    ],
)
def test_what_is_wrong_has_a_file_and_a_line(
    name: str, text: str, line: int, code: str, write: Write, sample: Path
) -> None:
    emergency(sample)
    assert write(name, text) == [(name, line, code)]


def test_urgent_words_lead_to_emergency_pages_only(write: Write, sample: Path) -> None:
    page = sample / "pages" / "stay" / "page.toml"
    page.write_text(page.read_text("utf-8").replace("tier = 0", "tier = 1"), "utf-8")
    assert write("urgent/en.toml", URGENT) == [("urgent/en.toml", 2, "bad-value")]
