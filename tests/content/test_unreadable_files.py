"""Files that are empty, unreadable or no files at all: each is named, and nothing breaks."""

import codecs
import os
from pathlib import Path

import pytest

from content.checks import check
from content.library import read_library

STAY = "pages/stay/en.md"


@pytest.mark.parametrize("file", ["topics.toml", "pages/stay/page.toml", STAY])
def test_a_file_that_is_not_utf_8_is_named(file: str, sample: Path) -> None:
    (sample / file).write_bytes(b"\xff\xfe")
    messages = [f.message for f in check(sample) if f.file == file]
    assert any("save it as UTF-8" in message for message in messages)


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
@pytest.mark.parametrize("file", ["languages.toml", "publisher.toml", "pages/stay/page.toml"])
def test_an_empty_table_is_named(file: str, text: str, sample: Path) -> None:
    (sample / file).write_text(text)
    assert (file, "table") in [(f.file, f.code) for f in check(sample)]


@pytest.mark.parametrize("file", ["languages.toml", "topics.toml", "pages/stay/page.toml", STAY])
@pytest.mark.parametrize("kind", ["folder", "dangling", "loop", "pipe"])
def test_what_is_no_file_is_named_and_breaks_nothing(kind: str, file: str, sample: Path) -> None:
    path = sample / file
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path if kind == "loop" else "gone")
    assert (file, "missing-file") in [(f.file, f.code) for f in check(sample)]


def test_the_invisible_first_character_of_windows_editors_changes_nothing(sample: Path) -> None:
    """U+FEFF before all files: the same library, and so the same release, as without."""
    before = read_library(sample)
    for file in sample.rglob("*.*"):
        if file.suffix in (".md", ".toml"):
            file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
    after = read_library(sample)
    assert after == before
    assert after.findings == []
