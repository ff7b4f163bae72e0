"""The urgent words of a language, made ready to be looked for.

The twin is `js/urgent_phrases.js`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search_index.lexicon import as_units
from search_index.slips import SHORTEST_WITH_SLIP, find_slip
from search_index.speech import Speech, SpeechReader
from search_index.wordings import UrgentPage

_NO_SPEECH = Speech()

# First letter, number of letters. A slip changes no first letter, and the number by one at most.
_Shape = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in their order: joined, their lengths, and their bases.

    `row` is that of the page it pins; `is_all` says whether it must be all of the query.
    """

    letters: str
    lengths: Sequence[int]
    bases: Sequence[str]
    row: int
    is_all: bool

    def word(self, number: int) -> str:
        """Return one of the words."""
        start = sum(self.lengths[:number])
        return self.letters[start : start + self.lengths[number]]


@dataclass(frozen=True, slots=True)
class Group:
    """Bases that may stand in any order, one of each set; `size` is that of the first of each.

    `row` is that of the page it pins.
    """

    bases: Sequence[Sequence[str]]
    size: int
    row: int


class UrgentPhrases:
    """All urgent words of a language, found by what a query holds: most queries hold none."""

    def __init__(self, pages: Iterable[UrgentPage] = (), speech: Speech = _NO_SPEECH) -> None:
        self.pages = list(pages)
        self.reader = SpeechReader(speech)
        self.longest = 0  # the letters of the longest phrase
        self._bases: set[str] = set()
        self._long: dict[_Shape, dict[str, str]] = defaultdict(dict)  # words and their bases
        self._joined: dict[_Shape, list[Phrase]] = defaultdict(list)
        self._in_order: dict[str, list[Phrase]] = defaultdict(list)  # by their first base
        self._together: dict[str, list[Group]] = defaultdict(list)  # by each base of one set
        for row, page in enumerate(self.pages):
            for text in page.contains:
                self._add_phrase(text, row, is_all=False)
            for text in page.alone:
                self._add_phrase(text, row, is_all=True)
            for text in page.together:
                self._add_group(text, row)

    def like(self, typed: str) -> Iterator[Phrase]:
        """List the phrases that joined words can be, as far as first letter and length tell."""
        for shape in _shapes_near(typed):
            yield from self._joined.get(shape, ())

    def beginning_with(self, base: str) -> Sequence[Phrase]:
        """List the phrases whose first word is of this base."""
        return self._in_order.get(base, ())

    def groups_with(self, base: str) -> Sequence[Group]:
        """List the groups that need this base, or another of one and the same of their sets."""
        return self._together.get(base, ())

    def meanings(self, word: str) -> dict[str, bool]:
        """Return the base that a word is (True); otherwise those that it may be with a slip."""
        base = self.reader.base(word)
        if base in self._bases:
            return {base: True}
        if self.reader.is_everyday(word):
            return {}
        return {
            meant: False
            for shape in _shapes_near(word)
            for other, meant in self._long.get(shape, {}).items()
            if find_slip(word, other, [len(other)])
        }

    def said(self, folded: str) -> list[str]:
        """Return the words that a typed one stands for; parted where its end is looked for."""
        said = self.reader.said(folded)
        if said == [folded] and self.reader.base(folded) not in self._bases:
            for start, rest in self.reader.parted(folded):
                words = self.reader.said(rest)
                if len(rest) >= SHORTEST_WITH_SLIP and self._are_looked_for(words):
                    return [*self.reader.said(start), *words]
        return said

    def _are_looked_for(self, words: Sequence[str]) -> bool:
        return bool(words) and all(self.reader.base(word) in self._bases for word in words)

    def _add_phrase(self, text: str, row: int, *, is_all: bool) -> None:
        words = as_units(text).split(" ")
        letters, bases = "".join(words), self._remembered(words)
        phrase = Phrase(letters, [len(word) for word in words], bases, row, is_all)
        self.longest = max(self.longest, len(letters))
        self._joined[_shape(letters)].append(phrase)
        self._in_order[bases[0]].append(phrase)

    def _add_group(self, text: str, row: int) -> None:
        sets = [words.split("/") for words in as_units(text).split(" ")]
        size = sum(len(words[0]) for words in sets)
        group = Group([self._remembered(words) for words in sets], size, row)
        fewest = min(group.bases, key=lambda bases: len(bases))
        for base in set(fewest):
            self._together[base].append(group)

    def _remembered(self, words: Sequence[str]) -> list[str]:
        """Return the bases of words, remembered as looked for."""
        for word in words:
            base = self.reader.base(word)
            self._bases.add(base)
            if len(word) >= SHORTEST_WITH_SLIP and not self.reader.is_everyday(word):
                self._long[_shape(word)][word] = base
        return list(map(self.reader.base, words))


def _shape(letters: str) -> _Shape:
    return letters[0], len(letters)


def _shapes_near(typed: str) -> Iterator[_Shape]:
    """List the shapes of all that a typed word or phrase can be, right or with one slip."""
    return ((typed[0], len(typed) + more) for more in (-1, 0, 1))
