"""Building the search of a release: plain documents, the Whoosh index, the phone's export."""

import html
import re
from pathlib import Path

import msgspec

from content import markdown
from content.model import Page
from content.model import Wordings as Written
from pwa.guide import Guide
from pwa.search import PageText, texts_path
from pwa.wording import figure_in_words
from search_index.analysis import Analyzer
from search_index.build import Document, build_index
from search_index.export import export
from search_index.index import open_index
from search_index.settings import load_settings
from search_index.wordings import UrgentWords, Wordings

_TAG = re.compile(r"<[^>]+>")


class _Spoken:
    """Insertions as plain words: what a page says, without its buttons and repeated labels."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.numbers: list[str] = []

    def card(self, contact_id: str) -> str:
        """Say what a card says, and remember its number."""
        contact = self.guide.contact(contact_id)
        words = (contact.purpose, contact.note, contact.address)
        return f"{self.mention(contact_id)}. {html.escape(' '.join(filter(None, words)))} "

    def mention(self, contact_id: str) -> str:
        """Say a contact's name and number, and remember the number."""
        contact = self.guide.contact(contact_id)
        if contact.number and contact.number not in self.numbers:
            self.numbers.append(contact.number)
        return html.escape(f"{contact.name} {contact.number}".strip())

    def figure(self, figure_id: str) -> str:
        """Say a figure."""
        return figure_in_words(self.guide.library.figures[figure_id], self.guide.code)

    def href(self, page_id: str) -> str:
        """Say nothing of where a link leads."""
        return ""


def document_of(guide: Guide, page: Page) -> Document:
    """Return a page as the search sees it."""
    text = page.texts[guide.code]
    spoken = _Spoken(guide)
    body = html.unescape(_TAG.sub(" ", markdown.render(text.body, spoken)))
    return Document(
        id=page.id,
        key=page.key,
        title=text.title,
        summary=text.summary,
        aka=text.keywords,
        body=" ".join(body.split()),
        numbers=tuple(spoken.numbers),
    )


def wordings_of(guide: Guide) -> Wordings:
    """Return the synonyms and the urgent words of a language as the search takes them."""
    written = guide.library.wordings.get(guide.code, Written())
    synonyms = {word: tuple(row.means) for row in written.synonyms for word in row.typed}
    urgent = (UrgentWords(u.page, tuple(u.contains), tuple(u.alone)) for u in written.urgent)
    return Wordings(synonyms, tuple(urgent))


def build_search(guide: Guide, folder: Path) -> bytes:
    """Build one language's index and texts into `folder` and return the export for phones.

    Raises:
        NotAnIndex: the folder of the index holds something else.
        OSError: the disk refused.
    """
    documents = [document_of(guide, page) for page in guide.pages]
    analyzer = Analyzer(load_settings(guide.code))
    build_index(documents, analyzer, folder / guide.code, wordings_of(guide))
    pages = {document.key: PageText(document.title, document.body) for document in documents}
    texts_path(folder, guide.code).write_bytes(msgspec.json.encode(pages))
    return export(open_index(folder / guide.code))
