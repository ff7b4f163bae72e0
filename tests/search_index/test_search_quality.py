"""Q2: the search finds what people ask for, in words that stand on no page just so."""

from collections.abc import Callable

import pytest

from bench.search_judged import QUERIES, REPORTED, SIXTH, TUNING, judged_queries, read_judged
from bench.search_quality import LANGUAGES, whole_answer
from content.model import Library
from search_index.index import Index

Indexes = Callable[[str], Index]

LEAST_SUCCESS, LEAST_MRR = 0.95, 0.85


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [REPORTED, SIXTH])
def test_queries_are_answered_well(
    part: str, language: str, guide: Library, guide_indexes: Indexes
) -> None:
    """Q2: those that count, and those of a hand that knew neither texts nor keywords."""
    index = guide_indexes(language)
    judged = [one for one in judged_queries(guide, index) if one.part == part]
    found = whole_answer(index, judged)
    assert found.queries >= 30
    assert found.success_at_3 >= LEAST_SUCCESS
    assert found.mrr >= LEAST_MRR


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queries_cover_every_page_in_both_halves(language: str, guide: Library) -> None:
    judged = read_judged(language)
    pages = {page.id for page in guide.in_language(language)}
    assert len((QUERIES / f"{language}.tsv").read_text("utf-8").splitlines()) >= 75
    assert len({one.query for one in judged}) == len(judged)
    for part in (TUNING, REPORTED):
        assert {page for one in judged if one.part == part for page in one.pages} == pages
    assert all(one.pages for one in judged)


def test_the_guides_own_wordings_are_not_counted(guide: Library, guide_indexes: Indexes) -> None:
    counted = {one.query for one in judged_queries(guide, guide_indexes("fr"))}
    own = {one.query for one in read_judged("fr")} - counted
    assert "traite des etres humains" in own
    assert len(counted) > 10 * len(own)
