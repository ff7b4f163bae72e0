"""Words of urgency: which emergency pages a query asks for, whatever the ranking says.

A query asks for a page when one of the page's phrases stands in it, from the beginning of a word to
the end of one. Spaces and apostrophes do not count ("don't", "dont", "zelf moord"), nor do case and
accents. One slip is forgiven in a word of five letters or more, but not in its first letter:
shorter words, and other beginnings, are too easily other words. Nor is it a slip when another word
of the guide's language was typed: "volée" is not "violée". In a word of less than eight letters, a
wrong letter must be beside the right one on the keys: "dancer" is not "danger".

    phrase  "took too many pills"     query  "i  took  to  many  pills  help"
    joined   tooktoomanypills                itooktomanypillshelp
                                              |               |    starts and ends of words

The twin is `js/urgent.js`.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from search_index.analysis import Analyzer, normalise, split_words
from search_index.expansion import MOST_CHARACTERS
from search_index.lexicon import as_units
from search_index.wordings import UrgentPage

# More than two would push everything else off the screen of a phone.
MOST_PINNED = 2

SHORTEST_WITH_SLIP = 5

# From this length on, a wrong letter may be any.
ANY_LETTER_FROM = 8

# The keys of a phone, as they lie in English and Dutch, and in French.
_ROWS = (("qwertyuiop", "asdfghjkl", "zxcvbnm"), ("azertyuiop", "qsdfghjklm", "wxcvbn"))
_KEYS = {letter for rows in _ROWS for row in rows for letter in row}


def _neighbours() -> set[str]:
    """Return the pairs of letters that lie beside each other, in a row or above one another."""
    pairs = set()
    for rows in _ROWS:
        pairs |= {a + b for row in rows for a, b in pairwise(row)}
        for above, below in pairwise(rows):
            pairs |= {a + b for a, b in zip(above, below, strict=False)}
            pairs |= {a + b for a, b in zip(above[1:], below, strict=False)}
    return pairs | {pair[::-1] for pair in pairs}


_BESIDE = _neighbours()


class _Match(NamedTuple):
    """How well a phrase fits: one typed right before one with a slip, a longer before a shorter."""

    exact: bool
    letters: int


_NONE = _Match(False, 0)


class _Query:
    """The words of a query, joined without what is between them."""

    def __init__(
        self, text: str, analyzer: Analyzer, is_known: Callable[[str], bool] = lambda word: False
    ) -> None:
        self._analyzer, self._is_known = analyzer, is_known
        self.words = split_words(normalise(text[:MOST_CHARACTERS]))
        folded = [as_units(analyzer.fold(word)) for word in self.words]
        self.joined = "".join(folded)
        self.bounds = [0, *accumulate(map(len, folded))]

    def may_mean(self, place: int, meant: str) -> bool:
        """Say whether the word at a place can be another one, mistyped: it is none by itself."""
        word = self.words[bisect_right(self.bounds, place) - 1]
        term, fold = self._analyzer.term, self._analyzer.fold
        return not self._is_known(word) or term(fold(word)) == term(meant)


def pinned_pages(
    pages: Sequence[UrgentPage],
    analyzer: Analyzer,
    text: str,
    is_known: Callable[[str], bool] = lambda word: False,
) -> list[UrgentPage]:
    """List the emergency pages that a query asks for, the surest first, then in file order.

    `is_known` says whether a word, normalised, is one of the guide's language.
    """
    query = _Query(text, analyzer, is_known)
    if not query.words:
        return []
    found = [(_best(page, query), page) for page in pages]
    sure = sorted((row for row in found if row[0] > _NONE), key=lambda row: row[0], reverse=True)
    return [page for _, page in sure[:MOST_PINNED]]


def _best(page: UrgentPage, query: _Query) -> _Match:
    """Return the best match of a page's phrases."""
    starts, ends = query.bounds[:-1], set(query.bounds)
    within = [_match(phrase, query, starts, ends) for phrase in page.contains]
    whole = [_match(phrase, query, [0], {len(query.joined)}) for phrase in page.alone]
    return max([*within, *whole], default=_NONE)


def _match(phrase: str, query: _Query, starts: Sequence[int], ends: set[int]) -> _Match:
    """Find a phrase in the joined query, right or with one slip."""
    words, joined = phrase.split(" "), query.joined
    lengths = [len(as_units(word)) for word in words]
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
                slip = _slip(typed, letters, lengths)
                if slip and query.may_mean(start + slip.place, words[slip.word]):
                    best = _Match(False, size)
    return best


class _Slip(NamedTuple):
    """Where a slip is: in what was typed, and in which word of the phrase."""

    place: int
    word: int


def _slip(typed: str, letters: str, lengths: Sequence[int]) -> _Slip | None:
    """Find the one slip in a long word of the phrase that explains what was typed."""
    shared = 0
    while shared < min(len(typed), len(letters)) and typed[shared] == letters[shared]:
        shared += 1
    more = len(typed) - len(letters)
    places = [shared]
    # Of a run of one letter, which may go on in the next word, any may be left out, or added.
    run = letters if more < 0 else typed
    while more and places[-1] and run[places[-1] - 1] == run[shared]:
        places.append(places[-1] - 1)
    words = ((place, _word_with_slip(place, lengths, added=more > 0)) for place in places)
    place, word = next((one for one in words if one[1] is not None), (0, None))
    if word is None:
        return None
    rest, expected = typed[shared:], letters[shared:]
    if more > 0:
        return _Slip(place, word) if rest[1:] == expected else None
    if more < 0:
        # What comes next may be the next word: the letter before it was the last one of this word.
        return _Slip(place - 1, word) if rest == expected[1:] else None
    swapped = expected[1:2] + expected[:1] + expected[2:]
    is_wrong = rest[1:] == expected[1:] and _may_be(rest[0], expected[0], lengths[word])
    return _Slip(shared, word) if is_wrong or rest == swapped else None


def _may_be(typed: str, meant: str, length: int) -> bool:
    """Say whether a letter may stand for another in a word of so many letters."""
    has_keys = typed in _KEYS and meant in _KEYS
    return length >= ANY_LETTER_FROM or not has_keys or typed + meant in _BESIDE


def _word_with_slip(place: int, lengths: Sequence[int], *, added: bool) -> int | None:
    """Return the word in which a letter may be wrong, or added before it: long, after its first."""
    start = 0
    for word, length in enumerate(lengths):
        if place < start + length + added:
            return word if length >= SHORTEST_WITH_SLIP and place > start else None
        start += length
    return None
