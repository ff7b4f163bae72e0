"""Reading the guide: files in, a Library and the findings of reading out."""

from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from content.findings import Finding
from content.front_matter import BadFrontMatter, Heads, parse_text
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


def read_library(root: Path, heads: Heads | None = None) -> Reading:
    """Read the guide below `root`. Wrong files are left out and reported, never raised.

    `heads` are those of page files that were read before; what is new is added.
    """
    tables = Tables(root)
    languages = tables.rows("languages.toml", Language)
    publisher = tables.whole("publisher.toml", Publisher)
    if not languages and not tables.findings:
        tables.report("languages.toml", 1, "table", "this file lists no language")
    if not languages or publisher is None:
        return Reading(None, sorted(set(tables.findings)))
    pages = _read_pages(root, tables, languages, heads)
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
    root: Path, tables: Tables, languages: dict[str, Language], heads: Heads | None
) -> dict[str, Page]:
    folders = sorted(path for path in (root / "pages").glob("*") if path.is_dir())
    pages = (_read_page(folder, tables, languages, heads) for folder in folders)
    return {page.id: page for page in pages if page is not None}


def _read_page(
    folder: Path, tables: Tables, languages: dict[str, Language], heads: Heads | None
) -> Page | None:
    data = tables.whole(f"pages/{folder.name}/page.toml", PageData)
    if data is None:
        return None
    texts = {}
    for path in sorted(folder.glob("*.md")):
        text = _read_text(path, tables, languages, heads)
        if text is not None:
            texts[path.stem] = text
    return Page(
        id=folder.name,
        key=data.key,
        topic=data.topic,
        tier=data.tier,
        facts=tuple(data.facts),
        texts={code: texts[code] for code in languages if code in texts},
    )


def _read_text(
    path: Path, tables: Tables, languages: dict[str, Language], heads: Heads | None
) -> Text | None:
    file = path.relative_to(tables.root).as_posix()
    if path.stem not in languages:
        tables.report(file, 1, "unknown-language", "languages.toml has no such language")
        return None
    source = tables.text(file, code="front-matter", limit=LARGEST_TEXT)
    if source is None:
        return None
    try:
        return parse_text(source, file=file, language=path.stem, heads=heads)
    except BadFrontMatter as error:
        tables.report(file, error.line, "front-matter", str(error))
    return None
