"""Sample pages in three languages, their indexes, and the phone's side run under Node."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.search_judged import guide_index, read_guide
from content.model import Library
from search_index.analysis import Analyzer
from search_index.build import Document, build_index
from search_index.export import export
from search_index.query import Index, open_index
from search_index.settings import load_settings

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

Documents = Callable[[str], list[Document]]
Indexes = Callable[[str], Index]
AskPhone = Callable[[Index, list[str], str], list[dict[str, Any]]]


def _read_documents(language: str) -> list[Document]:
    rows = json.loads((HERE / "samples" / f"{language}.json").read_text(encoding="utf-8"))
    lists = ("aka", "numbers")
    return [
        Document(id=f"page-{place}", **(row | {name: tuple(row.get(name, ())) for name in lists}))
        for place, row in enumerate(rows)
    ]


@pytest.fixture(scope="session")
def documents() -> Documents:
    """Read the ten sample pages of a language."""
    return _read_documents


@pytest.fixture(scope="session")
def mixed_documents() -> Callable[[str, int], list[Document]]:
    """Make many pages of a language by shuffling the words of the ten."""

    def make(language: str, count: int) -> list[Document]:
        chance = Random(count)  # noqa: S311
        pages = _read_documents(language)
        words = [word for page in pages for word in page.body.split()]
        return [
            replace(
                chance.choice(pages),
                id=f"mixed-{place}",
                key=f"{place:04}",
                title=" ".join(chance.sample(words, 5)),
                body=" ".join(chance.sample(words, chance.randint(5, 120))),
            )
            for place in range(count)
        ]

    return make


@pytest.fixture(scope="session")
def indexes(tmp_path_factory: pytest.TempPathFactory, documents: Documents) -> Indexes:
    """Open the index of the sample pages of a language; each is built once."""
    opened: dict[str, Index] = {}

    def index_of(language: str) -> Index:
        if language not in opened:
            folder = tmp_path_factory.mktemp("index") / language
            build_index(documents(language), Analyzer(load_settings(language)), folder)
            opened[language] = open_index(folder)
        return opened[language]

    return index_of


@pytest.fixture(scope="session")
def guide() -> Library:
    """Read the guide of this repository."""
    return read_guide()


@pytest.fixture(scope="session")
def guide_indexes(tmp_path_factory: pytest.TempPathFactory, guide: Library) -> Indexes:
    """Open the index of the real guide in a language; each is built once."""
    opened: dict[str, Index] = {}

    def index_of(language: str) -> Index:
        if language not in opened:
            folder = tmp_path_factory.mktemp("guide") / language
            opened[language] = guide_index(guide, language, folder)
        return opened[language]

    return index_of


@pytest.fixture(scope="session")
def node() -> str:
    """Return the path of Node; without it these tests fail, because half of the search is there."""
    found = shutil.which("node")
    if found is None:
        pytest.fail("The search tests need Node 20 or later: half of the search runs on the phone.")
    return found


@pytest.fixture(scope="session")
def ask_phone(tmp_path_factory: pytest.TempPathFactory, node: str) -> AskPhone:
    """Ask the JavaScript side many queries in one process, over the export of an index."""

    def ask(index: Index, queries: list[str], text: str) -> list[dict[str, Any]]:
        file = tmp_path_factory.mktemp("export") / "export"
        file.write_bytes(export(index))
        asked = json.dumps({"file": str(file), "queries": queries, "text": text})
        done = subprocess.run(
            [node, str(HERE / "ask_phone.js")],
            input=asked,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        return answers

    return ask
