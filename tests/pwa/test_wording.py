"""Figures and contacts in words, as each language writes them."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from content.model import Contact, Figure, HoursField, TextField
from pwa.i18n import in_language
from pwa.wording import card_of, figure_in_words
from tests.conftest import ROOT, Built

LANGUAGES = ROOT / "search_index/languages"

PROOF: dict[str, Any] = {"sources": ["https://a.example"], "confidence": "V1"}
FIGURES = {
    "money": Figure("money", 550, [], "V1", "2026", currency="EUR"),
    "cents": Figure("money", 4.5, [], "V1", "2026", currency="EUR"),
    "thousand": Figure("money", 1500, [], "V1", "2026", currency="EUR"),
    "one euro": Figure("money", 1, [], "V1", "2026", currency="EUR"),
    "hours": Figure("duration", 72, [], "V1", "2026", unit="hour"),
    "one day": Figure("duration", 1, [], "V1", "2026", unit="day"),
    "years": Figure("duration", 15, [], "V1", "2026", unit="year"),
    "count": Figure("count", 12, [], "V1", "2026"),
    "day": Figure("date", "2024-12-01", [], "V1", "2026"),
    "month": Figure("date", "2022-06", [], "V1", "2026"),
    "year": Figure("date", "2017", [], "V1", "2026"),
}

WORDS = [
    ("money", "550 euros", "550 euros", "550 euro"),
    ("cents", "4.50 euros", "4,50 euros", "4,50 euro"),
    ("thousand", "1,500 euros", "1 500 euros", "1.500 euro"),
    ("one euro", "1 euro", "1 euro", "1 euro"),
    ("hours", "72 hours", "72 heures", "72 uur"),
    ("one day", "1 day", "1 jour", "1 dag"),
    ("years", "15 years", "15 ans", "15 jaar"),
    ("count", "12", "12", "12"),
    ("day", "1 December 2024", "1er décembre 2024", "1 december 2024"),
    ("month", "June 2022", "juin 2022", "juni 2022"),
    ("year", "2017", "2017", "2017"),
]


@pytest.fixture
def _in_application(built: Built) -> Iterator[None]:
    with built.app().app_context():
        yield


def plain(words: str) -> str:
    """Make every kind of space the usual one."""
    return " ".join(words.split())


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
@pytest.mark.parametrize("row", WORDS, ids=lambda row: row[0])
def test_a_figure_is_written_as_its_language_writes_it(
    row: tuple[str, str, str, str], language: str
) -> None:
    expected = row[1 + ["en", "fr", "nl"].index(language)]
    assert plain(figure_in_words(FIGURES[row[0]], language)) == expected


@pytest.mark.parametrize("name", ["money", "hours", "count", "day", "year"])
def test_a_figure_in_arabic_keeps_the_digits_that_belgium_prints(name: str) -> None:
    words = figure_in_words(FIGURES[name], "ar")
    assert any(character.isascii() and character.isdigit() for character in words)


@pytest.mark.parametrize("language", sorted(path.stem for path in LANGUAGES.glob("*.json")))
@pytest.mark.parametrize("unit", ["minute", "hour", "day", "week", "month", "year"])
def test_every_duration_has_words_in_every_language_that_can_be_searched(
    unit: str, language: str
) -> None:
    """Babel lacks the long form of some, and writes “72 duration-hour” instead."""
    for value in (1, 2, 3, 12, 72, 100):
        figure = Figure("duration", value, [], "V1", "2026", unit=unit)  # type: ignore[arg-type]
        words = figure_in_words(figure, language)
        assert "duration" not in words
        assert not words.isdigit()


def test_the_twenty_first_of_a_month_is_no_ordinal_in_french() -> None:
    figure = Figure("date", "2024-12-21", [], "V1", "2026")
    assert figure_in_words(figure, "fr") == "21 décembre 2024"


@pytest.mark.usefixtures("_in_application")
def test_a_card_shows_only_what_may_be_shown() -> None:
    contact = Contact(
        name={"en": "Line", "fr": "Ligne"},
        purpose={"en": "For all", "fr": "Pour tous"},
        number=TextField(value="02 535 45 42", publish="yes", **PROOF),
        email=TextField(value="a@b.example", publish="call", **PROOF),
        hours=HoursField(value="always", publish="call", **PROOF),
    )
    card = card_of("line", contact, "fr", "en")
    assert (card.name, card.purpose) == ("Ligne", "Pour tous")
    assert (card.number, card.dial) == ("02 535 45 42", "025354542")
    assert (card.email, card.facts) == ("", ())
    assert card.unchecked


@pytest.mark.usefixtures("_in_application")
def test_a_text_that_a_language_lacks_is_shown_in_its_fallback() -> None:
    contact = Contact(name="Line", purpose={"en": "For all"})
    assert card_of("line", contact, "ar", "en").purpose == "For all"


@pytest.mark.usefixtures("_in_application")
def test_facts_about_a_call_are_in_the_language_of_the_page() -> None:
    contact = Contact(
        name="Line",
        purpose={},
        hours=HoursField(value="always", publish="yes", **PROOF),
    )
    facts = {}
    for code in ("en", "fr", "nl", "ar"):
        with in_language(code):
            facts[code] = card_of("line", contact, code, "en").facts
    assert facts["en"] == ("Day and night",)
    assert len(set(facts.values())) == 4


@pytest.mark.usefixtures("_in_application")
@pytest.mark.parametrize(
    ("statutory", "verified_on", "unchecked"),
    [(True, None, False), (False, None, True), (False, datetime.date(2026, 1, 1), False)],
)
def test_only_the_legal_numbers_and_verified_contacts_are_not_called_unchecked(
    statutory: bool, verified_on: datetime.date | None, unchecked: bool
) -> None:
    contact = Contact(name="Line", purpose={}, statutory=statutory, verified_on=verified_on)
    assert card_of("line", contact, "en", "en").unchecked is unchecked
