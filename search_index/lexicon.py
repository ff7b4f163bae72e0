"""The words an index knows, and how to look them up: exactly, by their beginning, or nearly.

The twin is `js/lexicon.js`. JavaScript counts and sorts strings by UTF-16 units, so this side does
too: `as_units` spells a letter beyond the first 65,536 as its two surrogates.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from search_index.edit_distance import edit_distance

# Enough for any real word's endings, and a bound on the work for "re" or "de".
MOST_STARTING = 40
MOST_NEAR = 40


def as_units(word: str) -> str:
    """Return the word with one character per UTF-16 unit."""
    if word.isascii() or max(word) <= "\uffff":
        return word
    units = word.encode("utf-16-le")
    return "".join(chr(units[i] | units[i + 1] << 8) for i in range(0, len(units), 2))


def letter_mask(word: str) -> int:
    """Return its letters as a set of 32 bits; one edit takes one away and adds one at most."""
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) & 31)
    return mask


@dataclass(frozen=True, slots=True)
class Forms:
    """The terms of an index, sorted by UTF-16 units, and the forms in which its pages write them.

    `is_word[i]` says whether pages write the term just so. `spellings` holds the other forms with
    the numbers of their terms, those of one term side by side.
    """

    terms: Sequence[str]
    is_word: Sequence[bool]
    spellings: Sequence[tuple[str, int]]


def forms_of(terms: Iterable[str], surfaces: Iterable[tuple[str, str]]) -> Forms:
    """Return terms with their forms; `surfaces` are written forms, each with its term."""
    known = sorted(terms, key=as_units)
    spellings: dict[str, list[str]] = defaultdict(list)
    for spelling, term in surfaces:
        spellings[term].append(spelling)
    others = [
        (spelling, number)
        for number, term in enumerate(known)
        for spelling in sorted(spellings.get(term, ()), key=as_units)
        if spelling != term
    ]
    return Forms(known, [term in spellings.get(term, ()) for term in known], others)


class WordList:
    """Words in order, each with its number: the place where it stood in the list given."""

    def __init__(self, words: Sequence[str]) -> None:
        pairs = sorted((as_units(word), number) for number, word in enumerate(words))
        self._words = [word for word, _ in pairs]
        self._numbers = [number for _, number in pairs]
        self._masks = [letter_mask(word) for word in self._words]
        self._of_length: dict[int, list[int]] = defaultdict(list)
        for place, word in enumerate(self._words):
            self._of_length[len(word)].append(place)

    def equal(self, word: str) -> list[int]:
        """List the numbers of all entries that are this word."""
        found = []
        place = bisect_left(self._words, word)
        while place < len(self._words) and self._words[place] == word:
            found.append(self._numbers[place])
            place += 1
        return found

    def starting(self, beginning: str) -> list[tuple[int, int]]:
        """List (number, letters more) of the first longer entries that begin so."""
        found: list[tuple[int, int]] = []
        place = bisect_left(self._words, beginning)
        while place < len(self._words) and len(found) < MOST_STARTING:
            word = self._words[place]
            if not word.startswith(beginning):
                break
            if len(word) > len(beginning):
                found.append((self._numbers[place], len(word) - len(beginning)))
            place += 1
        return found

    def near(self, word: str, edits: int) -> list[tuple[int, int]]:
        """List (number, edits) of the entries nearest to the word, itself apart, nearest first."""
        mask = letter_mask(word)
        found = []
        for length in range(len(word) - edits, len(word) + edits + 1):
            for place in self._of_length.get(length, ()):
                known = self._masks[place]
                missing, added = mask & ~known, known & ~mask
                if max(missing.bit_count(), added.bit_count()) <= edits:
                    distance = edit_distance(word, self._words[place], edits)
                    if 0 < distance <= edits:
                        found.append((distance, place))
        return [(self._numbers[place], distance) for distance, place in sorted(found)[:MOST_NEAR]]


class Lexicon:
    """All forms of an index, to look words up. `term_of[j]` is the number of a spelling's term."""

    def __init__(self, forms: Forms, fold: Callable[[str], str]) -> None:
        self.forms = forms
        self.terms = forms.terms
        self.is_word = forms.is_word
        self.spellings = [spelling for spelling, _ in forms.spellings]
        self.term_of = [number for _, number in forms.spellings]
        self._number = {term: number for number, term in enumerate(self.terms)}
        self._folded = [fold(spelling) for spelling in self.spellings]
        self._stems = WordList(self.terms)
        self._forms = WordList(self._folded)

    def number_of(self, term: str) -> int | None:
        """Return the number of a term, or None."""
        return self._number.get(term)

    def written_as(self, folded: str) -> list[int]:
        """List the terms that some page writes so, accents apart."""
        return [self.term_of[j] for j in self._forms.equal(as_units(folded))]

    def starting(self, beginning: str) -> list[tuple[int, int]]:
        """List (term, letters more) of what begins so, among the terms and among the forms."""
        units = as_units(beginning)
        forms = self._forms.starting(units)
        return self._stems.starting(units) + [(self.term_of[j], more) for j, more in forms]

    def near(self, word: str, edits: int) -> list[tuple[int, int]]:
        """List (term, edits) of what is spelt nearly so, among the terms and among the forms."""
        units = as_units(word)
        forms = self._forms.near(units, edits)
        return self._stems.near(units, edits) + [(self.term_of[j], n) for j, n in forms]

    def spellings_near(self, word: str, edits: int) -> list[tuple[str, int, int]]:
        """List (spelling, term, edits) of the real words that are spelt nearly so."""
        units = as_units(word)
        stems = [
            (self.terms[i], i, n) for i, n in self._stems.near(units, edits) if self.is_word[i]
        ]
        forms = self._forms.near(units, edits)
        return stems + [(self.spellings[j], self.term_of[j], n) for j, n in forms]

    def forms_of(self, term: int) -> list[str]:
        """List every form, folded, in which pages write a term."""
        forms = self._folded[bisect_left(self.term_of, term) : bisect_right(self.term_of, term)]
        return [*forms, self.terms[term]] if self.is_word[term] else forms
