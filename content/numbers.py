"""Finding numbers that somebody typed into a text: each belongs in contacts.toml or figures.toml.

A typed number is never updated, checked or dated. So a text may hold no phone number, no price
and no delay; small words (“two kinds”) and digits inside words (“B1”) are left alone.

What counts is what a reader sees. So entities, Markdown's signs, invisible characters and the
digits of other scripts are undone first: `**1**1**2`, `&#49;12` and `①①②` are read as 112.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

# A hyphen of any length.
_DASH = "\u2010-\u2015\u2212-"

# Three digits or more, however they are spaced, dotted or bracketed; + and 00 prefixes included.
PHONE = re.compile(rf"(?:\+|00)?\(?\d(?:[ ./()·•,:;’'|~=+{_DASH}]{{0,3}}\d){{2,}}")

# The lengths are bounded, so that a line of a hundred thousand digits is read in one go.
_AMOUNT = rf"\d[\d., ]{{0,9}}[ .{_DASH}]{{0,3}}"

MONEY = re.compile(
    r"(?:[€$£¥]|\b(?:EUR|USD|GBP|CHF)|\beuros?\b)[ :]{0,2}\d"
    rf"|{_AMOUNT}(?:[€$£¥]|(?:EUR|USD|GBP|CHF)\b|euro|dollars?\b|dollari?\b|pounds?\b|bucks?\b"
    r"|cents?\b|centimes?\b|يورو|دولار)"
    # Two decimals, and the Belgian way to write a whole sum.
    rf"|(?<![\d.,:])\d+[.,]\d\d(?![\d.,:])|\d[.,][{_DASH}]",
    re.IGNORECASE,
)

# Seconds to years and per cent, in the languages of the guide.
_UNITS = (
    r"[%‰٪]|per ?cent\b|procent|pour ?cents?\b|pct\b|بالمئة|بالمائة|في المئة|في المائة"
    r"|h\b|hours?\b|hrs?\b|days?\b|weeks?\b|wks?\b|months?\b|years?\b|yrs?\b"
    r"|minutes?\b|mins?\b|seconds?\b|secs?\b|nights?\b"
    r"|heures?\b|jours?\b|semaines?\b|mois\b|ans?\b|années?\b|secondes?\b|nuits?\b"
    r"|u\b|uur\b|uren\b|dagen\b|dag\b|weken\b|maand(?:en)?\b|jaar\b|jaren\b|minuut\b|minuten\b"
    r"|seconden?\b|nacht(?:en)?\b"
    r"|ساع|يوم|أيام|أسبوع|أسابيع|شهر|أشهر|سن|دقيق|ليل"
)

# A time of day: 17:30, 9h30, 17u30, 5 pm.
TIME = re.compile(r"(?<![\d:])\d{1,2} ?(?:[:hu] ?\d\d(?![\d:])|[ap]\.? ?m\b)", re.IGNORECASE)

QUANTITY = re.compile(rf"{TIME.pattern}|{_AMOUNT}(?:{_UNITS})", re.IGNORECASE)

# What stands for a number is no number, and the number before an item of a list is none.
_REFERENCE = re.compile(r"\{(?:contact|figure):[a-z0-9-]+\}")
_ITEM = re.compile(r"^[\s>]*\d{1,2}[.)]\s+(?![\s\d])")

# The target of a link names a page; a number to call may hide in it all the same.
_TARGET = re.compile(r"\]\(((?:https://|mailto:|page:)[^)\s]{0,400})\)")
_CALLABLE = re.compile(r"\+\d{3}|\d{6}")

# Signs of Markdown that vanish when a text is shown, and letters that are blank.
_VANISHING = frozenset("*_`\\[]\u115f\u1160\u2800\u3164\uffa0")
_INVISIBLE = frozenset(("Cf", "Mn", "Me"))


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number in a text, and what to do about it."""

    code: str
    message: str


def typed_numbers(words: str) -> Iterator[TypedNumber]:
    """Yield what looks like a phone number, a price or a delay in a line of text."""
    plain = _REFERENCE.sub(" ", html.unescape(words))
    if not any(map(str.isdigit, unicodedata.normalize("NFKC", plain))):
        return  # most lines: without a digit of any script there is no number
    targets = _TARGET.findall(plain)
    plain = _as_seen(_ITEM.sub(" ", _TARGET.sub(" ", plain)))
    if found := MONEY.search(plain):
        message = f"“{_quoted(found)}” looks like a price; put it in figures.toml"
        yield TypedNumber("price-in-text", f"{message} and write {{figure:id}}")
    # A price or a time of three digits is no phone number, but one may stand beside it.
    rest = TIME.sub(" ", MONEY.sub(" ", plain))
    if found := PHONE.search(rest) or _number_in(targets):
        message = f"“{_quoted(found)}” looks like a phone number; put it in contacts.toml"
        yield TypedNumber("phone-in-text", f"{message} and write {{contact:id}}")
    if found := QUANTITY.search(plain):
        message = f"“{_quoted(found)}” is a figure; put it in figures.toml"
        yield TypedNumber("figure-in-text", f"{message} and write {{figure:id}}")


def _number_in(targets: list[str]) -> re.Match[str] | None:
    """Find what could be dialled from a link: six digits in a row, or a +."""
    found = (_CALLABLE.search(_as_seen(unquote(target))) for target in targets)
    return next((match for match in found if match), None)


def _as_seen(words: str) -> str:
    """Leave out what no reader sees, and write every digit and space as ASCII does."""
    shown = (_digit(one) for one in words if one not in _VANISHING)
    normal = unicodedata.normalize("NFKC", "".join(shown))
    kept = (one for one in normal if unicodedata.category(one) not in _INVISIBLE)
    return " ".join("".join(kept).split())


def _digit(one: str) -> str:
    return str(unicodedata.digit(one, one))


def _quoted(found: re.Match[str]) -> str:
    return found[0].strip()[:40]
