"""Reading the guide: files in, a Library and the findings of reading out."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from content.findings import Finding
from content.front_matter import BadFrontMatter, EndlessText, Head, parse_text
from content.memory import Memory
from content.model import Contact, Door, Figure, Language, Library, Page, Publisher, Text, Topic
from content.tables import Tables
from content.wordings import read_wordings

# In bytes: thirty times the longest page. Nobody reads more, and each phone keeps it all.
LARGEST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. `library` is None when a table that everything hangs on cannot be read."""

    library: Library | None
    findings: list[Finding]


class PageData(Struct, frozen=True, forbid_unknown_fields=True):
    """The page.toml of a page; any other key is an error."""

    key: str
    topic: str
    tier: int
    facts: list[str]


@dataclass(frozen=True, slots=True)
class Memories:
    """What the files of pages said when they were read before."""

    heads: Memory[Head] = field(default_factory=Memory)
    pages: Memory[PageData] = field(default_factory=Memory)


def read_library(root: Path, memories: Memories | None = None) -> Reading:
    """Read the guide below `root`. Wrong files are left out and reported, never raised.

    What `memories` know is not parsed again; what is new is added to them.
    """
    tables = Tables(root)
    languages = tables.rows("languages.toml", Language)
    publisher = tables.whole("publisher.toml", Publisher)
    if not languages and not tables.findings:
        tables.report("languages.toml", 1, "table", "this file lists no language")
    if not languages or publisher is None:
        return Reading(None, sorted(set(tables.findings)))
    pages = _read_pages(root, tables, languages, memories or Memories())
    shelves = tables.listed("topics.toml", {"topics": Topic, "doors": Door})
    library = Library(
        languages=languages,
        topics=tuple(shelves["topics"]),
        doors=tuple(shelves["doors"]),
        publisher=publisher,
        contacts=tables.rows("contacts.toml", Contact),
        figures=tables.rows("figures.toml", Figure),
        pages=pages,
        wordings=read_wordings(tables, languages, pages),
    )
    return Reading(library, sorted(set(tables.findings)))


def _read_pages(
    root: Path, tables: Tables, languages: dict[str, Language], memories: Memories
) -> dict[str, Page]:
    folders = (name for name in tables.names("pages") if os.path.isdir(root / "pages" / name))
    pages = (_read_page(folder, tables, languages, memories) for folder in folders)
    return {page.id: page for page in pages if page is not None}


def _read_page(
    page_id: str, tables: Tables, languages: dict[str, Language], memories: Memories
) -> Page | None:
    folder = f"pages/{page_id}"
    data = tables.whole(f"{folder}/page.toml", PageData, memories.pages)
    if data is None:
        return None
    texts = {}
    for name in tables.names(folder):
        if name.endswith(".md"):
            text = _read_text(f"{folder}/{name}", name[:-3], tables, languages, memories)
            if text is not None:
                texts[text.language] = text
    return Page(
        id=page_id,
        key=data.key,
        topic=data.topic,
        tier=data.tier,
        facts=tuple(data.facts),
        texts={code: texts[code] for code in languages if code in texts},
    )


def _read_text(
    file: str, code: str, tables: Tables, languages: dict[str, Language], memories: Memories
) -> Text | None:
    if code not in languages:
        tables.report(file, 1, "unknown-language", "languages.toml has no such language")
        return None
    source = tables.text(file, code="front-matter", limit=LARGEST_TEXT)
    if source is None:
        return None
    try:
        return parse_text(source, file=file, language=code, heads=memories.heads)
    except EndlessText as error:
        tables.report(file, error.line, "too-large", str(error))
    except BadFrontMatter as error:
        tables.report(file, error.line, "front-matter", str(error))
    return None
