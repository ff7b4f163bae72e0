"""Q3's bytes in every language that has judged queries, beside MiniSearch's index of its pages.

They do not depend on the machine, so they can be measured apart, which takes a minute:

    .venv/bin/python -m bench.search_peers.languages    puts them into the recorded result
"""

import json
import tempfile
from pathlib import Path

from bench.report import RESULTS
from bench.search_peers.corpus import write_corpus
from bench.search_peers.engines import (
    ENGINES,
    MINISEARCH,
    OURS,
    Figures,
    build_index,
    bytes_of,
    index_file,
)
from bench.updates.peers import install_tools

LANGUAGES = ("en", "fr", "nl")

FIGURE = "bytes in each language, the shipped guide, over Brotli"
SAME_FIELDS = f"{OURS} without synonyms and urgent words"


def bytes_by_language(folder: Path) -> dict[str, Figures]:
    """Return the bytes of our export, of the same fields alone, and of MiniSearch's index."""
    return {language: _bytes(folder / language, language) for language in LANGUAGES}


def _bytes(folder: Path, language: str) -> Figures:
    folder.mkdir()
    corpus = write_corpus(folder, 0, language)
    minisearch = next(engine for engine in ENGINES if engine.label == MINISEARCH)
    build_index(minisearch, corpus)
    files = {
        OURS: (folder / "parasol.index").read_bytes(),
        SAME_FIELDS: corpus.bare_export,
        MINISEARCH: index_file(corpus, minisearch.name).read_bytes(),
    }
    return {name: bytes_of(data)["brotli"] for name, data in files.items()}


def main() -> None:
    """Put the bytes of each language into the recorded result."""
    install_tools()
    file = RESULTS / "search_peers.json"
    result = json.loads(file.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        result["figures"][FIGURE] = bytes_by_language(Path(folder))
    print(result["figures"][FIGURE])
    file.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
