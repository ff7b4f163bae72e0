"""Finding numbers that somebody typed into a text: each belongs in contacts.toml or figures.toml.

A typed number is never updated, checked or dated. So a text may hold no phone number, no price
and no delay; small words (“two kinds”) and digits inside words (“B1”) are left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Three digits or more, however they are spaced, dotted or bracketed; + and 00 prefixes included.
PHONE = re.compile(r"(?<![\w+])(?:\+|00)?\(?\d(?:[\s./()\u00a0\u202f-]{0,2}\d){2,}(?!\w)")

MONEY = re.compile(
    r"(?:€|\$|£|\bEUR\b)\s*\d|\d[\d.,\s]*(?:€|\$|£|EUR\b|euros?\b|cents?\b|centimes?\b|يورو)",
    re.IGNORECASE,
)

# Hours, days, weeks, months, years and per cent, in the languages of the guide.
QUANTITY = re.compile(
    r"\d[\d.,]*\s*(?:%|h\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b|minutes?\b"
    r"|heures?\b|jours?\b|semaines?\b|mois\b|ans?\b|années?\b"
    r"|u\b|uur\b|uren\b|dagen\b|dag\b|weken\b|maand(?:en)?\b|jaar\b|jaren\b|minuten\b"
    r"|ساع|يوم|أيام|أسبوع|أسابيع|شهر|أشهر|سن|دقيق)",
    re.IGNORECASE,
)

# What stands for a number, or names a page, is no number: placeholders and link targets.
_REFERENCE = re.compile(r"\{(?:contact|figure):[a-z0-9-]+\}|\]\([^)\s]*\)")

# Digits that are not ASCII look like numbers to readers, so they count as well.
_ASCII_DIGITS = {ord(d): str(n % 10) for n, d in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number in a text, and what to do about it."""

    code: str
    message: str


def typed_numbers(words: str) -> Iterator[TypedNumber]:
    """Yield what looks like a phone number, a price or a delay in a line of text."""
    plain = _REFERENCE.sub(" ", words).translate(_ASCII_DIGITS)
    if found := MONEY.search(plain):
        message = f"“{found[0].strip()}” looks like a price; put it in figures.toml"
        yield TypedNumber("price-in-text", f"{message} and write {{figure:id}}")
    # A price of three digits is no phone number, but one may stand beside it.
    if found := PHONE.search(MONEY.sub(" ", plain)):
        message = f"“{found[0].strip()}” looks like a phone number; put it in contacts.toml"
        yield TypedNumber("phone-in-text", f"{message} and write {{contact:id}}")
    if found := QUANTITY.search(plain):
        message = f"“{found[0].strip()}” is a figure; put it in figures.toml"
        yield TypedNumber("figure-in-text", f"{message} and write {{figure:id}}")
