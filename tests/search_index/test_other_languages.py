"""A query in another language is offered in it, over the real exports; the phone's side only."""

import json
import subprocess
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from bench.search_judged import read_judged
from bench.search_quality import LANGUAGES
from search_index.export import export
from search_index.index import Index

Indexes = Callable[[str], Index]
Offers = dict[tuple[str, str], list[list[str]]]

# Misspelt and half words are understood in no language, and are answered by spelling alone.
LEAST_OFFERED = 0.75
MOST_MISTAKEN = 0.05


@pytest.fixture(name="offers", scope="module")
def _offers(guide_indexes: Indexes, tmp_path_factory: pytest.TempPathFactory, node: str) -> Offers:
    """Ask every judged query of a language in the guide of every language."""
    folder = tmp_path_factory.mktemp("languages")
    for language in LANGUAGES:
        (folder / language).write_bytes(export(guide_indexes(language)))
    queries = {language: [one.query for one in read_judged(language)] for language in LANGUAGES}
    asked = json.dumps({"folder": str(folder), "queries": queries})
    done = subprocess.run(
        [node, str(Path(__file__).with_name("ask_languages.js"))],
        input=asked, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return {(row["own"], row["asked"]): row["offers"] for row in json.loads(done.stdout)}


@pytest.mark.parametrize(("own", "asked"), list(permutations(LANGUAGES, 2)))
def test_most_queries_are_offered_in_their_language(own: str, asked: str, offers: Offers) -> None:
    rows = offers[own, asked]
    right = [codes for codes in rows if codes[:1] == [asked]]
    assert len(right) >= LEAST_OFFERED * len(rows)


@pytest.mark.parametrize("own", LANGUAGES)
def test_queries_in_the_own_language_offer_no_other(own: str, offers: Offers) -> None:
    rows = offers[own, own]
    assert len([codes for codes in rows if codes]) <= MOST_MISTAKEN * len(rows)
