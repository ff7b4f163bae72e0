"""Checks: everything that must be right before a guide may be published.

Each check is a generator over the library; `check` gathers what they say. The codes are explained
to authors in docs/authors.md.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from content import reading_level
from content.check_tables import check_tables
from content.check_texts import check_text
from content.findings import Finding
from content.library import Reading, read_library
from content.model import Library, Page, Text

KEY = re.compile(r"(?=.*[0-9])[a-z0-9]{4}\Z")
TIERS = (0, 1)

# Where a text stands: the code of its language, and the id of its page.
Place = tuple[str, str]


def check(
    root: Path, *, taken_keys: Iterable[str] = (), pictograms: Iterable[str] = ()
) -> list[Finding]:
    """Read the guide below `root` and list all that is wrong with it, in reading order.

    `taken_keys` are addresses that the site uses for its own tools; `pictograms` are the names of
    its drawings, and none means that they are not checked.
    """
    return check_reading(read_library(root), taken_keys=taken_keys, pictograms=pictograms)


def check_reading(
    reading: Reading, *, taken_keys: Iterable[str] = (), pictograms: Iterable[str] = ()
) -> list[Finding]:
    """List the findings of reading and, when there is a library, of every check."""
    library = reading.library
    found = check_frame(reading, taken_keys=taken_keys, pictograms=pictograms)
    return sorted([*found, *check_texts(library, places_of(library))] if library else found)


def check_frame(
    reading: Reading, *, taken_keys: Iterable[str] = (), pictograms: Iterable[str] = ()
) -> list[Finding]:
    """List all findings but those that one text can have by itself."""
    library = reading.library
    if library is None:
        return sorted({_printable(finding) for finding in reading.findings})
    found = [
        *reading.findings,
        *_check_keys(library, set(taken_keys)),
        *_check_shelves(library),
        *check_tables(library, pictograms),
        *_check_titles(library),
        *_check_languages(library),
    ]
    return sorted({_printable(finding) for finding in found})


def check_texts(library: Library, places: Iterable[Place]) -> list[Finding]:
    """List the findings that the texts at these places have by themselves."""
    found = (
        one
        for code, page_id in places
        for one in _check_text(library.pages[page_id], code, library)
    )
    return sorted({_printable(finding) for finding in found})


def places_of(library: Library) -> list[Place]:
    """List the places of all texts of a guide."""
    return [(code, page.id) for page in library.pages.values() for code in page.texts]


def _printable(finding: Finding) -> Finding:
    """Messages and names of files quote what somebody typed, and a terminal obeys some of it."""
    file, message = (
        "".join(one if one.isprintable() else "\ufffd" for one in text)
        for text in (finding.file, finding.message)
    )
    return replace(finding, file=file, message=message)


def _check_keys(library: Library, taken: set[str]) -> Iterator[Finding]:
    owners: dict[str, str] = dict.fromkeys(taken, "one of the site's own tools")
    for topic in library.topics:
        yield from _check_key(topic.key, "topics.toml", f"topic {topic.id}", owners)
    for page in library.pages.values():
        yield from _check_key(page.key, f"pages/{page.id}/page.toml", f"page {page.id}", owners)


def _check_key(key: str, file: str, owner: str, owners: dict[str, str]) -> Iterator[Finding]:
    if not KEY.match(key):
        message = f"the key “{key}” must be 4 characters a-z 0-9 with at least one digit"
        yield Finding(file, 1, "bad-key", message)
    if key in owners:
        message = f"the key “{key}” is already used by {owners[key]}; choose another"
        yield Finding(file, 1, "duplicate-key", message)
    owners.setdefault(key, owner)


def _check_shelves(library: Library) -> Iterator[Finding]:
    """Every page on the shelf it names; every page named by a shelf or a door exists."""
    shelves = {topic.id: topic for topic in library.topics}
    for page in library.pages.values():
        file = f"pages/{page.id}/page.toml"
        if page.topic not in shelves:
            message = f"topics.toml has no topic “{page.topic}”"
            yield Finding(file, 1, "unknown-topic", message)
        elif page.id not in shelves[page.topic].pages:
            message = f"add this page to the list of topic “{page.topic}” in topics.toml"
            yield Finding(file, 1, "unlisted-page", message)
        if page.tier not in TIERS:
            yield Finding(file, 1, "bad-tier", "tier is 0 (emergency) or 1")
    named = [*(d.page for d in library.doors), *(p for t in library.topics for p in t.pages)]
    for page_id in dict.fromkeys(named):
        if page_id not in library.pages:
            message = f"there is no page “{page_id}” that can be read"
            yield Finding("topics.toml", 1, "dead-link", message)


def _check_languages(library: Library) -> Iterator[Finding]:
    for page in library.pages.values():
        for code, language in library.languages.items():
            if language.complete and code not in page.texts:
                file = f"pages/{page.id}/{code}.md"
                message = f"this page has no text in “{code}” that can be read"
                yield Finding(file, 1, "missing-language", message)


def _check_text(page: Page, code: str, library: Library) -> Iterator[Finding]:
    text = page.texts[code]
    yield from check_text(library, text)
    yield from reading_level.check(text, emergency=page.tier == 0)
    if page.state(code) == "outdated":
        message = "the English text has changed since; bring this one up to date"
        yield Finding(text.file, 1, "outdated-translation", message)


def _check_titles(library: Library) -> Iterator[Finding]:
    owners: dict[tuple[str, str], list[Text]] = defaultdict(list)
    for page in library.pages.values():
        for text in page.texts.values():
            owners[text.language, text.title.casefold()].append(text)
    for texts in owners.values():
        for text in texts[1:]:
            message = f"the title is the same as in {texts[0].file}; make them different"
            yield Finding(text.file, 2, "duplicate-title", message)
