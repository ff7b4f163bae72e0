"""The facts: each stands on the page the list gives it to, and its figures in every language."""

import json
import re
from typing import TypedDict

import pytest

from tests.conftest import ROOT
from tests.content.released import Released

COMPLETE = ("en", "fr", "nl")


class Fact(TypedDict):
    """Where a fact stands, what the English page says of it, and the figures it holds."""

    page: str
    pattern: str
    figures: list[str]


CONTRACT = json.loads((ROOT / "tests/contracts/facts.json").read_text("utf-8"))
FACTS: dict[str, Fact] = CONTRACT["facts"]


def test_the_list_of_facts_is_whole() -> None:
    assert CONTRACT["format"] == 1
    faq = [name for name in FACTS if not name.startswith("EM-")]
    assert sorted(faq, key=lambda name: int(name[1:])) == [f"F{n}" for n in range(1, 121)]


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_what_its_page_says(name: str, released: Released) -> None:
    fact = FACTS[name]
    assert re.search(fact["pattern"], released.words(fact["page"], "en"))


@pytest.mark.parametrize("name", FACTS)
def test_a_page_lists_the_facts_it_carries(name: str, released: Released) -> None:
    assert name in released.library.pages[FACTS[name]["page"]].facts


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("name", [name for name in FACTS if FACTS[name]["figures"]])
def test_the_figures_of_a_fact_stand_on_its_page(
    name: str, language: str, released: Released
) -> None:
    words = released.words(FACTS[name]["page"], language)
    for figure in FACTS[name]["figures"]:
        assert re.search(rf"(?<![\w.,]){re.escape(figure)}(?!\w|[.,]\d)", words), figure


def test_pages_claim_no_fact_that_is_given_to_another(released: Released) -> None:
    """A page may carry a fact of another's too, but none that nobody knows."""
    for page in released.library.pages.values():
        for name in page.facts:
            assert name in FACTS or name.startswith("EM-"), (page.id, name)
