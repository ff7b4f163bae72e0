"""Typed numbers: what looks like a phone number, a price or a delay is found, and nothing else."""

import time

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

# The same numbers, written so that a reader sees them and a simple pattern does not.
DISGUISED = [
    *(
        (words, "phone-in-text")
        for words in (
            "_112_", "__0470123456__", "02_535_45_42", "**02** **53** **54**", "1**1**2", "`112`",
            "&#49;&#49;&#50;", "1\\1\\2", "1\u00ad1\u00ad2", "1\u200b1\u200b2", "1\u20601\ufeff2",
            "1\u200e1\u202c2", "tel0470123456", "0470123456or", "①①②", "❶❶❷", "²³²⁴", "𝟙𝟙𝟚",
            "1\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e3", "02–535–45–42", "02·535·45·42", "1    1 2",
            "1[1](page:one)2", "11. 2", "[call](tel:+32470123456)", "[sms](sms:0470123456)",
            "[chat](https://wa.me/32470123456)", "[chat](https://wa.me/%33%32470123456)",
            "[write](mailto:0470123456@example.org)", "<https://wa.me/32470123456>",
        )
    ),
    *(
        (words, "price-in-text")
        for words in (
            "**4** euro", "4&nbsp;€", "4 &euro;", "4-euro", "4 eurocent", "4 USD", "4 dollars",
            "9,99", "9.99", "4,-", "€ **4**",
        )
    ),
    *(
        (words, "figure-in-text")
        for words in (
            "**12** weeks", "12-week", "12 percent", "12 per cent", "12 procent", "12 pour cent",
            "72 hrs", "17:30", "5pm", "5 p.m.", "9h30", "17u30", "12&nbsp;jours",
        )
    ),
]  # fmt: skip

LEFT_ALONE = [
    "Two kinds of pills, level B1, and 2 friends.",
    "{contact:line-1712} and {figure:pep-limit}",
    "[a page](page:law-2024) and [a site](https://example.org/2024/11)",
    "zq7k2 is a canary, and so is a1b22c3",
    "Write to info@example.org",
    "1. the first step",
    "2. second",
    "5. an item, of which “an” is a year in French",
    "> 12) days of rest",
    "B1 level", "covid19", "F61", "canary-7f3a9", "x9k2", "zq7k2", "Qzvkanarie", "7 figures",
    "",
]  # fmt: skip


@pytest.mark.parametrize(("words", "code"), FOUND + DISGUISED)
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


@pytest.mark.parametrize(
    "words", ["1", "1 ", "1,", "(1", "1:1", "](https://", "{contact:", "&#49;"]
)
def test_a_hostile_line_takes_no_time(words: str) -> None:
    """T2: what grows with the square of a line would stop the check for hours."""
    start = time.perf_counter()
    list(typed_numbers(words * 20_000))
    assert time.perf_counter() - start < 5
