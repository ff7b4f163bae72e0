"""How people write a language in need, and what one typed word says.

    typed      said (`same`)    kept (no `fillers`)    base (no `endings`, no doubled last letter)
    "mn"       mijn             mijn                   mijn
    "really"   really           -
    "hitting"  hitting          hitting                hit
    "nooo"     no               no                     no
    "rap"      rap              rap                    =rap    (`everyday`: itself and nothing else)

Phrases and questions are read in the same way, so what is the same to this file is the same.

The twin is `js/speech.js`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from search_index.analysis import normalise, split_words

Fold = Callable[[str], str]

# What is left of a word without its ending has so many letters.
SHORTEST_BASE = 3

_LONG_RUN = re.compile(r"([^0-9])\1\1+")
_EVERYDAY = "="


@dataclass(frozen=True, slots=True)
class Speech:
    """What the editors of a language wrote about it; docs/authors.md says what each list does.

    All are single words; `same` maps a word, or several, to those that are typed for it.
    """

    fillers: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    elisions: tuple[str, ...] = ()
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the same in short, for an index and for phones: words parted by spaces."""
        return {
            "around": " ".join(self.around),
            "asking": " ".join(self.asking),
            "elisions": " ".join(self.elisions),
            "endings": " ".join(self.endings),
            "everyday": " ".join(self.everyday),
            "fillers": " ".join(self.fillers),
            "negations": " ".join(self.negations),
            "same": {said: " ".join(typed) for said, typed in self.same.items()},
        }

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> Self:
        """Return what `as_json` wrote down."""
        lists = {name: tuple(words.split()) for name, words in shape.items() if name != "same"}
        same = {said: tuple(typed.split()) for said, typed in shape["same"].items()}
        return cls(**lists, same=same)

    def folded(self, fold: Fold) -> "Speech":
        """Return it as it is compared with words that are folded."""

        def words(listed: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(sorted(set(folded_words(" ".join(listed), fold))))

        same = {" ".join(folded_words(said, fold)): typed for said, typed in self.same.items()}
        return Speech(
            fillers=words(self.fillers),
            around=words(self.around),
            asking=words(self.asking),
            negations=words(self.negations),
            everyday=words(self.everyday),
            elisions=words(self.elisions),
            # The longest that fits is taken off, so the longest is tried first.
            endings=tuple(sorted(words(self.endings), key=lambda one: (-len(one), one))),
            same={said: words(typed) for said, typed in sorted(same.items())},
        )


class SpeechReader:
    """Says what folded words of one language are taken for."""

    def __init__(self, speech: Speech) -> None:
        self._endings, self._elisions = speech.endings, speech.elisions
        self._same = {word: said.split() for said, typed in speech.same.items() for word in typed}
        self._fillers, self._everyday = frozenset(speech.fillers), frozenset(speech.everyday)
        self.negations = frozenset(speech.negations)
        self._around = frozenset(speech.around)
        self._asking = frozenset(speech.asking) | self.negations

    def said(self, folded: str) -> list[str]:
        """Return the words that a typed one stands for, without fillers; mostly itself."""
        short = _LONG_RUN.sub(r"\1", folded)
        return [word for word in self._same.get(short, [short]) if word not in self._fillers]

    def parted(self, folded: str) -> list[tuple[str, str]]:
        """List what a word may be that lost its apostrophe: "moblige" is "m'oblige"."""
        starts = (one for one in self._elisions if folded.startswith(one))
        return [(one, folded[len(one) :]) for one in starts if len(folded) > len(one)]

    def asks_nothing(self, word: str, *, is_stop_word: bool) -> bool:
        """Say whether a word changes nothing that stands beside it: "i", "please", "now"."""
        return (is_stop_word or word in self._around) and word not in self._asking

    def is_everyday(self, word: str) -> bool:
        """Say whether a word is itself and nothing else, neither mistyped nor another's form."""
        return word in self._everyday

    def base(self, word: str) -> str:
        """Return what the forms of a word share."""
        if word in self._everyday:
            return _EVERYDAY + word
        endings = (e for e in self._endings if len(word) - len(e) >= SHORTEST_BASE)
        short = word.removesuffix(next((e for e in endings if word.endswith(e)), ""))
        return short[:-1] if len(short) > SHORTEST_BASE and short[-1] == short[-2] else short


def folded_words(text: str, fold: Fold) -> list[str]:
    """List the words of a text, stop words too, as somebody types them without accents."""
    return [fold(word) for word in split_words(normalise(text))]
