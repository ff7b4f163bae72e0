"""The guide in one language: addresses, titles, figures and cards, as templates ask for them."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import get_template_attribute
from markupsafe import escape

from content import markdown
from content.model import SOURCE_LANGUAGE, Language, Library, Page, Text, Topic
from pwa.tools import TOOLS
from pwa.wording import Card, card_of, figure_in_words


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list: where it leads, in which language, and what it says."""

    href: str
    language: str
    title: str
    line: str
    key: str
    pictogram: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A topic with the pages on it."""

    item: Item
    pages: tuple[Item, ...]


class Guide:
    """One library seen in one language. Pages the language lacks are shown in its fallback."""

    def __init__(self, library: Library, code: str) -> None:
        self.library = library
        self.code = code
        self.language: Language = library.languages[code]
        self.fallback = self.language.fallback or SOURCE_LANGUAGE
        self.tools = {name: f"/{code}/{key}" for name, key in TOOLS.items()}
        self.home = f"/{code}/"
        self._items: dict[str, Item | None] = {}

    @property
    def pages(self) -> list[Page]:
        """The pages this language has, in reading order."""
        return self.library.in_language(self.code)

    @property
    def exit_path(self) -> str:
        """The address of this language's exit; another language's when it has none."""
        sites = self.library.publisher.exit_sites
        numbers = [n for n, site in enumerate(sites, 1) if site.language == self.code]
        return f"/x/{numbers[0] if numbers else 1}"

    def item(self, page_id: str) -> Item | None:
        """Return a page as a list line, in this language or its fallback; None if in neither."""
        if page_id not in self._items:
            self._items[page_id] = self._item(page_id)
        return self._items[page_id]

    def _item(self, page_id: str) -> Item | None:
        page = self.library.pages.get(page_id)
        for code in (self.code, self.fallback):
            if page and code in page.texts:
                text = page.texts[code]
                return Item(f"/{code}/{page.key}", code, text.title, text.summary, page.key)
        return None

    def items(self, page_ids: list[str]) -> list[Item]:
        """Return pages as list lines, without those that no language here has."""
        return [item for page_id in page_ids if (item := self.item(page_id))]

    def topic_item(self, topic: Topic) -> Item:
        """Return a topic as a list line."""
        return Item(
            href=f"/{self.code}/{topic.key}",
            language=self.code,
            title=self.words(topic.title),
            line=self.words(topic.line),
            key=topic.key,
            pictogram=topic.pictogram,
        )

    def shelves(self) -> list[Shelf]:
        """Return every topic with its pages, in reading order."""
        return [
            Shelf(self.topic_item(topic), tuple(self.items(topic.pages)))
            for topic in self.library.topics
        ]

    def doors(self) -> list[Item]:
        """Return the emergency entries of the first page."""
        found = []
        for door in self.library.doors:
            if item := self.item(door.page):
                title = self.words(door.title)
                found.append(Item(item.href, item.language, title, "", item.key, door.pictogram))
        return found

    def words(self, text: dict[str, str]) -> str:
        """Return a localized text in this language, else in its fallback."""
        return text.get(self.code) or text[self.fallback]

    def body(self, text: Text) -> str:
        """Render a page's text to trusted HTML."""
        return markdown.render(text.body, self)

    def contact(self, contact_id: str) -> Card:
        """Return a contact as it is shown here."""
        contact = self.library.contacts[contact_id]
        return card_of(contact_id, contact, self.code, self.fallback)

    # The insertions that Markdown asks for.

    def card(self, contact_id: str) -> str:
        """Return the call card of a contact."""
        return str(_macro("card")(self.contact(contact_id)))

    def mention(self, contact_id: str) -> str:
        """Return a contact's name and number, for use inside a sentence."""
        return str(_macro("mention")(self.contact(contact_id))).strip()

    def figure(self, figure_id: str) -> str:
        """Return a figure in words, whose direction the text around it does not change."""
        words = figure_in_words(self.library.figures[figure_id], self.code)
        return f"<bdi>{escape(words)}</bdi>"

    def href(self, page_id: str) -> str:
        """Return the address of a page, in this language or its fallback."""
        item = self.item(page_id)
        return item.href if item else self.home


def _macro(name: str) -> Callable[[Card], str]:
    macro: Callable[[Card], str] = get_template_attribute("parts/contact.html", name)
    return macro
