"""The people's own words as the search takes them, and as an index keeps them.

`Wordings` is what the editors wrote. `Compiled` is what an index and its export keep of it: terms
instead of words, and only what leads to a page of this language.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from search_index.analysis import Analyzer, normalise
from search_index.speech import Fold, Speech, SpeechReader, folded_words

# Raised by one whenever `Compiled.as_json` has another shape.
WORDINGS_VERSION = 2


@dataclass(frozen=True, slots=True)
class UrgentWords:
    """What leads to an emergency page: phrases anywhere in a query, phrases that are all of it, and
    words that stand near each other ("knife/gun me/her": one of each).
    """

    id: str
    contains: tuple[str, ...]
    alone: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wordings:
    """What the editors of one language wrote: `synonyms` maps a typed word to the guide's words."""

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    urgent: tuple[UrgentWords, ...] = ()
    speech: Speech = Speech()


@dataclass(frozen=True, slots=True)
class UrgentPage:
    """An emergency page and its phrases: what is said in them (`speech.py`), parted by spaces."""

    id: str
    key: str
    contains: tuple[str, ...]
    alone: tuple[str, ...]
    together: tuple[str, ...] = ()

    def in_short(self) -> list[str]:
        """Return all but the id, which tells and stays on the server: lists parted by commas."""
        return [self.key, *map(",".join, (self.contains, self.alone, self.together))]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The wordings of an index: `synonyms` maps terms to terms that stand on its pages."""

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    urgent: tuple[UrgentPage, ...] = ()
    speech: Speech = Speech()

    def as_json(self) -> dict[str, Any]:
        """Return what is kept beside an index."""
        return {
            "speech": self.speech.as_json(),
            "synonyms": {term: list(meant) for term, meant in self.synonyms.items()},
            "urgent": [[page.id, *page.in_short()] for page in self.urgent],
            "version": WORDINGS_VERSION,
        }

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> Self:
        """Return what `as_json` wrote down."""
        synonyms = {typed: tuple(terms) for typed, terms in shape["synonyms"].items()}
        rows = [(page, key, map(_parted, lists)) for page, key, *lists in shape["urgent"]]
        urgent = tuple(UrgentPage(page, key, *lists) for page, key, lists in rows)
        return cls(synonyms, urgent, Speech.from_json(shape["speech"]))


def _parted(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(",")) if listed else ()


def compile_wordings(
    wordings: Wordings, analyzer: Analyzer, terms: Collection[str], keys: Mapping[str, str]
) -> Compiled:
    """Turn words into terms. `terms` stand on pages; `keys` are the keys of the pages, by id."""
    synonyms: dict[str, tuple[str, ...]] = {}
    for typed, meant in sorted(wordings.synonyms.items()):
        term = analyzer.term(normalise(typed))
        stems = {analyzer.term(normalise(word)) for word in meant}
        known = {stem for stem in stems if stem in terms and stem != term}
        if known:
            synonyms[term] = tuple(sorted(known | set(synonyms.get(term, ()))))
    speech = wordings.speech.folded(analyzer.fold)
    reader = SpeechReader(speech)
    urgent = tuple(
        _compiled_page(one, keys[one.id], analyzer.fold, reader)
        for one in wordings.urgent
        if one.id in keys
    )
    return Compiled(synonyms, urgent, speech)


def _compiled_page(urgent: UrgentWords, key: str, fold: Fold, reader: SpeechReader) -> UrgentPage:
    def said(text: str) -> list[str]:
        return [one for word in folded_words(text, fold) for one in reader.said(word)]

    def phrases(texts: tuple[str, ...]) -> tuple[str, ...]:
        read = [(said(text), len(folded_words(text, fold))) for text in texts]
        # One word that is left of several says too little: "le tuer" is not "tuer le temps".
        telling = (words for words, typed in read if len(words) > 1 or len(words) == typed)
        return tuple(sorted({" ".join(words) for words in telling}))

    def group(text: str) -> str:
        return " ".join("/".join(dict.fromkeys(said(words))) for words in text.split())

    together = tuple(sorted(map(group, urgent.together)))
    return UrgentPage(urgent.id, key, phrases(urgent.contains), phrases(urgent.alone), together)
