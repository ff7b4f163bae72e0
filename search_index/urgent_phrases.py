"""The urgent words of a language, made ready to be looked for.

The twin is `js/urgent_phrases.js`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search_index.lexicon import as_units
from search_index.slips import SHORTEST_WITH_SLIP, find_slip
from search_index.speech import Speech, SpeechReader
from search_index.wordings import UrgentPage

_NO_SPEECH = Speech()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in their order: joined, their lengths, and their bases."""

    letters: str
    lengths: Sequence[int]
    bases: Sequence[str]

    def word(self, number: int) -> str:
        """Return one of the words."""
        start = sum(self.lengths[:number])
        return self.letters[start : start + self.lengths[number]]


@dataclass(frozen=True, slots=True)
class Group:
    """Bases that may stand in any order, one of each set; `size` is that of the first of each."""

    bases: Sequence[Sequence[str]]
    size: int


@dataclass(frozen=True, slots=True)
class LookedFor:
    """What is looked for to pin one page."""

    page: UrgentPage
    contains: Sequence[Phrase]
    alone: Sequence[Phrase]
    together: Sequence[Group]


class UrgentPhrases:
    """All urgent words of a language."""

    def __init__(self, pages: Iterable[UrgentPage] = (), speech: Speech = _NO_SPEECH) -> None:
        self.reader = SpeechReader(speech)
        self._bases: set[str] = set()
        self._long: dict[str, dict[str, str]] = {}  # by first letter: words and their bases
        self.pages = [
            LookedFor(
                page,
                [self._phrase(phrase) for phrase in page.contains],
                [self._phrase(phrase) for phrase in page.alone],
                [self._group(group) for group in page.together],
            )
            for page in pages
        ]

    def meanings(self, word: str) -> dict[str, bool]:
        """Return the base that a word is (True); otherwise those that it may be with a slip."""
        base = self.reader.base(word)
        if base in self._bases:
            return {base: True}
        near = {} if self.reader.is_everyday(word) else self._long.get(word[0], {})
        return {
            meant: False
            for other, meant in near.items()
            if abs(len(word) - len(other)) <= 1 and find_slip(word, other, [len(other)])
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

    def _phrase(self, text: str) -> Phrase:
        words = as_units(text).split(" ")
        return Phrase("".join(words), [len(word) for word in words], self._remembered(words))

    def _group(self, text: str) -> Group:
        sets = [words.split("/") for words in as_units(text).split(" ")]
        size = sum(len(words[0]) for words in sets)
        return Group([self._remembered(words) for words in sets], size)

    def _remembered(self, words: Sequence[str]) -> list[str]:
        """Return the bases of words, remembered as looked for."""
        for word in words:
            base = self.reader.base(word)
            self._bases.add(base)
            if len(word) >= SHORTEST_WITH_SLIP and not self.reader.is_everyday(word):
                self._long.setdefault(word[0], {})[word] = base
        return list(map(self.reader.base, words))
