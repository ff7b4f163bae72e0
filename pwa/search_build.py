"""Building the search of a release: plain documents, the Whoosh index, the phone's export."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from content import markdown
from content.beside import beside
from content.model import Page
from content.model import Speech as SpeechWritten
from content.model import Wordings as Written
from content.release.digest import digest_of
from pwa.guide import Guide
from pwa.remembering import recall, remember
from pwa.search import PageText, texts_path
from pwa.search_memory import KeptPage, KeptSearch
from pwa.wording import figure_in_words
from search_index.analysis import Analyzer, Stem, stemmer_named
from search_index.build import prepare_index
from search_index.counting import CountedPage, Document, count
from search_index.export import export_figures
from search_index.settings import load_settings
from search_index.speech import Speech
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
    urgent = (
        UrgentWords(row.page, tuple(row.contains), tuple(row.alone), tuple(row.together))
        for row in written.urgent
    )
    return Wordings(synonyms, tuple(urgent), _speech_of(written.speech))


def _speech_of(written: Iterable[SpeechWritten]) -> Speech:
    """Return the rows of a file as one."""
    rows = list(written)
    return Speech(
        fillers=tuple(word for row in rows for word in row.fillers),
        around=tuple(word for row in rows for word in row.around),
        asking=tuple(word for row in rows for word in row.asking),
        negations=tuple(word for row in rows for word in row.negations),
        everyday=tuple(word for row in rows for word in row.everyday),
        endings=tuple(ending for row in rows for ending in row.endings),
        elisions=tuple(start for row in rows for start in row.elisions),
        same={said: tuple(typed) for row in rows for said, typed in row.same.items()},
    )


def read_page(guide: Guide, page: Page) -> KeptPage:
    """Return what the search needs of a page, in the language that is being rendered."""
    document = document_of(guide, page)
    return KeptPage(document.body, count(document, _analyzer_of(guide.code)))


@cache
def _analyzer_of(code: str) -> Analyzer:
    settings = load_settings(code)
    return Analyzer(settings, stemmer_named(settings.stemmer))


@contextmanager
def search_built(
    guide: Guide,
    folder: Path,
    memory: Path,
    code: str,
    read: Mapping[str, KeptPage] = MappingProxyType({}),
    *,
    one_process: bool = False,
) -> Iterator[bytes]:
    """Build one language's index and texts into `folder`; give the export for phones to the body.

    The index is being written meanwhile, unless all is to be done in `one_process`. `memory` is the
    file that holds what the last build read; `code` the hash of the code; `read` what this build
    has read of pages already, by the digest of their text.

    Raises:
        NotAnIndex: the folder of the index holds something else.
        OSError: the disk refused.
    """
    before = recall(memory, KeptSearch, _made_with(guide, code))
    now = KeptSearch(made_with=before.made_with)
    settings = load_settings(guide.code)
    stem = stemmer_named(settings.stemmer)
    analyzer = Analyzer(settings, lambda word: _remembered(word, before.stems, now.stems, stem))
    pages, texts = [], {}
    for page in guide.pages:
        text = page.texts[guide.code]
        kept = read.get(text.digest) or before.pages.get(text.digest) or read_page(guide, page)
        now.pages[text.digest] = kept
        pages.append(CountedPage(page.id, page.key, kept.words))
        texts[page.key] = PageText(text.title, kept.text)
    index = prepare_index(pages, analyzer, wordings_of(guide))
    with beside(lambda: index.write(folder / guide.code), here=one_process):
        texts_path(folder, guide.code).write_bytes(msgspec.json.encode(texts))
        remember(memory, now)
        yield export_figures(index.figures(), settings, index.wordings)


def _remembered(word: str, before: dict[str, str], now: dict[str, str], stem: Stem) -> str:
    found = now.get(word)
    if found is None:
        found = now[word] = before.get(word) or stem(word)
    return found


def _made_with(guide: Guide, code: str) -> str:
    """Return the hash of all but its text that a page of the search depends on."""
    library = guide.library
    tables = (code, guide.code, library.languages, library.contacts, library.figures)
    return digest_of(msgspec.json.encode(tables))
