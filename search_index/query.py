"""Answers a query from the Whoosh index, in the order in which the phone answers it too.

    score of a page = sum over the words asked of (Whoosh's BM25F over all that the word may mean)
                      x (words found / words asked) ^ min(1, 3 / words asked)

The factor is what keeps a page that has all three words above a page that has one of them often; it
grows weaker from the fourth word on, because long questions hold words that no page needs to have.
Whoosh has a factor of its own (`OrGroup.factory`) which returns another top ten when asked for ten
than when asked for all, so each word is one flat OR, answered in full, and the words are added
here.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whoosh.query import Or, Term
from whoosh.searching import Searcher

from search_index.expansion import Meaning, expand, read_query
from search_index.fields import RANKING, Ranking
from search_index.index import Index, NotAnIndex, open_index
from search_index.lexicon import Lexicon
from search_index.suggestion import did_you_mean

__all__ = ["Hit", "Index", "NotAnIndex", "did_you_mean", "open_index", "search"]

# Sums made in another order differ in the last bits; what differs by less than this is equal.
_TIE_STEPS = 1e9

# From this many words on, the share of words found counts less.
_FULL_FACTOR_WORDS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One page that answers a query.

    `words` holds, folded, every written form that answers the query, for `snippet`.
    """

    id: str
    key: str
    score: float
    words: frozenset[str]


def search(index: Index, text: str, limit: int = 10, ranking: Ranking = RANKING) -> list[Hit]:
    """List the pages that answer `text`, best first, equal ones in the order of the guide.

    Any text may be asked: 200 characters and 32 words of it are read. Nothing found is an empty
    list.
    """
    words = read_query(index.analyzer, text)
    meanings = expand(index.lexicon, index.analyzer, index.wordings.synonyms, words)
    if not any(meanings):
        return []
    marks = frozenset(form for m in meanings for term in m for form in index.lexicon.forms_of(term))
    with index.whoosh.searcher(weighting=ranking.weighting()) as searcher:
        best = _rank(searcher, index.lexicon, meanings, ranking)[:limit]
        pages = [(searcher.stored_fields(page), score) for page, score in best]
    return [Hit(stored["id"], stored["key"], score, marks) for stored, score in pages]


def _rank(
    searcher: Searcher, lexicon: Lexicon, meanings: Sequence[Meaning], ranking: Ranking
) -> list[tuple[int, float]]:
    """List (Whoosh's page number, score), best first."""
    sums: Counter[int] = Counter()
    found: Counter[int] = Counter()
    for meaning in meanings:
        if meaning:
            query = any_of(lexicon, meaning, ranking.boosts)
            for page, score in searcher.search(query, limit=None).items():
                sums[page] += score
                found[page] += 1
    asked = len(meanings)
    scores = {page: sums[page] * _share_factor(found[page], asked) for page in sums}
    return sorted(scores.items(), key=lambda item: (-_steps(item[1]), item[0]))


def any_of(lexicon: Lexicon, meaning: Meaning, boosts: Mapping[str, float]) -> Or:
    """Return the query for one word: any of its terms in any field."""
    return Or(
        [
            Term(field, lexicon.terms[term], boost=weight * boost)
            for term, weight in meaning.items()
            for field, boost in boosts.items()
        ]
    )


def _share_factor(found: int, asked: int) -> float:
    return float((found / asked) ** min(1, _FULL_FACTOR_WORDS / asked))


def _steps(score: float) -> int:
    return math.floor(score * _TIE_STEPS + 0.5)
