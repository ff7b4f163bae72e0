"""Words of urgency: which emergency pages a query asks for, whatever the ranking says.

A query asks for a page when one of the page's phrases stands in it, from the beginning of a word to
the end of one. Spaces and apostrophes do not count ("don't", "dont", "zelf moord"), nor do case and
accents. One slip is forgiven in a word of five letters or more, but not in its first letter:
shorter words, and other beginnings, are too easily other words.

    phrase  "took too many pills"     query  "i  took  to  many  pills  help"
    joined   tooktoomanypills                itooktomanypillshelp
                                              |               |    starts and ends of words

The twin is `js/urgent.js`.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from search_index.analysis import Analyzer
from search_index.expansion import MOST_CHARACTERS
from search_index.lexicon import as_units
from search_index.wordings import UrgentPage, folded_words

# More than two would push everything else off the screen of a phone.
MOST_PINNED = 2

SHORTEST_WITH_SLIP = 5


class _Match(NamedTuple):
    """How well a phrase fits: one typed right before one with a slip, a longer before a shorter."""

    exact: bool
    letters: int


_NONE = _Match(False, 0)


def pinned_pages(pages: Sequence[UrgentPage], analyzer: Analyzer, text: str) -> list[UrgentPage]:
    """List the emergency pages that a query asks for, the surest first, then in file order."""
    words = [as_units(word) for word in folded_words(text[:MOST_CHARACTERS], analyzer.fold)]
    if not words:
        return []
    found = [(_best(page, words), page) for page in pages]
    sure = sorted((row for row in found if row[0] > _NONE), key=lambda row: row[0], reverse=True)
    return [page for _, page in sure[:MOST_PINNED]]


def _best(page: UrgentPage, words: Sequence[str]) -> _Match:
    """Return the best match of a page's phrases."""
    joined, bounds = "".join(words), [0, *accumulate(map(len, words))]
    within = [_match(phrase, joined, bounds[:-1], set(bounds)) for phrase in page.contains]
    whole = [_match(phrase, joined, [0], {len(joined)}) for phrase in page.alone]
    return max([*within, *whole], default=_NONE)


def _match(phrase: str, joined: str, starts: Sequence[int], ends: set[int]) -> _Match:
    """Find a phrase in the joined query, right or with one slip."""
    lengths = [len(as_units(word)) for word in phrase.split(" ")]
    letters = as_units(phrase.replace(" ", ""))
    size = len(letters)
    best = _NONE
    # No slip is forgiven in a first letter, so most beginnings need not be looked at.
    for start in (place for place in starts if joined[place] == letters[0]):
        for end in (start + size - 1, start + size, start + size + 1):
            if end in ends:
                typed = joined[start:end]
                if typed == letters:
                    return _Match(True, size)
                if _is_one_slip(typed, letters, lengths):
                    best = _Match(False, size)
    return best


def _is_one_slip(typed: str, letters: str, lengths: Sequence[int]) -> bool:
    """Say whether one slip in a long word of the phrase explains what was typed."""
    shared = 0
    while shared < min(len(typed), len(letters)) and typed[shared] == letters[shared]:
        shared += 1
    more = len(typed) - len(letters)
    if not _may_slip(shared, lengths, added=more > 0):
        return False
    rest, expected = typed[shared:], letters[shared:]
    if more > 0:
        return rest[1:] == expected
    if more < 0:
        return rest == expected[1:]
    swapped = expected[1:2] + expected[:1] + expected[2:]
    return rest[1:] == expected[1:] or rest == swapped


def _may_slip(place: int, lengths: Sequence[int], *, added: bool) -> bool:
    """Say whether a letter may be wrong, or added before it: in a long word, after its first."""
    start = 0
    for length in lengths:
        if place < start + length + added:
            return length >= SHORTEST_WITH_SLIP and place > start
        start += length
    return False
