"""What the searches are given: the same pages, the same queries, and our own export of them."""

import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.big_guide import SHIPPED, write_guide
from bench.search_judged import LATER, Judged, judged_queries, read_judged
from bench.search_peers.kinds import queries_of_kinds
from content.library import read_library
from pwa.guide import Guide
from pwa.search_build import document_of, search_built
from search_index.analysis import Analyzer
from search_index.build import build_index
from search_index.counting import Document
from search_index.export import export
from search_index.index import Index, open_index
from search_index.settings import Settings, load_settings

LANGUAGE = "en"

# From this length on, the page answers as one types.
FEWEST_LETTERS = 2

LOADS = 11
PATIENCE_S = 15


@dataclass(frozen=True, slots=True)
class Corpus:
    """One size of guide: a folder with files for the engines, and what Python asks of ours.

    The folder holds pages.json, queries.json and parasol.index; `bare_export` is the same without
    synonyms and urgent words, `prefixes` how many beginnings of queries there are.
    """

    folder: Path
    pages: int
    index: Index
    ids: dict[str, str]
    judged: list[Judged]
    prefixes: int
    bare_export: bytes


def write_corpus(folder: Path, pages: int, language: str = LANGUAGE) -> Corpus:
    """Write all that is measured at one size into `folder`; 0 pages are the shipped guide.

    Raises:
        ValueError: fewer pages than the shipped guide has.
    """
    content = SHIPPED
    if pages:
        content = folder / "content"
        write_guide(content, pages)
    library = read_library(content).library
    assert library is not None
    guide = Guide(library, language)
    settings = load_settings(language)
    documents = [document_of(guide, page) for page in guide.pages]
    with search_built(guide, folder, memory=folder / "remembered.json", code="") as exported:
        (folder / "parasol.index").write_bytes(exported)
    index = open_index(folder / language)
    judged = judged_queries(library, index)
    prefixes = _prefixes([one for one in read_judged(language) if one.part != LATER])
    _write_pages(folder, documents, settings)
    kinds = queries_of_kinds([document.body for document in documents])
    _write_queries(folder, prefixes, [one.query for one in judged], kinds)
    ids = {document.key: document.id for document in documents}
    bare = _bare_export(documents, settings)
    return Corpus(folder, len(documents), index, ids, judged, len(prefixes), bare)


def _prefixes(judged: Sequence[Judged]) -> list[str]:
    """Return what stands in the field while the queries are typed, in an order without meaning."""
    typed = {
        one.query[:length] for one in judged for length in range(FEWEST_LETTERS, len(one.query) + 1)
    }
    mixed = sorted(typed)
    random.Random("typed").shuffle(mixed)
    return mixed


def _write_pages(folder: Path, documents: Sequence[Document], settings: Settings) -> None:
    pages = [
        {
            "id": document.key,
            "title": document.title,
            "aka": "\n".join(document.aka),
            "body": f"{document.summary}\n{document.body}",
        }
        for document in documents
    ]
    shape = {"pages": pages, "stopWords": settings.stop_words}
    (folder / "pages.json").write_text(json.dumps(shape), "utf-8")


def _write_queries(
    folder: Path, prefixes: list[str], judged: list[str], kinds: dict[str, list[str]]
) -> None:
    shape = {
        "prefixes": prefixes,
        "judged": judged,
        "kinds": kinds,
        "loads": LOADS,
        "patience": PATIENCE_S * 1000,
    }
    (folder / "queries.json").write_text(json.dumps(shape), "utf-8")


def _bare_export(documents: Sequence[Document], settings: Settings) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        build_index(documents, Analyzer(settings), Path(folder))
        return export(open_index(Path(folder)))
