"""The people's own words, by language: `synonyms/<language>.toml` and `urgent/<language>.toml`.

Synonyms say which words of the guide a typed word stands for. Urgent words lead straight to an
emergency page, whatever the ranking says. A language without a file has none.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from content.check_words import check_characters
from content.findings import line_of
from content.model import Page, Speech, Synonym, Urgent, Wordings
from content.tables import Tables

# Shorter, and half of all questions would hold it.
SHORTEST_PHRASE = 3
LONGEST_PHRASE = 60

EMERGENCY = 0


def read_wordings(
    tables: Tables, languages: Mapping[str, object], pages: Mapping[str, Page]
) -> dict[str, Wordings]:
    """Read both files of every language; what is wrong in them becomes findings."""
    for folder in ("synonyms", "urgent"):
        for path in sorted((tables.root / folder).glob("*.toml")):
            if path.stem not in languages:
                name = f"{folder}/{path.name}"
                tables.report(name, 1, "unknown-language", "languages.toml has no such language")
    return {
        code: Wordings(
            tuple(_read_synonyms(tables, f"synonyms/{code}.toml")),
            *_read_urgent_file(tables, f"urgent/{code}.toml", pages),
        )
        for code in languages
    }


def _read_synonyms(tables: Tables, name: str) -> Iterator[Synonym]:
    lists, text = _lists(tables, name, {"synonyms": Synonym})
    rows: list[Synonym] = lists["synonyms"]
    seen: set[str] = set()
    for row in rows:
        for word in (*row.typed, *row.means):
            if _is_readable(tables, name, text, word) and len(_words(word)) != 1:
                _report(tables, name, text, word, "write one word; a phrase belongs into keywords")
        for word in row.typed:
            if word.casefold() in seen:
                _report(tables, name, text, word, "typed twice in this file; write it once")
            seen.add(word.casefold())
        if not row.typed or not row.means:
            tables.report(name, 1, "bad-value", "a synonym has no words in typed or in means")
        yield row


def _read_urgent_file(
    tables: Tables, name: str, pages: Mapping[str, Page]
) -> tuple[tuple[Urgent, ...], tuple[Speech, ...]]:
    lists, text = _lists(tables, name, {"urgent": Urgent, "speech": Speech})
    urgent, speech = lists["urgent"], lists["speech"]
    _check_urgent(tables, name, text, urgent, pages)
    _check_speech(tables, name, text, speech)
    return tuple(urgent), tuple(speech)


def _check_urgent(
    tables: Tables, name: str, text: str, rows: Iterable[Urgent], pages: Mapping[str, Page]
) -> None:
    seen: set[str] = set()
    for row in rows:
        page = pages.get(row.page)
        if page is None:
            message = f"there is no page “{row.page}” that can be read"
            tables.report(name, line_of(text, f'"{row.page}"'), "dead-link", message)
        elif page.tier != EMERGENCY:
            _report(tables, name, text, row.page, "urgent words lead to emergency pages only")
        for phrase in (*row.contains, *row.alone):
            _is_readable(tables, name, text, phrase)
            letters = "".join(_words(phrase))
            if len(letters) < SHORTEST_PHRASE or len(phrase) > LONGEST_PHRASE:
                limits = f"{SHORTEST_PHRASE} letters to {LONGEST_PHRASE} characters"
                _report(tables, name, text, phrase, f"an urgent phrase has {limits}")
            if letters in seen:
                _report(tables, name, text, phrase, "stands twice in this file; write it once")
            seen.add(letters)
        for group in row.together:
            if _is_readable(tables, name, text, group) and not _is_group(group):
                _report(tables, name, text, group, "a group is two sets of words or more: a/b c/d")


def _is_group(text: str) -> bool:
    """Say whether this is sets of single words, parted by spaces, the words by slashes."""
    sets = [words.split("/") for words in text.split()]
    return len(sets) > 1 and all(len(_words(word)) == 1 for words in sets for word in words)


def _check_speech(tables: Tables, name: str, text: str, rows: Iterable[Speech]) -> None:
    for row in rows:
        listed = (row.fillers, row.around, row.asking, row.negations, row.everyday)
        parts = (row.endings, row.elisions, *row.same.values())
        for word in (word for words in (*listed, *parts) for word in words):
            if _is_readable(tables, name, text, word) and len(_words(word)) != 1:
                _report(tables, name, text, word, "write one word")
        for word in set(row.fillers) & set(row.negations):
            _report(tables, name, text, word, "a negation is no filler: without it all is said")
        for said in row.same:
            if _is_readable(tables, name, text, said) and not _words(said):
                _report(tables, name, text, said, "stands for no word")


def _lists(
    tables: Tables, name: str, rows: Mapping[str, type[Struct]]
) -> tuple[dict[str, list[Any]], str]:
    """Return the rows of an optional file, and its text."""
    if not (tables.root / name).exists():
        return {key: [] for key in rows}, ""
    return tables.listed(name, rows), tables.text(name) or ""


def _words(text: str) -> list[str]:
    """List the runs of letters and digits, in small letters."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(one if one.isalnum() else " " for one in plain).split()


def _is_readable(tables: Tables, name: str, text: str, words: str) -> bool:
    """Report invisible characters; say whether there are none."""
    faults = list(check_characters(name, line_of(text, f'"{words}"'), words))
    tables.findings.extend(faults)
    return not faults


def _report(tables: Tables, name: str, text: str, words: str, message: str) -> None:
    tables.report(name, line_of(text, f'"{words}"'), "bad-value", f"“{words}”: {message}")
