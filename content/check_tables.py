"""Checks of the tables: their texts, and whether each value has the shape of what it stands for."""

import datetime
import re
from collections.abc import Iterable, Iterator

from babel import Locale, UnknownLocaleError

from content.check_words import check_characters, check_words, shows
from content.findings import Finding
from content.model import (
    EVIDENCED_FIELDS,
    SOURCE_LANGUAGE,
    Contact,
    Figure,
    Language,
    Library,
    Localized,
)

_CODE = re.compile(r"[a-z]{2,3}\Z")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}\Z")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z")
_NUMBER = re.compile(r"[0-9]+(?: [0-9]+)*\Z")
_PICTOGRAM = re.compile(r"[a-z]+\Z")
_URL = re.compile(
    r"https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[1-9][0-9]{0,4})?"
    r"(?:/[!#-;=?-\[\]_a-z~]*)?\Z"
)
_DAY = "(?:mon|tue|wed|thu|fri|sat|sun)"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_HOURS = re.compile(rf"{_DAY}(?:-{_DAY})? {_TIME}-{_TIME}\Z")

# More than any price, delay or count of a help guide; a comparison with it refuses nan and inf too.
_MOST = 1_000_000_000


def check_tables(library: Library, pictograms: Iterable[str] = ()) -> Iterator[Finding]:
    """Check every table. `pictograms` are the drawings there are; none means not checked."""
    yield from _check_languages(library)
    yield from _check_publisher(library)
    yield from _check_topics(library, frozenset(pictograms))
    for contact_id, contact in library.contacts.items():
        yield from _check_contact(library, contact_id, contact)
    for figure_id, figure in library.figures.items():
        problems = (*_figure_problems(figure), *_source_problems(figure.sources))
        for problem in problems:
            yield Finding("figures.toml", 1, "bad-value", f"“{figure_id}”: {problem}")


def _check_languages(library: Library) -> Iterator[Finding]:
    file = "languages.toml"
    if SOURCE_LANGUAGE not in library.languages:
        message = f"“{SOURCE_LANGUAGE}”, the language of all sources, is not listed"
        yield Finding(file, 1, "missing-language", message)
    for code, language in library.languages.items():
        for problem in _language_problems(library, code, language):
            yield Finding(file, 1, "bad-value", f"“{code}”: {problem}")
        for words in (language.endonym, language.line):
            yield from check_words(file, 1, words, code)


def _language_problems(library: Library, code: str, language: Language) -> Iterator[str]:
    if not _is_language(code):
        yield "this is no code of a language, such as “fr”"
    if not shows(language.endonym) or not shows(language.line):
        yield "write endonym and line"
    if language.fallback and language.fallback not in set(library.languages) - {code}:
        yield "fallback names another language of this list, or nothing"


def _check_publisher(library: Library) -> Iterator[Finding]:
    file, publisher = "publisher.toml", library.publisher
    texts = (publisher.site_name, publisher.name, publisher.endorsed_by)
    for words in texts:
        yield from check_words(file, 1, words, "publisher")
    if not shows(publisher.site_name) or not shows(publisher.name):
        yield Finding(file, 1, "bad-value", "write site_name and name")
    if publisher.contact_email and not _EMAIL.match(publisher.contact_email):
        yield Finding(file, 1, "bad-value", "contact_email is no e-mail address")
    if not publisher.exit_sites:
        yield Finding(file, 1, "bad-value", "exit_sites is empty: the exit must lead somewhere")
    for code, language in library.languages.items():
        if language.complete and code not in {site.language for site in publisher.exit_sites}:
            yield Finding(file, 1, "missing-language", f"there is no exit site in “{code}”")
    for site in publisher.exit_sites:
        if site.language not in library.languages:
            message = f"languages.toml has no language “{site.language}”"
            yield Finding(file, 1, "unknown-language", message)
        yield from _check_url(file, site.language, site.url)


def _check_topics(library: Library, pictograms: frozenset[str]) -> Iterator[Finding]:
    file = "topics.toml"
    rows = [(topic.id, topic.pictogram, [topic.title, topic.line]) for topic in library.topics]
    rows += [(door.page, door.pictogram, [door.title]) for door in library.doors]
    for row, pictogram, texts in rows:
        for text in texts:
            yield from _check_localized(library, file, row, text)
        if not _PICTOGRAM.match(pictogram) or (pictograms and pictogram not in pictograms):
            message = f"“{row}”: there is no pictogram “{pictogram}”"
            yield Finding(file, 1, "unknown-pictogram", message)


def _check_contact(library: Library, row: str, contact: Contact) -> Iterator[Finding]:
    file = "contacts.toml"
    if isinstance(contact.name, str):
        yield from check_words(file, 1, contact.name, row)
        if not shows(contact.name):
            yield Finding(file, 1, "bad-value", f"“{row}”: write a name")
    else:
        yield from _check_localized(library, file, row, contact.name)
    for text in filter(None, (contact.purpose, contact.note)):
        yield from _check_localized(library, file, row, text)
    if contact.address:
        yield from check_characters(file, 1, contact.address.value, row)
    if contact.site:
        yield from _check_url(file, row, contact.site.value)
    for problem in _contact_problems(contact):
        yield Finding(file, 1, "bad-value", f"“{row}”: {problem}")


def _contact_problems(contact: Contact) -> Iterator[str]:
    if contact.number and not _NUMBER.match(contact.number.value):
        yield "number holds digits and single spaces only"
    if contact.email and not _EMAIL.match(contact.email.value):
        yield "email is no e-mail address"
    if contact.address and not shows(contact.address.value):
        yield "address is empty"
    hours = contact.hours.value if contact.hours else "always"
    if hours != "always" and not (hours and all(_HOURS.match(one) for one in hours)):
        yield "hours are rows such as “mon-fri 09:00-17:00”, with times from 00:00 to 23:59"
    spoken = contact.languages.value if contact.languages else ["en"]
    if not spoken or not all(_is_language(code) for code in spoken):
        yield "languages are codes such as “fr”"
    for name in EVIDENCED_FIELDS:
        if held := getattr(contact, name):
            yield from (f"{name}: {problem}" for problem in _source_problems(held.sources))


def _figure_problems(figure: Figure) -> Iterator[str]:
    if figure.kind == "date":
        if not _is_date(figure.value):
            yield "a date is a year, a month or a day: “2022”, “2022-06” or “2022-06-01”"
    elif isinstance(figure.value, str) or not 0 <= figure.value <= _MOST:
        yield "the value is a number from zero up"
    if (figure.kind == "duration") != bool(figure.unit):
        yield "durations, and only they, have a unit"
    if figure.currency != ("EUR" if figure.kind == "money" else ""):
        yield "money, and only money, has the currency EUR"
    if not _is_date(figure.as_of):
        yield "as_of is a year, a month or a day"


def _source_problems(sources: list[str]) -> Iterator[str]:
    if not sources or not all(shows(source) for source in sources):
        yield "sources must say where it was read"


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or not _DATE.match(value):
        return False
    try:
        datetime.date.fromisoformat(value + "-01" * (2 - value.count("-")))
    except ValueError:
        return False
    return True


def _is_language(code: str) -> bool:
    try:
        return bool(_CODE.match(code)) and Locale.parse(code).language == code
    except (ValueError, UnknownLocaleError):
        return False


def _check_url(file: str, row: str, url: str) -> Iterator[Finding]:
    """Addresses in tables become links and headers: https, a host, plain ASCII."""
    if not _URL.match(url):
        message = f"“{row}”: write a full address such as https://example.org/, not “{url[:60]}”"
        yield Finding(file, 1, "foreign-link", message)


def _check_localized(library: Library, file: str, row: str, text: Localized) -> Iterator[Finding]:
    for code, language in library.languages.items():
        if language.complete and not shows(text.get(code, "")):
            yield Finding(file, 1, "missing-language", f"“{row}” has no text in “{code}”")
    for code, words in text.items():
        if code not in library.languages:
            message = f"“{row}”: languages.toml has no language “{code}”"
            yield Finding(file, 1, "unknown-language", message)
        yield from check_words(file, 1, words, row)
