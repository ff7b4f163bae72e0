"""What people type finds what they need, and nothing they type breaks anything."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.analysis import Analyzer
from search_index.build import Document, build_index
from search_index.expansion import MOST_WORDS, expand, read_query
from search_index.index import Index, open_index
from search_index.query import Hit, did_you_mean, search
from search_index.settings import load_settings

Documents = Callable[[str], list[Document]]
Indexes = Callable[[str], Index]
Words = tuple[str, str, str]

ASKED: list[Words] = [
    ("en", "abortion", "a1b2"),
    ("en", "Abortions!", "a1b2"),
    ("en", "abotrion", "a1b2"),
    ("en", "pregnant", "a1b2"),
    ("en", "pregnancies", "a1b2"),
    ("en", "0800 98 100", "a1b2"),
    ("en", "080098100", "a1b2"),
    ("en", "0800 981 00", "a1b2"),
    ("en", "0800981", "a1b2"),
    ("en", "client hit me", "c3d4"),
    ("en", "violent custommer", "c3d4"),
    ("en", "+32 2 535 45 42", "e5f6"),
    ("en", "+3225354542", "e5f6"),
    ("en", "raped", "e5f6"),
    ("en", "gonnorhoea", "g7h8"),
    ("en", "hospital without insurance", "j9k1"),
    ("en", "international", "m2n3"),
    ("en", "who are you", "t8u9"),
    ("en", "is it legal", "v1w2"),
    ("fr", "avortement", "a1b2"),
    ("fr", "medecin sans papier", "j9k1"),
    ("fr", "hopital", "j9k1"),
    ("fr", "DÉPISTAGE", "g7h8"),
    ("fr", "abri", "c3d4"),
    ("fr", "lieu sûr", "c3d4"),
    ("fr", "médicaments en été", "g7h8"),
    ("fr", "qui êtes-vous", "t8u9"),
    ("fr", "decriminalisation", "v1w2"),
    ("nl", "abortus", "a1b2"),
    ("nl", "abortus centrum", "a1b2"),
    ("nl", "zonder papieren", "j9k1"),
    ("nl", "zelf moord", "r6s7"),
    ("nl", "zelfmoord", "r6s7"),
    ("nl", "verblijf vergunning", "p4q5"),
    ("nl", "wie zijn jullie", "t8u9"),
]


@pytest.mark.parametrize(("language", "query", "key"), ASKED)
def test_the_right_page_comes_first(language: str, query: str, key: str, indexes: Indexes) -> None:
    assert search(indexes(language), query)[0].key == key


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_title_word_is_found_from_its_third_letter_on(
    language: str, documents: Documents, indexes: Indexes
) -> None:
    index = indexes(language)
    for page in documents(language):
        for word in read_query(index.analyzer, page.title):
            for end in range(3, len(word.written) + 1):
                found = [hit.key for hit in search(index, word.written[:end])]
                assert page.key in found, (word.written, end)


def test_words_without_accents_find_the_same_pages(documents: Documents, indexes: Indexes) -> None:
    index = indexes("fr")
    for page in documents("fr"):
        for word in read_query(index.analyzer, page.title):
            with_accents = {hit.key for hit in search(index, word.written)}
            without = {hit.key for hit in search(index, word.folded)}
            assert with_accents <= without, word


def test_more_words_found_outrank_fewer(tmp_path: Path) -> None:
    pages = [
        Document("two", "k2", "Page", "money money doctor doctor in a village, and more"),
        Document("three", "k3", "Page", "money for a doctor in the city, and much more"),
    ]
    build_index(pages, Analyzer(load_settings("en")), tmp_path)
    assert [hit.id for hit in search(open_index(tmp_path), "money doctor city")] == ["three", "two"]


def test_a_word_typed_right_outranks_one_that_needs_mending(indexes: Indexes) -> None:
    index = indexes("en")
    words = read_query(index.analyzer, "tesst zzz")
    meaning = expand(index.lexicon, index.analyzer, {}, words)[0]
    assert meaning
    exact = expand(index.lexicon, index.analyzer, {}, read_query(index.analyzer, "tests zzz"))[0]
    assert max(meaning.values()) < 1.0 == max(exact.values())
    assert search(index, "tests")[0].score > search(index, "tesst")[0].score


def test_a_number_is_never_taken_for_another(indexes: Indexes) -> None:
    assert search(indexes("en"), "1172") == []
    assert did_you_mean(indexes("en"), "1172") == []


def test_scores_fall_and_no_more_than_asked_for_are_returned(indexes: Indexes) -> None:
    hits = search(indexes("en"), "papers police doctor", limit=4)
    scores = [hit.score for hit in hits]
    assert len(hits) == 4
    assert scores == sorted(scores, reverse=True)


def test_suggestions_mend_the_unknown_word_and_keep_the_rest(indexes: Indexes) -> None:
    assert did_you_mean(indexes("en"), "Where is the HOPSITAL?")[0] == "where is the hospital"
    assert did_you_mean(indexes("fr"), "l'avortemant")[0] == "l'avortement"
    assert did_you_mean(indexes("en"), "police hosp") == []
    assert did_you_mean(indexes("en"), "hospital police") == []


def test_suggestions_show_accents_and_never_a_word_that_is_only_searched(indexes: Indexes) -> None:
    assert did_you_mean(indexes("fr"), "grosesse x")[0] == "grossesse x"
    assert did_you_mean(indexes("fr"), "decriminalisasion x")[0] == "décriminalisation x"
    assert search(indexes("en"), "custommer")
    assert all("custommer" not in s for s in did_you_mean(indexes("en"), "custommerr violence"))


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(any_index: Index, text: str) -> None:
    hits = search(any_index, text)
    assert all(isinstance(hit, Hit) and hit.score > 0 for hit in hits)
    for suggestion in did_you_mean(any_index, text):
        suggestion.encode()


HOSTILE = [
    "\ud800",
    "\udfff abortion \ud83d",
    "\x00" * 500,
    "a" * 10_000,
    "abortion " * 5_000,
    "\u0301" * 900,
    "ﷺ" * 900,
    "(((((",
    "title:abortion OR *",
    "id:page-0",
    "[a TO z]",
    "?" * 300,
    "\\",
    "'; DROP TABLE",
    "\u202e" * 50,
    "\n\r\t",
    "9" * 300,
    "1 2 3 4 5 6 7 8 9 " * 20,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(text: str, indexes: Indexes) -> None:
    index = indexes("en")
    assert len(read_query(index.analyzer, text)) <= MOST_WORDS
    assert len(search(index, text)) <= 10
    assert len(did_you_mean(index, text)) <= 3


def test_field_names_and_operators_are_words_like_others(indexes: Indexes) -> None:
    assert {h.key for h in search(indexes("en"), "title:abortion OR nothing")} == {
        h.key for h in search(indexes("en"), "title abortion or nothing")
    }


def test_threads_share_an_index(indexes: Indexes) -> None:
    index = indexes("en")
    queries = ["abortion pills", "hospitals insured", "violent clients", "organisations"] * 20
    alone = [search(index, query) for query in queries]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda query: search(index, query), queries)) == alone


@pytest.fixture(scope="module", name="any_index")
def _any_index(indexes: Indexes) -> Index:
    return indexes("fr")
