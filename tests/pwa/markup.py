"""Reading pages in tests: the elements and the text of an HTML document, by the standard parser."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = ("script", "style", "template", "head")
INLINE = {"a", "b", "bdi", "em", "mark", "span", "strong", "i", "time"}


@dataclass(frozen=True, slots=True)
class Element:
    """A start tag with its attributes; one without a value has an empty one."""

    name: str
    attributes: dict[str, str]


@dataclass(slots=True)
class Markup:
    """What an HTML document is made of, in document order."""

    elements: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a person reads, on one line."""
        return " ".join("".join(self.words).replace("\u00ad", "").split())

    def all(self, *names: str) -> list[Element]:
        """The elements of these names."""
        return [element for element in self.elements if element.name in names]

    def values(self, attribute: str) -> list[str]:
        """Every value of an attribute."""
        return [e.attributes[attribute] for e in self.elements if attribute in e.attributes]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.markup = Markup()
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in <{tag}>"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.markup.elements.append(element)
        if tag in UNSEEN:
            self.hidden.append(tag)
        if tag not in INLINE:
            self.markup.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()
        if tag not in INLINE:
            self.markup.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.markup.words.append(data)


def read_html(html: str | bytes) -> Markup:
    """Parse a document, or a piece of one."""
    reader = _Reader()
    reader.feed(html.decode() if isinstance(html, bytes) else html)
    reader.close()
    return reader.markup


def main_of(html: str) -> str:
    """Return what stands inside `<main>`."""
    found = re.search(r"<main\b.*</main>", html, re.DOTALL)
    assert found
    return found[0]
