"""Why a page was found whose title and text hold none of the words: by which words of the query.

Such a page is filed under the people's own wordings (`aka`). Those are slang and misspellings,
searched and never shown; what may be shown is what the reader typed herself. The twin is `reasons`
in `js/search.js`.
"""

from search_index.analysis import is_unspaced
from search_index.expansion import MOST_CHARACTERS, expand, read_query
from search_index.fields import RANKING
from search_index.index import Index
from search_index.query import any_of


def reasons(index: Index, text: str, key: str) -> list[str]:
    """List the words of a query that lead to a page, normalised, in order.

    All of them where none does alone: phrases of urgency pin pages as a whole. A query in a script
    without spaces is one word.
    """
    words = read_query(index.analyzer, text)
    if any(is_unspaced(word.written) for word in words):
        return [text[:MOST_CHARACTERS].strip()]
    meanings = expand(index.lexicon, index.analyzer, index.wordings.synonyms, words)
    leading = []
    with index.whoosh.searcher() as searcher:
        for word, meaning in zip(words, meanings, strict=True):
            found = searcher.search(any_of(index.lexicon, meaning, RANKING.boosts), limit=None)
            if meaning and any(hit["key"] == key for hit in found):
                leading.append(word.written)
    return leading or [word.written for word in words]
