"""One slip of the thumb: whether what was typed can be another word, and where it went wrong.

A slip is a letter too many, too few, wrong, or two that changed places. It is forgiven in a word of
five letters or more, but not in its first letter: shorter words, and other beginnings, are too
easily other words. In a word of less than eight letters, a wrong letter must be beside the right
one on the keys: "dancer" is not "danger".

The twin is `js/slips.js`.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

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


BESIDE = _neighbours()


class Slip(NamedTuple):
    """Where a slip is: in what was typed, and in which word of the phrase."""

    place: int
    word: int


def find_slip(typed: str, letters: str, lengths: Sequence[int]) -> Slip | None:
    """Find the one slip in a long word of the phrase that explains what was typed.

    `letters` are those of the phrase without its spaces, `lengths` those of its words; what was
    typed is one letter shorter or longer at most, and not the same.
    """
    half = len(letters) // 2 - 1
    if typed[:half] != letters[:half] and typed[-half:] != letters[-half:]:
        # One slip leaves one half as it was: nearly all that is typed ends here.
        return None
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
        return Slip(place, word) if rest[1:] == expected else None
    if more < 0:
        # What comes next may be the next word: the letter before it was the last one of this word.
        return Slip(place - 1, word) if rest == expected[1:] else None
    swapped = expected[1:2] + expected[:1] + expected[2:]
    is_wrong = rest[1:] == expected[1:] and _may_be(rest[0], expected[0], lengths[word])
    return Slip(shared, word) if is_wrong or rest == swapped else None


def _may_be(typed: str, meant: str, length: int) -> bool:
    """Say whether a letter may stand for another in a word of so many letters."""
    has_keys = typed in _KEYS and meant in _KEYS
    return length >= ANY_LETTER_FROM or not has_keys or typed + meant in BESIDE


def _word_with_slip(place: int, lengths: Sequence[int], *, added: bool) -> int | None:
    """Return the word in which a letter may be wrong, or added before it: long, after its first."""
    start = 0
    for word, length in enumerate(lengths):
        if place < start + length + added:
            return word if length >= SHORTEST_WITH_SLIP and place > start else None
        start += length
    return None
