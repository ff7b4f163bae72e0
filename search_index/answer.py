"""The whole answer to a query: the emergency pages that it asks for, and the ranking below them.

Pinned pages are a field of their own: they never change the ranking, and the ranking never moves
them. The twin is `answer` in `js/search.js`.
"""

from dataclasses import dataclass, replace

from search_index.index import Index
from search_index.query import Hit, search
from search_index.suggestion import is_known
from search_index.urgent import pinned_pages


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gets. A page may be pinned and ranked; `listed` shows it once."""

    pinned: list[Hit]
    hits: list[Hit]

    def listed(self, limit: int = 10) -> list[Hit]:
        """Return one list, best first: pinned pages, then the others as they are ranked.

        For a reader of one list the scores of pinned pages are raised above the best one, a whole
        step each.
        """
        best = self.hits[0].score if self.hits else 0.0
        count = len(self.pinned)
        raised = [replace(hit, score=best + count - i) for i, hit in enumerate(self.pinned)]
        keys = {hit.key for hit in self.pinned}
        return [*raised, *(hit for hit in self.hits if hit.key not in keys)][:limit]


def answer(index: Index, text: str, limit: int = 10) -> Answer:
    """Answer a query. The score of a pinned page is its score in the ranking, or 0.0."""
    hits = search(index, text, limit)
    ranked = {hit.key: hit for hit in hits}
    marks = hits[0].words if hits else frozenset()
    pages = pinned_pages(index.urgent, index.analyzer, text, lambda word: is_known(index, word))
    pinned = [ranked.get(page.key) or Hit(page.id, page.key, 0.0, marks) for page in pages]
    return Answer(pinned, hits)
