"""Markdown to safe HTML: CommonMark without raw HTML, our two placeholders, and an allow-list.

    {contact:id}  alone in a paragraph: a call card; inside a sentence: a mention
    {figure:id}   the figure, written out for the language
    [words](page:id)  a link inside the guide

What the caller inserts for a placeholder is trusted; everything an author typed is not. So the
typed part is rendered and cleaned first, with marks where the insertions go, and filled last.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

REFERENCE = re.compile(r"\{(contact|figure):([a-z0-9-]+)\}")
PAGE_LINK = "page:"

# Private-use characters fence the marks; checks refuse them in texts, so no author can forge one.
MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{MARK_OPEN}([a-z]+):([a-z0-9-]+){MARK_CLOSE}")

# Pages start at h2: the h1 is the title.
ALLOWED_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br"}
ALLOWED_SCHEMES = {"https", "mailto", "tel", "sms"}


class Insertions(Protocol):
    """What stands in place of references. All but `figure` and `href` return trusted HTML."""

    def card(self, contact_id: str) -> str:
        """Return the call card of a contact."""

    def mention(self, contact_id: str) -> str:
        """Return a contact's name and number, for use inside a sentence."""

    def figure(self, figure_id: str) -> str:
        """Return a figure in words, as trusted HTML."""

    def href(self, page_id: str) -> str:
        """Return the address of a page of the guide."""


def parse(body: str) -> list[Token]:
    """Parse a page's body; references are tokens of type `reference` or `card`."""
    return list(_with_cards(_MARKDOWN.parse(body)))


@lru_cache(maxsize=4)
def parsed(body: str) -> list[Token]:
    """Return the tokens of a body, to be read only: checks and renderings take turns on one."""
    return parse(body)


def render(body: str, insertions: Insertions) -> str:
    """Render a page's body to HTML that holds only allow-listed elements and the insertions."""
    env = {"insertions": insertions}
    rendered = _MARKDOWN.renderer.render(parsed(body), _MARKDOWN.options, env)
    # The cleaner spells this one character out; a French page has dozens.
    cleaned = _CLEANER.clean(rendered).replace("&nbsp;", "\N{NO-BREAK SPACE}")
    return _fill(cleaned, insertions)


def flatten(tokens: list[Token]) -> Iterator[Token]:
    """Yield block tokens and the inline tokens inside them, in reading order."""
    for token in tokens:
        yield token
        yield from token.children or ()


def _fill(cleaned: str, insertions: Insertions) -> str:
    fillers = {
        "card": insertions.card,
        "contact": insertions.mention,
        "figure": insertions.figure,
    }
    return _MARK.sub(lambda mark: fillers[mark[1]](mark[2]), cleaned)


def _with_cards(tokens: list[Token]) -> Iterator[Token]:
    """Replace each paragraph that is only a contact by a `card` token."""
    index = 0
    while index < len(tokens):
        inline = tokens[index + 1] if tokens[index].type == "paragraph_open" else None
        children = (inline.children or []) if inline else []
        if inline and len(children) == 1 and _is_contact(children[0]):
            yield Token("card", "", 0, meta=children[0].meta, map=inline.map, block=True)
            index += 3
        else:
            yield tokens[index]
            index += 1


def _is_contact(token: Token) -> bool:
    return token.type == "reference" and token.meta["kind"] == "contact"


def _reference_rule(state: StateInline, silent: bool) -> bool:
    """Inline rule of markdown-it: turn `{kind:id}` into one token."""
    found = REFERENCE.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.meta = {"kind": found[1], "id": found[2]}
    state.pos = found.end()
    return True


def _render_mark(
    renderer: RendererHTML, tokens: list[Token], index: int, options: object, env: object
) -> str:
    token = tokens[index]
    kind = "card" if token.type == "card" else token.meta["kind"]
    return f"{MARK_OPEN}{kind}:{token.meta['id']}{MARK_CLOSE}"


def _render_link(
    renderer: RendererHTML,
    tokens: list[Token],
    index: int,
    options: OptionsDict,
    env: dict[str, Insertions],
) -> str:
    """Renderer rule: lead inside the guide or to an allowed scheme, else nowhere."""
    attributes = dict(tokens[index].attrs)
    target = str(attributes["href"])
    if target.startswith(PAGE_LINK):
        attributes["href"] = env["insertions"].href(target.removeprefix(PAGE_LINK))
    elif target.split(":", 1)[0].lower() not in ALLOWED_SCHEMES:
        del attributes["href"]  # “//host” is no scheme for the cleaner, and another site's
    else:
        attributes["rel"] = "noreferrer"
    return renderer.renderToken([tokens[index].copy(attrs=attributes)], 0, options, env)


def _build() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.inline.ruler.before("text", "reference", _reference_rule)
    markdown.add_render_rule("reference", _render_mark)
    markdown.add_render_rule("card", _render_mark)
    markdown.add_render_rule("link_open", _render_link)
    return markdown.disable(["image", "code", "fence", "html_block", "html_inline", "backticks"])


_MARKDOWN = _build()
_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    # "*" is said because nh3 otherwise keeps title and lang, and a title could hold a mark.
    attributes={"a": {"href", "rel"}, "*": set()},
    url_schemes=ALLOWED_SCHEMES,
    link_rel=None,
)
