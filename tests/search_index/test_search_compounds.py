"""Compound words are found by their parts."""

from collections import Counter
from pathlib import Path

import pytest

from search_index.analysis import Analyzer
from search_index.build import Document, build_index
from search_index.compounds import parts_of
from search_index.index import open_index
from search_index.query import search
from search_index.settings import load_settings

DUTCH = load_settings("nl")
SEEN = Counter(
    {"school": 3, "gids": 9, "gebouw": 4, "werk": 5, "plaats": 5, "gevens": 9, "geld": 2}
)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("schoolgids", ("school", "gids")),
        ("schoolsgebouw", ("school", "gebouw")),
        ("werkplaats", ("werk", "plaats")),
        ("schoolgeld", ()),
        ("gids", ()),
        ("gegevens", ()),
        ("noodopvang", ("nood", "opvang")),
    ],
)
def test_words_are_split_by_the_guide_and_by_hand(word: str, parts: tuple[str, ...]) -> None:
    assert parts_of(word, SEEN, DUTCH) == parts


def test_other_languages_are_not_split() -> None:
    assert parts_of("schoolgids", SEEN, load_settings("en")) == ()


def test_the_parts_find_the_page_and_the_whole_word_finds_it_better(tmp_path: Path) -> None:
    pages = [
        Document("whole", "k1", "Iets", "Een schoolgids ligt klaar."),
        *(Document(f"p{i}", f"p{i}", "Niets", "De school heeft een gids.") for i in range(3)),
        Document("other", "k2", "Anders", "Een gids."),
    ]
    build_index(pages, Analyzer(DUTCH), tmp_path)
    index = open_index(tmp_path)
    assert "whole" in {hit.id for hit in search(index, "school")}
    assert search(index, "schoolgids")[0].id == "whole"
