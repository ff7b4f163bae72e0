"""The people's own words as the search takes them, and as an index keeps them.

`Wordings` is what the editors wrote. `Compiled` is what an index and its export keep of it: terms
instead of words, and only what leads to a page of this language.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from search_index.analysis import Analyzer, normalise, split_words


@dataclass(frozen=True, slots=True)
class UrgentWords:
    """Phrases that lead to an emergency page: anywhere in a query, or being all of it."""

    id: str
    contains: tuple[str, ...]
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wordings:
    """What the editors of one language wrote: `synonyms` maps a typed word to the guide's words."""

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    urgent: tuple[UrgentWords, ...] = ()


@dataclass(frozen=True, slots=True)
class UrgentPage:
    """An emergency page and its phrases, folded, their words parted by spaces."""

    id: str
    key: str
    contains: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The wordings of an index: `synonyms` maps terms to terms that stand on its pages."""

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    urgent: tuple[UrgentPage, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what is kept beside an index."""
        urgent = [[u.id, u.key, list(u.contains), list(u.alone)] for u in self.urgent]
        return {"synonyms": {t: list(s) for t, s in self.synonyms.items()}, "urgent": urgent}

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> Self:
        """Return what `as_json` wrote down."""
        synonyms = {typed: tuple(terms) for typed, terms in shape["synonyms"].items()}
        rows = [(i, k, tuple(contains), tuple(alone)) for i, k, contains, alone in shape["urgent"]]
        return cls(synonyms, tuple(UrgentPage(*row) for row in rows))


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
    urgent = tuple(
        UrgentPage(one.id, keys[one.id], *_folded(one, analyzer))
        for one in wordings.urgent
        if one.id in keys
    )
    return Compiled(synonyms, urgent)


def _folded(urgent: UrgentWords, analyzer: Analyzer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the phrases of both kinds, folded."""

    def folded(phrases: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(" ".join(folded_words(phrase, analyzer.fold)) for phrase in phrases)

    return folded(urgent.contains), folded(urgent.alone)


def folded_words(text: str, fold: Callable[[str], str]) -> list[str]:
    """List the words of a text, stop words too, as somebody types them without accents."""
    return [fold(word) for word in split_words(normalise(text))]
