"""Typed numbers: what looks like a phone number, a price or a delay is found, and nothing else."""

import pytest

from content.numbers import typed_numbers

FOUND = [
    ("Call 112.", "phone-in-text"),
    ("Call 0800 98 100 now", "phone-in-text"),
    ("Call +32 2 535 45 42", "phone-in-text"),
    ("Call 0032/2.535.45.42", "phone-in-text"),
    ("Call (02) 535-45-42", "phone-in-text"),
    ("Call 02\u00a0535\u202f45 42", "phone-in-text"),
    ("اتصل على ١١٢", "phone-in-text"),
    ("Call １１２", "phone-in-text"),
    ("in 2024", "phone-in-text"),
    ("24/7", "phone-in-text"),
    ("It costs 5 euros", "price-in-text"),
    ("It costs €5", "price-in-text"),
    ("It costs 4,50 €", "price-in-text"),
    ("EUR 16", "price-in-text"),
    ("550 euros", "price-in-text"),
    ("50 cents", "price-in-text"),
    ("٥ يورو", "price-in-text"),
    ("within 72 hours", "figure-in-text"),
    ("within 72h", "figure-in-text"),
    ("dans 3 jours", "figure-in-text"),
    ("binnen 5 dagen", "figure-in-text"),
    ("na 2 uur", "figure-in-text"),
    ("15 ans", "figure-in-text"),
    ("15 jaar", "figure-in-text"),
    ("21 %", "figure-in-text"),
    ("خلال ٧٢ ساعة", "figure-in-text"),
]

LEFT_ALONE = [
    "Two kinds of pills, level B1, and 2 friends.",
    "{contact:line-1712} and {figure:pep-limit}",
    "[a page](page:law-2024) and [a site](https://example.org/2024/112233)",
    "zq7k2 is a canary, and so is a1b22c3",
    "Write to info@example.org",
    "1. the first step",
    "",
]


@pytest.mark.parametrize(("words", "code"), FOUND)
def test_a_typed_number_is_found(words: str, code: str) -> None:
    assert code in {problem.code for problem in typed_numbers(words)}


@pytest.mark.parametrize("words", LEFT_ALONE)
def test_what_is_no_number_is_left_alone(words: str) -> None:
    assert list(typed_numbers(words)) == []


def test_a_price_with_a_delay_is_told_as_both() -> None:
    codes = [problem.code for problem in typed_numbers("5 euros in 3 days")]
    assert codes == ["price-in-text", "figure-in-text"]


def test_the_message_quotes_the_number_and_says_where_it_belongs() -> None:
    (problem,) = typed_numbers("Call 0800 98 100.")
    assert "“0800 98 100”" in problem.message
    assert "contacts.toml" in problem.message
