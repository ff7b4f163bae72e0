"""Search without JavaScript: the query comes in a body, is answered from the release, and is gone.

At release time each language gets a frame (the page around the results) and the plain texts of
its pages; both stand beside its Whoosh index, so an answer never mixes two releases.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
from flask import Blueprint, Response, render_template, request

from pwa import answers, headers
from pwa.services import services
from pwa.serving import missing_page
from search_index.index import Index, open_index
from search_index.query import Hit, did_you_mean, search
from search_index.snippet import Part, snippet

bp = Blueprint("search", __name__)

FIELD_NAME = "q"

# Where results go in a frame.
SLOT = "<!--found-->"

# Open indexes: a few languages of this release and the one before it.
INDEXES_OPEN = 16


class PageText(msgspec.Struct, frozen=True):
    """What a result shows of a page."""

    title: str
    text: str


class Searchable(msgspec.Struct, frozen=True):
    """What answering in one language needs beside the index: the frame, and pages by key."""

    frame: str
    pages: dict[str, PageText]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the answer."""

    key: str
    href: str
    title: str
    snippet: list[Part]


def searchable_path(folder: Path, language: str) -> Path:
    """Return where the Searchable of a language stands, given the folder of its release."""
    return folder / f"{language}.json"


@bp.post("/<language>/search")
def answer(language: str) -> Response:
    """Answer a typed question with the pages that hold it."""
    folder = services().search_dir(services().current.tree().pointer.id)
    if not _is_language(folder, language):
        return missing_page(language)
    query = request.form.get(FIELD_NAME, "")[:200]
    index, held = _open(folder, language)
    hits = search(index, query)
    body = render_template(
        "parts/found.html",
        query=query.strip(),
        results=[_result(index, held, language, hit) for hit in hits],
        suggestions=[] if hits else did_you_mean(index, query),
    )
    return answers.plain(held.frame.replace(SLOT, body, 1), headers.FOUND_WORDS)


def _is_language(folder: Path, language: str) -> bool:
    """Whether a language is one of the release's; the name is compared, never made into a path."""
    return any(path.stem == language for path in folder.glob("*.json"))


@lru_cache(maxsize=INDEXES_OPEN)
def _open(folder: Path, language: str) -> tuple[Index, Searchable]:
    held = searchable_path(folder, language).read_bytes()
    return open_index(folder / language), msgspec.json.decode(held, type=Searchable)


def _result(index: Index, held: Searchable, language: str, hit: Hit) -> Result:
    page = held.pages[hit.key]
    parts = snippet(index.analyzer, page.text, hit.words)
    return Result(hit.key, f"/{language}/{hit.key}", page.title, parts)
