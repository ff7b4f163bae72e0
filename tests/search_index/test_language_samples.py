"""Each language that the search knows finds what is meant, in small sample pages (README there)."""

from collections.abc import Callable
from typing import Any

import pytest

from search_index.build import Document
from search_index.index import Index
from search_index.query import search
from search_index.snippet import snippet
from tests.search_index.word_lists import LANGUAGES, SAMPLES

Documents = Callable[[str], list[Document]]
Indexes = Callable[[str], Index]
AskPhone = Callable[[Index, list[str], str], list[dict[str, Any]]]

ALWAYS = {"beginning", "slip", "two words"}


def rows(language: str) -> list[list[str]]:
    lines = (SAMPLES / f"{language}.queries.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines]


def test_every_language_has_samples_and_every_sample_a_language() -> None:
    for ending in ("json", "queries.tsv"):
        found = {file.name.split(".")[0] for file in SAMPLES.glob(f"*.{ending}")}
        assert found == set(LANGUAGES)
    assert len(LANGUAGES) == 16


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_meant_stands_first_on_both_sides(
    language: str, indexes: Indexes, ask_phone: AskPhone
) -> None:
    asked = rows(language)
    assert {kind for kind, _, _ in asked} >= ALWAYS
    queries = [query for _, query, _ in asked]
    for (kind, query, key), phone in zip(
        asked, ask_phone(indexes(language), queries, ""), strict=True
    ):
        hits = search(indexes(language), query)
        assert [hit.key for hit in hits][:1] == [key], (kind, query)
        assert phone["hits"][0]["key"] == key, (kind, query)


@pytest.mark.parametrize(
    ("language", "query", "page", "expected"),
    [
        ("zh", "身份证", 6, ["身份证"]),
        ("zh", "打针 电话", 7, ["打针"]),
        ("th", "วัคซีน", 5, ["วัคซีน"]),
        ("th", "สัญญาเช่า", 4, ["สัญญาเช่า"]),
        ("uk", "сімї", 5, ["сім'ї"]),
        ("bg", "аптеки", 1, ["аптека"]),
    ],
)
def test_the_stretch_that_matches_is_marked(
    language: str,
    query: str,
    page: int,
    expected: list[str],
    indexes: Indexes,
    documents: Documents,
) -> None:
    index = indexes(language)
    words = search(index, query)[0].words
    parts = snippet(index.analyzer, documents(language)[page].body, words, width=400)
    assert [part.text for part in parts if part.marked] == expected


@pytest.mark.parametrize(("language", "query"), [("zh", "药"), ("th", "ย")])
def test_one_letter_of_a_script_without_spaces_is_a_question(
    language: str, query: str, indexes: Indexes, ask_phone: AskPhone
) -> None:
    """The field of the site asks it, too: tests/browser/test_search_hints.py."""
    found = [hit.key for hit in search(indexes(language), query)]
    [phone] = ask_phone(indexes(language), [query], "")
    assert found
    assert found == [hit["key"] for hit in phone["hits"]]
