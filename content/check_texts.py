"""Checks of one page in one language: its head, its body, and what Markdown makes of it."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content import markdown, numbers
from content.check_words import FORBIDDEN, RAW_LINK, check_words, shows
from content.findings import Finding
from content.model import SOURCE_LANGUAGE, Library, Text

LINK_SCHEMES = ("https://", "mailto:", "tel:", "sms:", markdown.PAGE_LINK)
HEADINGS = ("h2", "h3")

# Longer, and no list of pages can show it in one look.
LONGEST_TITLE = 120

_WITH_HTML = MarkdownIt("commonmark", {"html": True})

# Signs that mean nothing here and would be shown: code, emphasis that was not understood.
_RAW_SIGNS = re.compile(r"`|\*\*|__|~~")
_RAW_LINE = re.compile(r"^\s*#|!\[", re.MULTILINE)


def check_text(library: Library, text: Text) -> Iterator[Finding]:
    """Check all that stands in one page file."""
    yield from _check_head(text)
    yield from _check_lines(text)
    yield from _check_html(text)
    place, opened = text.body_line, ""
    for token in markdown.flatten(markdown.parsed(text.body)):
        place = text.body_line + token.map[0] if token.map else place
        # The words of an autolink (<https://…>) are its address, and rightly shown.
        if not (token.type == "text" and opened == "autolink"):
            yield from _check_token(library, text, token, place)
        opened = token.markup if token.type == "link_open" else ""


def _check_head(text: Text) -> Iterator[Finding]:
    if not shows(text.title):
        yield Finding(text.file, 2, "empty-title", "write a title")
    if len(text.title) > LONGEST_TITLE:
        message = f"the title has {len(text.title)} characters (at most {LONGEST_TITLE})"
        yield Finding(text.file, 2, "too-large", message)
    if not shows(text.summary):
        yield Finding(text.file, 2, "empty-summary", "write one plain sentence as summary")
    if not all(shows(keyword) for keyword in text.keywords):
        yield Finding(text.file, 2, "empty-keyword", "a keyword is blank; write or remove it")
    if text.language != SOURCE_LANGUAGE and not text.source_hash:
        message = "source_hash is missing: run “flask --app app content stamp”"
        yield Finding(text.file, 2, "missing-source-hash", message)
    for words in (text.title, text.summary, *text.keywords):
        yield from check_words(text.file, 2, words)


def _check_lines(text: Text) -> Iterator[Finding]:
    for number, line in enumerate(text.body.split("\n"), text.body_line):
        for problem in numbers.typed_numbers(line):
            yield Finding(text.file, number, problem.code, problem.message)
        if FORBIDDEN.search(line):
            message = "an invisible control character stands in this line; type it again"
            yield Finding(text.file, number, "control-character", message)


def _check_html(text: Text) -> Iterator[Finding]:
    if "<" not in text.body:
        return
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
    elif token.type == "text":
        yield from _check_shown(text, token.content, line)
    elif token.type == "inline":
        yield from _check_paragraph(text, token.content, line)
    elif token.type == "hr" or (token.type == "heading_open" and token.tag not in HEADINGS):
        message = "pages have headings with ## and ### and no others, and no lines across"
        yield Finding(text.file, line, "markdown", message)


def _check_shown(text: Text, words: str, line: int) -> Iterator[Finding]:
    """Check words as Markdown leaves them: here entities are characters."""
    if FORBIDDEN.search(words):
        message = "an invisible control character is written here as a code; leave it out"
        yield Finding(text.file, line, "control-character", message)
    if "{" in words:
        message = "write {contact:id} or {figure:id}; another { has no meaning here"
        yield Finding(text.file, line, "unknown-placeholder", message)
    if found := RAW_LINK.search(words):
        message = f"“{found[0]}” would be shown as it stands; write [words](https://…)"
        yield Finding(text.file, line, "foreign-link", message)
    if found := _RAW_SIGNS.search(words):
        message = (
            f"“{found[0]}” would be shown as it stands; pages have no code, and ** holds words"
        )
        yield Finding(text.file, line, "markdown", message)


def _check_paragraph(text: Text, source: str, line: int) -> Iterator[Finding]:
    """Check a paragraph as a whole: readers see its lines as one."""
    if found := _RAW_LINE.search(source):
        message = f"“{found[0].strip()}” is no heading and no picture here; leave it out"
        yield Finding(text.file, line, "markdown", message)
    lines = source.split("\n")
    if len(lines) > 1 and not any(list(numbers.typed_numbers(one)) for one in lines):
        for problem in numbers.typed_numbers(source):
            yield Finding(text.file, line, problem.code, problem.message)


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
