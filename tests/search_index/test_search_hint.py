"""The spelling that is told of above an answer: when there is one, and on the phone the same."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from bench.search_judged import read_judged
from search_index.answer import answer
from search_index.hint import Hint, hint
from search_index.index import Index
from search_index.sure_slips import is_likely_slip

Indexes = Callable[[str], Index]
AskPhone = Callable[[Index, list[str], str], list[dict[str, Any]]]


def hint_of(index: Index, query: str) -> Hint | None:
    return hint(index, query, answer(index, query))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("jornalist question", Hint("journalist question", is_new=True)),
        ("anonimous report", Hint("anonymous report", is_new=True)),
        ("abortoin cost", Hint("abortion cost", is_new=False)),
    ],
)
def test_a_slip_is_told_of_beside_results(
    query: str, expected: Hint, guide_indexes: Indexes
) -> None:
    """Q4: as a question where it would show other pages, else as what they were found for."""
    index = guide_indexes("en")
    assert answer(index, query).hits
    assert hint_of(index, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "journalist question",
        # The beginning of a word, a number, a synonym.
        "journal", "0800 98 101", "cops",
        # Spelt right, and on no page: what is near is something else.
        "swallowed too many pills", "the client slipped it in bare", "what number do i dial",
        "threw me out", "master thesis", "place to chill", "german permit", "kept anywhere",
    ],
)  # fmt: skip
def test_what_is_no_slip_is_not_doubted(query: str, guide_indexes: Indexes) -> None:
    assert hint_of(guide_indexes("en"), query) is None


def test_nothing_stands_above_a_pinned_page(guide_indexes: Indexes) -> None:
    """Q6: who writes that needs the page, not a lesson in spelling."""
    index = guide_indexes("en")
    assert answer(index, "i was raped jornalist").pinned
    assert hint_of(index, "i was raped jornalist") is None


@pytest.mark.parametrize(
    ("typed", "meant", "is_slip"),
    [
        ("polise", "police", True), ("hopsital", "hospital", True), ("adress", "address", True),
        ("bare", "care", False), ("never", "newer", False), ("chill", "child", False),
        ("german", "germany", False), ("swallowed", "allowed", False), ("master", "matter", False),
        ("\U00020000abcd", "\U00020000abdc", True), ("police", "", False),
    ],
)  # fmt: skip
def test_a_likely_slip(typed: str, meant: str, is_slip: bool) -> None:
    assert is_likely_slip(typed, meant) is is_slip


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_the_phone_hints_the_same(
    language: str, guide_indexes: Indexes, ask_phone: AskPhone
) -> None:
    """Q1: over all judged queries, as they are and with a slip in each."""
    index, chance = guide_indexes(language), Random(language)
    judged = sorted({one.query for one in read_judged(language)})
    queries = [*judged, *(_with_slip(query, chance) for query in judged)]
    hinted = 0
    for query, phone in zip(queries, ask_phone(index, queries, ""), strict=True):
        told = hint_of(index, query)
        shape = told and {"spelling": told.spelling, "isNew": told.is_new}
        assert shape == phone["hint"], query
        hinted += bool(told)
    print(f"\n{language}: {hinted} of {len(queries)} get a hint")
    assert hinted > 20


def _with_slip(query: str, chance: Random) -> str:
    """Let two neighbours of the longest word change places."""
    word = max(query.split(), key=len)
    place = chance.randrange(1, max(2, len(word) - 1))
    slip = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    return query.replace(word, slip, 1)
