"""Quality of the search on the project's own judged queries, per language and part of them.

Q2 asks for success@3 >= 0.95 and MRR >= 0.85 on the reported half, of the whole answer: what urgent
words pin, and the ranking below. The ranking alone stands beside it.
"""

import tempfile
from pathlib import Path

from bench.report import write_result
from bench.search_judged import (
    PARTS,
    Judged,
    Quality,
    guide_index,
    judged_queries,
    quality,
    read_guide,
)
from search_index.answer import answer
from search_index.index import Index
from search_index.query import search

LANGUAGES = ("en", "fr", "nl")


def main() -> None:
    """Ask every judged query and write bench/results/search_quality.json."""
    library = read_guide()
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            index = guide_index(library, language, Path(folder) / language)
            judged = judged_queries(library, index)
            for part in PARTS:
                some = [one for one in judged if one.part == part]
                figures[f"{language}: {part}"] = whole_answer(index, some).as_json()
                figures[f"{language}: {part}, ranking alone"] = ranking(index, some).as_json()
    write_result("search_quality", figures)


def whole_answer(index: Index, judged: list[Judged]) -> Quality:
    """Judge what readers see: pinned pages, then the ranking."""
    return quality(judged, lambda query: [hit.id for hit in answer(index, query).listed()])


def ranking(index: Index, judged: list[Judged]) -> Quality:
    """Judge the ranking without what is pinned above it."""
    return quality(judged, lambda query: [hit.id for hit in search(index, query)])


if __name__ == "__main__":
    main()
