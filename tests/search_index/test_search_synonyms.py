"""The editors' synonyms: searched as the guide's own words, a little lighter than those."""

from pathlib import Path

import pytest

from search_index.analysis import Analyzer
from search_index.build import Document, build_index
from search_index.expansion import SYNONYM_WEIGHT
from search_index.index import Index, open_index
from search_index.query import did_you_mean, search
from search_index.settings import load_settings
from search_index.wordings import Wordings

PAGES = [
    Document("police", "k1", "The police", "call the police"),
    Document("cop", "k2", "Copper", "a copper coil"),
    Document("officer", "k3", "An officer", "the officer listens"),
]
SYNONYMS = {"Cops": ("police",), "fédéraux": ("police", "officers"), "bobby": ("constable",)}


@pytest.fixture(name="index", scope="module")
def _index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("synonyms")
    build_index(PAGES, Analyzer(load_settings("en")), folder, Wordings(SYNONYMS))
    return open_index(folder)


def test_a_typed_word_stands_for_the_guides_words(index: Index) -> None:
    assert [hit.id for hit in search(index, "the cops please now")][0] == "police"
    assert {hit.id for hit in search(index, "FEDERAUX xx")} == {"police", "officer"}


def test_a_synonym_weighs_less_than_the_word_itself(index: Index) -> None:
    own, other = search(index, "police x")[0], search(index, "cops x")[0]
    assert other.score == pytest.approx(own.score * SYNONYM_WEIGHT)


def test_what_answers_is_marked(index: Index) -> None:
    assert "police" in search(index, "cops x")[0].words


def test_a_synonym_is_a_known_word_and_no_misspelling(index: Index) -> None:
    """ "cops" is one slip away from "copper" for no reader, and needs no mending."""
    assert did_you_mean(index, "cops x") == did_you_mean(index, "x")
    assert "cop" not in {hit.id for hit in search(index, "cops x")}


def test_what_stands_on_no_page_is_not_kept(index: Index) -> None:
    assert set(index.wordings.synonyms) == {"cop", "federaux"}


def test_without_synonyms_nothing_changes(tmp_path: Path) -> None:
    build_index(PAGES, Analyzer(load_settings("en")), tmp_path)
    assert search(open_index(tmp_path), "cops x") == []
