"""A question as words of urgency are looked for in it.

Each word is replaced by what it says, and fillers are left out (`speech.py`). What is left is read
in two ways: word by word, each with all that it may be, and joined, because people part and join
words as they like ("zelf moord", "rapedme"). There a phrase stands from the beginning of a word to
the end of one.

    query    "i really took to  many pills  help"      phrase  "took too many pills"
    said      i  took  to  many  pills  help                    took too many pills
    joined    itooktomanypillshelp                              tooktoomanypills
               |               |    starts and ends of words

The twin is `js/urgent_question.js`.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import NamedTuple

from search_index.analysis import Analyzer, normalise, split_words
from search_index.lexicon import as_units
from search_index.urgent_phrases import UrgentPhrases

# Whoever tells what happened writes more than the ranking reads.
MOST_CHARACTERS_READ = 2_000

Known = Callable[[str], bool]


class _Said(NamedTuple):
    """A word, and that which was typed for it, normalised."""

    word: str
    written: str
    meanings: dict[str, bool]  # base -> whether typed right


class Question:
    """The words of a query, and where each base stands that is looked for."""

    def __init__(
        self, text: str, analyzer: Analyzer, phrases: UrgentPhrases, is_known: Known
    ) -> None:
        self._analyzer, self._phrases, self._is_known = analyzer, phrases, is_known
        self._said = self._read(split_words(normalise(text[:MOST_CHARACTERS_READ])))
        words = [said.word for said in self._said]
        self.joined = "".join(words)
        self._bounds = [0, *accumulate(map(len, words))]
        self.meanings = [said.meanings for said in self._said]
        self.places: dict[str, list[int]] = {}
        for place, meanings in enumerate(self.meanings):
            for base in meanings:
                self.places.setdefault(base, []).append(place)
        self._others = [0, *accumulate(map(self._asks_something, words))]
        self._negations = [0, *accumulate(word in phrases.reader.negations for word in words)]

    def _read(self, words: list[str]) -> list[_Said]:
        """List what the words say; each is looked up once, however often it stands there."""
        folded = [as_units(self._analyzer.fold(word)) for word in words]
        written = dict(zip(folded, words, strict=True))
        said = {word: self._say(word, written[word]) for word in written}
        return [one for word in folded for one in said[word]]

    def _say(self, folded: str, written: str) -> list[_Said]:
        said = []
        for word in self._phrases.said(folded):
            one = _Said(word, written, self._phrases.meanings(word))
            is_right = all(one.meanings.values())
            said.append(one if is_right or not self._is_itself(one) else one._replace(meanings={}))
        return said

    def _is_itself(self, said: _Said) -> bool:
        """Say whether this is a word of the language, so no slip of another."""
        return self._phrases.reader.is_everyday(said.word) or self._is_known(said.written)

    def _asks_something(self, word: str) -> bool:
        is_stop_word = self._analyzer.is_stop_word(word)
        return not self._phrases.reader.asks_nothing(word, is_stop_word=is_stop_word)

    def stretches(self, longest: int) -> Iterator[tuple[int, int]]:
        """List where words stand side by side that have so many letters at most: start and end."""
        for number, start in enumerate(self._bounds[:-1], start=1):
            beyond = bisect_right(self._bounds, start + longest)
            yield from ((start, end) for end in self._bounds[number:beyond])

    def may_mean(self, place: int, meant: str) -> bool:
        """Say whether the word at a place can be another one, mistyped: it is none by itself."""
        said = self._said[bisect_right(self._bounds, place) - 1]
        base = self._phrases.reader.base
        return not self._is_itself(said) or base(said.word) == base(meant)

    def asks_nothing_else(self, first: int, end: int) -> bool:
        """Say whether only words stand around these that ask nothing by themselves."""
        return self._others[-1] == self._others[end] - self._others[first]

    def negations(self, first: int, last: int) -> int:
        """Count the negations from the word before the first to the last."""
        return self._negations[last + 1] - self._negations[max(first - 1, 0)]

    def is_negation(self, place: int) -> bool:
        """Say whether this word is one."""
        return self._negations[place + 1] > self._negations[place]
