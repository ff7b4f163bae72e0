"""Figures and contacts in words, in the language that is being rendered."""

import datetime
from dataclasses import dataclass

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from content.model import Contact, Figure
from pwa.i18n import gettext as _

# Dates are as precise as their source: year, month or day.
_DATE_PATTERNS = {1: "y", 2: "MMMM y", 3: "d MMMM y"}

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Card:
    """A contact as a page shows it; every text is plain and in the page's language."""

    id: str
    name: str
    purpose: str
    note: str
    number: str
    dial: str
    email: str
    site: str
    address: str
    facts: tuple[str, ...]
    on_bill: bool | None
    statutory: bool
    unchecked: bool


def figure_in_words(figure: Figure, language: str) -> str:
    """Write a figure out with its unit: “72 hours”, “550 euros”, “1 December 2024”."""
    locale = Locale.parse(language)
    if figure.kind == "money":
        pattern = "#,##0.## ¤¤¤" if float(figure.value).is_integer() else "#,##0.00 ¤¤¤"
        return format_currency(
            figure.value, figure.currency, pattern, locale=locale, currency_digits=False
        )
    if figure.kind == "duration":
        return _duration_in_words(figure, locale)
    if figure.kind == "date":
        return _date_in_words(str(figure.value), locale)
    return format_decimal(figure.value, locale=locale)


def _duration_in_words(figure: Figure, locale: Locale) -> str:
    unit = f"duration-{figure.unit}"
    words = format_unit(figure.value, unit, locale=locale)
    # Where the long form is the short one (Dutch hours, Arabic months), Babel 2.18 has the short
    # one only, and puts the name of the unit into the text.
    return format_unit(figure.value, unit, "short", locale=locale) if unit in words else words


def _date_in_words(value: str, locale: Locale) -> str:
    parts = [int(part) for part in value.split("-")]
    day = datetime.date(*(parts + [1, 1])[:3])
    words = format_date(day, _DATE_PATTERNS[len(parts)], locale=locale)
    # Babel has no “1er”: French writes the first of a month as an ordinal.
    return words.replace("1 ", "1er ", 1) if locale.language == "fr" and parts[2:] == [1] else words


def card_of(contact_id: str, contact: Contact, language: str, fallback: str) -> Card:
    """Return what may be shown of a contact."""
    shown = contact.shown()
    number = shown.number.value if shown.number else ""
    return Card(
        id=contact_id,
        name=_in_language(shown.name, language, fallback),
        purpose=_in_language(shown.purpose, language, fallback),
        note=_in_language(shown.note, language, fallback),
        number=number,
        dial="".join(c for c in number if c.isdigit()),
        email=shown.email.value if shown.email else "",
        site=shown.site.value if shown.site else "",
        address=shown.address.value if shown.address else "",
        facts=tuple(_facts(shown, language)),
        on_bill=shown.bill.value == "shown" if shown.bill else None,
        statutory=shown.statutory,
        unchecked=not shown.statutory and shown.verified_on is None,
    )


def _in_language(text: str | dict[str, str], language: str, fallback: str) -> str:
    if isinstance(text, str):
        return text
    return text.get(language) or text.get(fallback, "")


def _facts(contact: Contact, language: str) -> list[str]:
    """List what is known about calling, in the order people ask: when, how much, who knows."""
    facts = []
    if contact.hours:
        rows = contact.hours.value
        facts.append(_("Day and night") if rows == "always" else _opening_hours(rows, language))
    if contact.cost:
        facts.append(_("Free") if contact.cost.value == "free" else _("Paid call"))
    if contact.anonymous:
        facts.append(_anonymity(contact.anonymous.value))
    if contact.languages:
        names = [Locale.parse(code).get_language_name(language) for code in contact.languages.value]
        facts.append(", ".join(filter(None, names)))
    return facts


def _opening_hours(rows: list[str], language: str) -> str:
    """Write rows such as `mon-fri 09:00-17:00` with the language's own names of the days."""
    names = get_day_names("abbreviated", locale=language)
    words = ", ".join(rows).replace("-", "–")
    for number, day in enumerate(_DAYS):
        words = words.replace(day, names[number])
    return words


def _anonymity(value: str) -> str:
    words: dict[str, str] = {
        "yes": _("Anonymous"),
        "no": _("Not anonymous"),
        "if-wanted": _("Anonymous if you want"),
        "confidential": _("Confidential"),
    }
    return words[value]
