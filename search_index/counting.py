"""Counts the words of a page; what is counted depends on the page and the language alone.

So the counts of a page can be kept until it changes, while the index, whose figures are those of
all pages, is built from nothing each time.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search_index.analysis import Analyzer

# How often each word stands in each field of a page, by the word as it is written, normalised.
Words = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Document:
    """One page as the search sees it: plain texts in one language.

    `aka` holds the people's own wordings, a line each; they are searched and never shown. `numbers`
    holds phone numbers as they are printed ("0800 98 100"), in every form people may type.
    """

    id: str
    key: str
    title: str
    body: str
    aka: tuple[str, ...] = ()
    summary: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedPage:
    """A page by its id and key, and its words."""

    id: str
    key: str
    words: Words


def count(document: Document, analyzer: Analyzer) -> dict[str, dict[str, int]]:
    """Count the words of each field of a page; each wording of `aka` is a text of its own."""
    filed = analyzer.page_written
    numbers = [word for number in document.numbers for word in _number_words(number, analyzer)]
    return {
        "title": _counted(filed(document.title)),
        "aka": _counted(word for wording in document.aka for word in filed(wording)),
        "body": _counted([*filed(document.summary), *filed(document.body), *numbers]),
    }


def _counted(words: Iterable[str]) -> dict[str, int]:
    """Count words; one that stands on many pages is held once."""
    return dict(Counter(map(sys.intern, words)))


def _number_words(number: str, analyzer: Analyzer) -> list[str]:
    """Return a phone number's words as printed, and its digits in one word."""
    spaced = analyzer.written(number)
    return spaced if len(spaced) < 2 else [*spaced, "".join(spaced)]
