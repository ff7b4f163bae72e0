"""Shows where a page answers: the best stretch of its text, with the words marked.

The twin is `js/snippet.js`; both give the same parts. No markup is made here: whoever shows the
parts escapes them.
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from search_index.analysis import Analyzer, is_number, is_unspaced, normalise, split_words
from search_index.characters import (
    APOSTROPHES,
    CYRILLIC,
    SIGNS,
    SILENT,
    UNSPACED,
    UNSPACED_MARKS,
)
from search_index.expansion import MOST_DIGIT_GROUPS

WIDTH = 160  # characters, about two lines and a half on a small phone
LEAD = 40  # characters of context wanted before the first marked word

_SPACES = re.compile("[ \t\n\r\f\v\u2028\u2029]+")

# A word as printed may hold silent characters, and in Ukrainian an apostrophe. Where no spaces part
# words, a piece is one letter with its marks.
_PIECE = re.compile(
    f"([{UNSPACED}][{UNSPACED_MARKS}{SILENT}]*"
    f"|(?:[{CYRILLIC}][{APOSTROPHES}](?=[{CYRILLIC}])|[^\\W_{UNSPACED}]|[{SIGNS}{SILENT}])+)"
)

_CUT = "\u2026"


class Part(NamedTuple):
    """A stretch of text, and whether it answers the query."""

    text: str
    marked: bool


def snippet(
    analyzer: Analyzer, text: str, words: Collection[str], width: int = WIDTH
) -> list[Part]:
    """Return the best stretch of plain `text`, of about `width` characters, cut between words.

    `words` are the folded forms of `Hit.words`. The best stretch has the most different ones, then
    the most, then comes first; with none of them it is the beginning. An ellipsis stands where text
    was cut.
    """
    # Words stand at the odd places, what is between them at the even ones.
    pieces = _PIECE.split(_SPACES.sub(" ", text).strip(" "))
    marks = _marks(analyzer, pieces, words)
    if not marks:
        return [Part(pieces[0], False)] if pieces[0] else []
    first, last = _best_window([len(piece) for piece in pieces], marks, width)
    stretch = [Part(_CUT if first else pieces[0], False)]
    for word in range(first, last + 1):
        stretch.append(Part(pieces[2 * word + 1], marks[word] != ""))
        stretch.append(Part(pieces[2 * word + 2] if word < last else "", False))
    stretch.append(Part(pieces[-1] if last == len(marks) - 1 else _CUT, False))
    return _joined(stretch)


def _marks(analyzer: Analyzer, pieces: Sequence[str], words: Collection[str]) -> list[str]:
    """Return for each printed word the form that answers the query, or nothing."""
    folded = [[analyzer.fold(w) for w in split_words(normalise(word))] for word in pieces[1::2]]
    marks = [next((form for form in forms if form in words), "") for forms in folded]
    for first in range(len(folded)):
        digits = ""
        for last in range(first, min(first + MOST_DIGIT_GROUPS, len(folded))):
            if len(folded[last]) != 1 or not is_number(folded[last][0]):
                break
            digits += folded[last][0]
            if digits in words:
                marks[first : last + 1] = [digits] * (last + 1 - first)
    _mark_pairs(marks, folded, pieces[2:-1:2], words)
    return marks


def _mark_pairs(
    marks: list[str],
    folded: Sequence[Sequence[str]],
    between: Sequence[str],
    words: Collection[str],
) -> None:
    """Mark neighbouring letters without a space between them whose pair answers the query."""
    for place, gap in enumerate(between):
        pair = "".join([*folded[place], *folded[place + 1]])
        if not gap and is_unspaced(pair) and pair in words:
            marks[place : place + 2] = [marks[place] or pair, pair]


def _best_window(lengths: Sequence[int], marks: Sequence[str], width: int) -> tuple[int, int]:
    """Return the first and last word of the best stretch."""
    best, best_value = _window(lengths, 0, width), (0, 0)
    for word, mark in enumerate(marks):
        if mark:
            first, last = _window(lengths, word, width)
            found = [m for m in marks[first : last + 1] if m]
            value = (len(set(found)), len(found))
            if value > best_value:
                best, best_value = (first, last), value
    return best


def _window(lengths: Sequence[int], word: int, width: int) -> tuple[int, int]:
    """Return the stretch around a word: some context before it, then as much as fits."""
    end = len(lengths) // 2 - 1
    first = last = word
    size, lead = lengths[2 * word + 1], 0
    while first > 0 and lead + _before(lengths, first) <= LEAD:
        lead += _before(lengths, first)
        first -= 1
    size += lead
    while last < end and size + _after(lengths, last) <= width:
        size += _after(lengths, last)
        last += 1
    while last == end and first > 0 and size + _before(lengths, first) <= width:
        size += _before(lengths, first)
        first -= 1
    return first, last


def _before(lengths: Sequence[int], word: int) -> int:
    """Return what the stretch grows by when it takes in the word before this one."""
    return lengths[2 * word] + lengths[2 * word - 1]


def _after(lengths: Sequence[int], word: int) -> int:
    return lengths[2 * word + 2] + lengths[2 * word + 3]


def _joined(stretch: Sequence[Part]) -> list[Part]:
    """Leave out empty parts and join neighbours of one kind."""
    parts: list[Part] = []
    for part in stretch:
        if part.text and parts and part.marked == parts[-1].marked:
            parts[-1] = Part(parts[-1].text + part.text, part.marked)
        elif part.text:
            parts.append(part)
    return parts
