"""Judged queries: what people might type, and the pages that answer it; how well a search does.

`tests/search_index/queries/<language>.tsv` holds a query and its acceptable page ids on each line.
The odd lines are for tuning, the even lines are the ones whose figures count: a rule, so that
nobody chooses. They were written before anything was tuned. Those in `queries/later/` were written
after the lists of synonyms, which the same hand wrote that knew both halves: nothing is tuned on
them, and they show what the lists are worth. Those in `queries/third/`, `fourth/` and `fifth/` were
asked once each, which is what their figures in docs/decisions/0011-search.md say; then keywords and
urgent words were mended by what they showed. Those in `queries/sixth/` are of another hand, which
knew the facts and the English titles, but no text, no keyword and none of these queries.

A query of several words that is, but for stop words and endings, a title or a keyword of some page
is left out: it would say that the guide finds its own words.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from content.library import read_library
from content.model import Library
from pwa.guide import Guide
from pwa.search_build import document_of, wordings_of
from search_index.analysis import Analyzer
from search_index.build import build_index
from search_index.index import Index, open_index
from search_index.settings import load_settings

ROOT = Path(__file__).parents[1]
QUERIES = ROOT / "tests" / "search_index" / "queries"
CONTENT = ROOT / "content"

TUNING, REPORTED = "tuning", "reported"
LATER, THIRD, FOURTH, FIFTH, SIXTH = "later", "third", "fourth", "fifth", "sixth"
PARTS = (TUNING, REPORTED, LATER, THIRD, FOURTH, FIFTH, SIXTH)

# From this rank on, a page is not looked at on a phone.
NEAR_TOP = 3

# Answers a query with page ids, best first.
Ask = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One query, the pages that answer it, and the part of the queries that it belongs to."""

    query: str
    pages: frozenset[str]
    part: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Over some queries: how many have a right page among the first three, and 1 / rank on mean."""

    queries: int
    success_at_3: float
    mrr: float

    def as_json(self) -> dict[str, object]:
        """Return the figures, rounded to a thousandth."""
        success, mrr = round(self.success_at_3, 3), round(self.mrr, 3)
        return {"queries": self.queries, "success@3": success, "MRR": mrr}


def judged_queries(library: Library, index: Index) -> list[Judged]:
    """Return the judged queries of an index's language, without the guide's own wordings."""
    analyzer = index.analyzer
    language = analyzer.settings.language
    texts = [page.texts[language] for page in library.in_language(language)]
    lines = (line for text in texts for line in (text.title, *text.keywords))
    own = {_terms(analyzer, line) for line in lines}
    judged = [(one, _terms(analyzer, one.query)) for one in read_judged(language)]
    return [one for one, terms in judged if len(terms) < 2 or terms not in own]


def _terms(analyzer: Analyzer, text: str) -> tuple[str, ...]:
    return tuple(sorted(word.term for word in analyzer.words(text)))


def read_judged(language: str) -> list[Judged]:
    """Read all judged queries of a language."""
    halves = enumerate(_rows(QUERIES / f"{language}.tsv"), 1)
    judged = [Judged(q, pages, TUNING if n % 2 else REPORTED) for n, (q, pages) in halves]
    for part in PARTS[2:]:
        judged += [Judged(q, pages, part) for q, pages in _rows(QUERIES / part / f"{language}.tsv")]
    return judged


def _rows(file: Path) -> list[tuple[str, frozenset[str]]]:
    cells = [row.split("\t") for row in file.read_text("utf-8").splitlines()]
    return [(query, frozenset(pages.split())) for query, pages in cells]


def rank_of(judged: Judged, ids: Sequence[str]) -> float:
    """Return the place of the first right page, counted from 1; infinity when there is none."""
    places = (place for place, page in enumerate(ids, 1) if page in judged.pages)
    return next(places, math.inf)


def quality(judged: Sequence[Judged], ask: Ask) -> Quality:
    """Ask every query and count."""
    ranks = [rank_of(one, ask(one.query)) for one in judged]
    near = sum(rank <= NEAR_TOP for rank in ranks)
    return Quality(len(ranks), near / len(ranks), sum(1 / rank for rank in ranks) / len(ranks))


def read_guide() -> Library:
    """Read the guide of this repository."""
    library = read_library(CONTENT).library
    if library is None:
        raise SystemExit("The guide cannot be read; run: flask --app app content check")
    return library


def guide_index(library: Library, language: str, folder: Path) -> Index:
    """Build the index of a language in `folder` and open it."""
    guide = Guide(library, language)
    pages = [document_of(guide, page) for page in guide.pages]
    build_index(pages, Analyzer(load_settings(language)), folder, wordings_of(guide))
    return open_index(folder)
