"""Search without JavaScript: the query comes in a body, is answered from the release, and is gone.

The page around the results is a page of the release; the plain texts of a language stand beside
its Whoosh index, in a folder named by the release, so an answer never mixes two releases.
"""

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import cast

import msgspec
from flask import Blueprint, Response, render_template, request

from pwa import answers, headers
from pwa.reports import describe
from pwa.services import services
from pwa.serving import missing_page
from pwa.tools import TOOLS
from search_index.answer import answer as answer_query
from search_index.hint import Hint, hint
from search_index.index import Index, NotAnIndex, open_index
from search_index.query import Hit
from search_index.reasons import reasons
from search_index.snippet import Part, snippet

bp = Blueprint("search", __name__)

FIELD_NAME = "q"

# Where results go in the page.
SLOT = "<!--found-->"

# A title is shown whole.
TITLE_WIDTH = 400

# Open indexes: a few languages of this release and the one before it.
INDEXES_OPEN = 16


class _NoIndex(Exception):
    """The index of a language cannot be asked."""


class PageText(msgspec.Struct, frozen=True):
    """What a result shows of a page."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the answer. `reasons`: the words that led to it where it shows none of them."""

    key: str
    href: str
    title: list[Part]
    snippet: list[Part]
    reasons: list[str]


def texts_path(folder: Path, language: str) -> Path:
    """Return where the PageTexts of a language stand, by key, in the folder of its release."""
    return folder / f"{language}.json"


def frame_path(language: str) -> str:
    """Return the address of the page that results are put into."""
    return f"/{language}/found"


@bp.post("/<language>/search")
def answer(language: str) -> Response:
    """Answer a typed question with the pages that hold it."""
    here = services()
    tree = here.current.tree()
    frame = tree.paths.get(frame_path(language))
    if frame is None:
        return missing_page(language)
    query = request.form.get(FIELD_NAME, "")[:200]
    try:
        results, better = _ask(here.search_dir(tree.pointer.id), language, query)
    except _NoIndex:
        # What plain servers answer, too.
        return answers.plain("", headers.elsewhere(f"/{language}/{TOOLS['all']}"))
    found = render_template(
        "parts/found.html", query=query.strip(), language=language, results=results, hint=better
    )
    page = here.store.read(frame.entry.object).decode()
    return answers.plain(page.replace(SLOT, found, 1), headers.FOUND_WORDS)


def _ask(folder: Path, language: str, query: str) -> tuple[list[Result], Hint | None]:
    """Return the results for a query, and what else may have been meant.

    Raises:
        _NoIndex: it is gone, as after a rollback; of an older program; or damaged.
    """
    try:
        index, texts = _open(folder, language)
        answered = answer_query(index, query)
        results = [
            _result(index, texts[hit.key], f"/{language}/{hit.key}", query, hit)
            for hit in answered.listed()
        ]
        return results, hint(index, query, answered)
    except (FileNotFoundError, NotAnIndex) as error:
        raise _NoIndex from error
    except Exception as error:
        # Whoosh checks nothing that it reads, so a damaged file can raise whatever there is. The
        # next question opens it anew: a build may have mended it by then.
        _open.cache_clear()
        print(describe(type(error), cast(TracebackType, error.__traceback__)), file=sys.stderr)
        print("a damaged search index is mended by: flask --app app release build", file=sys.stderr)
        raise _NoIndex from error


@lru_cache(maxsize=INDEXES_OPEN)
def _open(folder: Path, language: str) -> tuple[Index, dict[str, PageText]]:
    texts = texts_path(folder, language).read_bytes()
    return open_index(folder / language), msgspec.json.decode(texts, type=dict[str, PageText])


def _result(index: Index, page: PageText, href: str, query: str, hit: Hit) -> Result:
    title = snippet(index.analyzer, page.title, hit.words, width=TITLE_WIDTH)
    parts = snippet(index.analyzer, page.text, hit.words)
    is_marked = any(part.marked for part in (*title, *parts))
    why = [] if is_marked else reasons(index, query, hit.key)
    return Result(hit.key, href, title, parts, why)
