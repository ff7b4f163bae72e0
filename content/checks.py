"""Checks: everything that must be right before a guide may be published.

Each check is a generator over the library; `check` gathers what they say. The codes are explained
to authors in docs/authors.md.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content import markdown, numbers, reading_level
from content.findings import Finding
from content.library import Reading, read_library
from content.model import SOURCE_LANGUAGE, Library, Page, Text

KEY = re.compile(r"(?=.*[0-9])[a-z0-9]{4}\Z")
FORBIDDEN = re.compile("[\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
LINK_SCHEMES = ("https://", "mailto:", "tel:", "sms:", markdown.PAGE_LINK)
TIERS = (0, 1)

_WITH_HTML = MarkdownIt("commonmark", {"html": True})


def check(root: Path, *, taken_keys: Iterable[str] = ()) -> list[Finding]:
    """Read the guide below `root` and list all that is wrong with it, in reading order.

    `taken_keys` are addresses that the site uses for its own tools.
    """
    return check_reading(read_library(root), taken_keys=taken_keys)


def check_reading(reading: Reading, *, taken_keys: Iterable[str] = ()) -> list[Finding]:
    """List the findings of reading and, when there is a library, of every check."""
    library = reading.library
    if library is None:
        return sorted(reading.findings)
    found = [
        *reading.findings,
        *_check_keys(library, set(taken_keys)),
        *_check_shelves(library),
        *_check_tables(library),
        *(finding for page in library.pages.values() for finding in _check_page(library, page)),
        *_check_titles(library),
    ]
    return sorted(set(found))


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


def _check_tables(library: Library) -> Iterator[Finding]:
    """Texts inside tables: complete in the complete languages, and without typed numbers."""
    rows = [("topics.toml", topic.id, [topic.title, topic.line]) for topic in library.topics]
    rows += [("topics.toml", door.page, [door.title]) for door in library.doors]
    for contact_id, contact in library.contacts.items():
        rows.append(("contacts.toml", contact_id, [contact.purpose, contact.note]))
    for file, row, texts in rows:
        for text in filter(None, texts):
            yield from _check_localized(library, file, row, text)
    yield from _check_sites(library)


def _check_sites(library: Library) -> Iterator[Finding]:
    """Addresses in tables become links, so they obey the rule of links: https or nothing."""
    sites = [("publisher.toml", site.language, site.url) for site in library.publisher.exit_sites]
    for contact_id, contact in library.contacts.items():
        if contact.site:
            sites.append(("contacts.toml", contact_id, contact.site.value))
    for file, row, url in sites:
        if not url.startswith("https://"):
            message = f"“{row}”: write a full address that begins with https://, not “{url[:60]}”"
            yield Finding(file, 1, "foreign-link", message)


def _check_localized(
    library: Library, file: str, row: str, text: dict[str, str]
) -> Iterator[Finding]:
    for code, language in library.languages.items():
        if language.complete and not text.get(code, "").strip():
            yield Finding(file, 1, "missing-language", f"“{row}” has no text in “{code}”")
    for code, words in text.items():
        if code not in library.languages:
            message = f"“{row}”: languages.toml has no language “{code}”"
            yield Finding(file, 1, "unknown-language", message)
        for problem in numbers.typed_numbers(words):
            yield Finding(file, 1, problem.code, f"“{row}”: {problem.message}")


def _check_page(library: Library, page: Page) -> Iterator[Finding]:
    for code, language in library.languages.items():
        if language.complete and code not in page.texts:
            file = f"pages/{page.id}/{code}.md"
            message = f"this page has no text in “{code}” that can be read"
            yield Finding(file, 1, "missing-language", message)
    for text in page.texts.values():
        yield from _check_head(text)
        yield from _check_body(library, text)
        yield from reading_level.check(text, emergency=page.tier == 0)
        if page.state(text.language) == "outdated":
            message = "the English text has changed since; bring this one up to date"
            yield Finding(text.file, 1, "outdated-translation", message)


def _check_head(text: Text) -> Iterator[Finding]:
    if not text.title:
        yield Finding(text.file, 2, "empty-title", "write a title")
    if not text.summary:
        yield Finding(text.file, 2, "empty-summary", "write one plain sentence as summary")
    if text.language != SOURCE_LANGUAGE and not text.source_hash:
        message = "source_hash is missing: run “flask --app app content stamp”"
        yield Finding(text.file, 2, "missing-source-hash", message)
    for words in (text.title, text.summary, *text.keywords):
        for problem in numbers.typed_numbers(words):
            yield Finding(text.file, 2, problem.code, problem.message)


def _check_body(library: Library, text: Text) -> Iterator[Finding]:
    lines = text.body.split("\n")
    for number, line in enumerate(lines, text.body_line):
        for problem in numbers.typed_numbers(line):
            yield Finding(text.file, number, problem.code, problem.message)
        if FORBIDDEN.search(line):
            message = "an invisible control character stands in this line; type it again"
            yield Finding(text.file, number, "control-character", message)
    yield from _check_html(text)
    place = text.body_line
    for token in markdown.flatten(markdown.parse(text.body)):
        place = text.body_line + token.map[0] if token.map else place
        yield from _check_token(library, text, token, place)


def _check_html(text: Text) -> Iterator[Finding]:
    line = text.body_line
    for token in markdown.flatten(_WITH_HTML.parse(text.body)):
        line = text.body_line + token.map[0] if token.map else line
        if token.type in ("html_block", "html_inline"):
            message = f"raw HTML ({token.content.strip()[:40]}) is not allowed; use Markdown"
            yield Finding(text.file, line, "raw-html", message)


def _check_token(library: Library, text: Text, token: Token, line: int) -> Iterator[Finding]:
    if token.type in ("reference", "card"):
        yield from _check_reference(library, text, token, line)
    elif token.type == "link_open":
        yield from _check_link(library, text, str(token.attrs["href"]), line)
    elif token.type == "text" and FORBIDDEN.search(token.content):
        message = "an invisible control character is written here as a code; leave it out"
        yield Finding(text.file, line, "control-character", message)
    elif token.type == "text" and "{" in token.content:
        message = "write {contact:id} or {figure:id}; another { has no meaning here"
        yield Finding(text.file, line, "unknown-placeholder", message)


def _check_reference(library: Library, text: Text, token: Token, line: int) -> Iterator[Finding]:
    name = token.meta["id"]
    if token.type == "reference" and token.meta["kind"] == "figure":
        if name not in library.figures:
            message = f"figures.toml has no figure “{name}”"
            yield Finding(text.file, line, "unknown-figure", message)
        return
    contact = library.contacts.get(name)
    if contact is None:
        message = f"contacts.toml has no contact “{name}”"
        yield Finding(text.file, line, "unknown-contact", message)
    elif contact.is_hidden:
        message = f"nothing of “{name}” may be shown yet: every field waits for a check by phone"
        yield Finding(text.file, line, "unpublished-contact", message)


def _check_link(library: Library, text: Text, target: str, line: int) -> Iterator[Finding]:
    if not target.startswith(LINK_SCHEMES):
        message = f"link to https, mailto, tel, sms or page:, not to “{target[:60]}”"
        yield Finding(text.file, line, "foreign-link", message)
    elif target.startswith(markdown.PAGE_LINK):
        page_id = target.removeprefix(markdown.PAGE_LINK)
        if page_id not in library.pages:
            yield Finding(text.file, line, "dead-link", f"there is no page “{page_id}”")


def _check_titles(library: Library) -> Iterator[Finding]:
    owners: dict[tuple[str, str], list[Text]] = defaultdict(list)
    for page in library.pages.values():
        for text in page.texts.values():
            owners[text.language, text.title.casefold()].append(text)
    for texts in owners.values():
        for text in texts[1:]:
            message = f"the title is the same as in {texts[0].file}; make them different"
            yield Finding(text.file, 2, "duplicate-title", message)
