"""Rendering pages to bytes: templates and a Guide in, the same bytes for every reader out."""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any

import msgspec
from flask import Flask, render_template
from markupsafe import Markup
from msgspec.structs import replace

from content import markdown
from content.model import SOURCE_LANGUAGE, Library, Page, Text
from content.release.tree import Leaf
from pwa import i18n, template_words
from pwa.assets.files import Files
from pwa.guide import Guide, Item
from pwa.i18n import gettext as _
from pwa.i18n import in_language
from pwa.qr import qr_code
from pwa.search import SLOT, frame_path
from pwa.serving import MISSING
from pwa.settings import Settings
from pwa.tools import DISGUISE, PARTS, WORDS

RELATED_MOST = 4

# The numbers that stand on the first page of all, with their pictograms.
ALWAYS = (("emergency-112", "call"), ("police-101", "shield"))


class Renderer:
    """Renders the guide of one library with one set of built files."""

    def __init__(self, library: Library, files: Files, settings: Settings) -> None:
        self.library = library
        self.files = files
        self.settings = settings
        self.guides = {code: Guide(library, code) for code in library.languages}
        self._common = _digest(_all_but_texts(library), files, _public(settings))

    @cached_property
    def of_lists(self) -> "Renderer":
        """Return one that sees no more of a page's text than lists show: what else it says is gone.

        So lists and tools stay as they are, whatever else is edited; see `lists_key`.
        """
        return Renderer(_outlined(self.library), self.files, self.settings)

    def lists_key(self, part: str) -> str:
        """Return the hash of all that this one renders the lists and tools of a part from."""
        texts = [page.texts for page in self.library.pages.values()]
        return _digest(self._common, "lists", part, texts)

    def page(self, code: str, page_id: str) -> Leaf:
        """Render one page, in the language that is being rendered."""
        return self._page(self.guides[code], self.library.pages[page_id])

    def page_key(self, code: str, page_id: str) -> str:
        """Return the hash of all that a page is checked and rendered from, but the code.

        Of other pages these are the addresses, and what the list of related ones says.
        """
        guide, page = self.guides[code], self.library.pages[page_id]
        text = page.texts[code]
        own = (code, page_id, text.digest, page.state(code))
        return _digest(self._common, own, _related(guide, page))

    def search_key(self, code: str) -> str:
        """Return the hash of all that the search of a language is built from, but the code."""
        texts = [(page.id, page.texts[code].digest) for page in self.guides[code].pages]
        return _digest(self._common, code, texts)

    def language_leaves(self, code: str) -> Iterator[Leaf]:
        """Yield what one language has beside its pages: lists and tools."""
        guide = self.guides[code]
        with in_language(code):
            yield self._leaf(guide.home, "guide/home.html", guide, **self._home(guide))
            for shelf in guide.shelves():
                yield self._leaf(shelf.item.href, "guide/topic.html", guide, shelf=shelf)
            yield from self._tools(guide)

    def first_pages(self) -> Iterator[Leaf]:
        """Yield the language list, once as itself and once for addresses that do not exist."""
        guide = self.guides[SOURCE_LANGUAGE]
        with in_language(SOURCE_LANGUAGE):
            values: dict[str, Any] = {"languages": self._languages(), "numbers": self._numbers()}
            yield self._leaf("/", "guide/languages.html", guide, **values)
            lines = self._missing_lines()
            yield self._leaf(
                f"/{MISSING}", "guide/languages.html", guide, "missing",
                missing=True, missing_lines=lines, **values,
            )  # fmt: skip

    def decoys(self) -> Iterator[Leaf]:
        """Yield the decoy in every language, and its address without one."""
        for code, guide in self.guides.items():
            with in_language(code):
                html = self._html(
                    "decoys/units.html", guide, lang=code, dir=guide.language.direction,
                    manifest_path=f"{DISGUISE}{code}.webmanifest",
                    icon_path=self.files.icons["192"].path,
                )  # fmt: skip
            yield Leaf(DISGUISE + code, html, "decoy")
            if code == SOURCE_LANGUAGE:
                yield Leaf(DISGUISE, html, "decoy")

    def _page(self, guide: Guide, page: Page) -> Leaf:
        text = page.texts[guide.code]
        path = f"/{guide.code}/{page.key}"
        return self._leaf(
            path, "guide/page.html", guide, page=page, text=text,
            body=Markup(guide.body(text)),  # noqa: S704 -- sanitised by content.markdown
            state=page.state(guide.code),
            source_href=f"/{SOURCE_LANGUAGE}/{page.key}",
            unchecked=self._has_unchecked(guide, text.body),
            related=_related(guide, page),
            others=[item for code in page.texts if code != guide.code
                    for item in [self._in_other_language(page, code)]],
            qr=qr_code(self.settings.site_url, path),
        )  # fmt: skip

    def _tools(self, guide: Guide) -> Iterator[Leaf]:
        tools = guide.tools
        qr = qr_code(self.settings.site_url, guide.home)
        yield self._leaf(tools["all"], "guide/all.html", guide, shelves=guide.shelves())
        yield self._leaf(tools["share"], "guide/share.html", guide, qr=qr)
        yield self._leaf(tools["install"], "guide/install.html", guide)
        yield self._leaf(tools["safety"], "guide/safety.html", guide)
        values = self._home(guide)
        slot = Markup(SLOT)  # noqa: S704 -- our own comment
        yield self._leaf(frame_path(guide.code), "guide/found.html", guide, slot=slot, **values)
        parts = f"/{guide.code}/{PARTS}"
        missing = f"/{guide.code}/{MISSING}"
        offers = [self._offer(code) for code in self.guides if code != guide.code]
        yield self._leaf(parts, "parts/templates.html", guide, offers=offers, **values)
        yield self._leaf(missing, "guide/missing.html", guide, "missing", **values)

    def _leaf(
        self, path: str, template: str, guide: Guide, headers: str = "page", **values: Any
    ) -> Leaf:
        return Leaf(path, self._html(template, guide, **values), headers)

    def _html(self, template: str, guide: Guide, **values: Any) -> bytes:
        return render_template(
            template, guide=guide, assets=self.files, stemmers=self.files.stemmers,
            keep=self.settings.keep, disguise=DISGUISE, parts_name=PARTS, words_name=WORDS,
            **values,
        ).encode()  # fmt: skip

    def _home(self, guide: Guide) -> dict[str, Any]:
        states = (page.state(guide.code) for page in guide.pages)
        return {
            "topics": [guide.topic_item(topic) for topic in self.library.topics],
            "emergency": guide.contact(ALWAYS[0][0]),
            "draft": any(state in ("draft", "outdated") for state in states),
        }

    def _offer(self, code: str) -> dict[str, str]:
        """Return how a language's pages are offered to who searches in another language."""
        guide = self.guides[code]
        endonym = guide.language.endonym
        with in_language(code):
            return {
                "code": code,
                "direction": guide.language.direction,
                "list": guide.tools["all"],
                # Translators: the language is your own, with its name as it stands in a list.
                "also": _("Also in %(language)s", language=endonym),
                # Translators: the language is your own, with its name as it stands in a list.
                "heading": _("These pages are in %(language)s", language=endonym),
            }

    def _languages(self) -> list[dict[str, str]]:
        return [
            {"code": c, "direction": one.direction, "endonym": one.endonym, "line": one.line}
            for c, one in self.library.languages.items()
        ]

    def _numbers(self) -> list[dict[str, Any]]:
        numbers = []
        for contact_id, pictogram in ALWAYS:
            contact = self.guides[SOURCE_LANGUAGE].contact(contact_id)
            names = self._in_each_language(
                {code: guide.contact(contact_id).name for code, guide in self.guides.items()}
            )
            numbers.append({
                "dial": contact.dial, "number": contact.number,
                "pictogram": pictogram, "names": names,
            })  # fmt: skip
        return numbers

    def _missing_lines(self) -> list[dict[str, str]]:
        lines = {}
        for code in self.guides:
            with in_language(code):
                lines[code] = _("There is no page at this address")
        return self._in_each_language(lines)

    def _in_each_language(self, texts: dict[str, str]) -> list[dict[str, str]]:
        """Return texts with their language and direction, each wording once."""
        once = {text: code for code, text in reversed(list(texts.items()))}
        return [
            {"code": c, "direction": self.library.languages[c].direction, "text": text}
            for c, text in texts.items()
            if once[text] == c
        ]

    def _in_other_language(self, page: Page, code: str) -> Item:
        endonym = self.library.languages[code].endonym
        return Item(f"/{code}/{page.key}", code, endonym, "", page.key)

    def _has_unchecked(self, guide: Guide, body: str) -> bool:
        tokens = markdown.flatten(markdown.parsed(body))
        ids = {t.meta["id"] for t in tokens if t.meta.get("kind") == "contact"}
        return any(guide.contact(contact_id).unchecked for contact_id in ids)


def _related(guide: Guide, page: Page) -> list[Item]:
    """Return the other pages on the page's own shelf, as many as a thumb can take in."""
    pages = next(topic.pages for topic in guide.library.topics if topic.id == page.topic)
    items = (guide.item(page_id) for page_id in pages if page_id != page.id)
    return list(islice(filter(None, items), RELATED_MOST))


def _all_but_texts(library: Library) -> object:
    """Return the tables of a guide, and of each page all but what it says."""
    tables = [getattr(library, n) for n in library.__struct_fields__ if n != "pages"]
    pages = [
        ([getattr(page, n) for n in page.__struct_fields__ if n != "texts"], list(page.texts))
        for page in library.pages.values()
    ]
    return tables, pages


def _outlined(library: Library) -> Library:
    """Return a library without all that lists do not show of a page's text."""
    pages = {
        page_id: replace(
            page,
            texts={code: _outline(text, page.state(code)) for code, text in page.texts.items()},
        )
        for page_id, page in library.pages.items()
    }
    return replace(library, pages=pages)


def _outline(text: Text, state: str) -> Text:
    return Text(
        language=text.language, file="", title=text.title, summary=text.summary,
        keywords=(), body="", body_line=0, digest="",
        translation="draft" if state in ("draft", "outdated") else text.translation,
    )  # fmt: skip


def _public(settings: Settings) -> list[object]:
    """Return the settings that pages may show: where folders are is none."""
    folders = ("content_dir", "data_dir")
    return [getattr(settings, n) for n in settings.__struct_fields__ if n not in folders]


def _digest(*values: object) -> str:
    return hashlib.sha256(msgspec.json.encode(values)).hexdigest()


def rendering_app() -> Flask:
    """Make an application that renders pages and answers nobody."""
    app = Flask("pwa", static_folder=None)
    i18n.init_app(app)
    template_words.init_app(app)
    return app
