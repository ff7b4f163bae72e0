"""Each engine in a Node of its own: its index and its weight, how fast and well it answers."""

import base64
import gzip
import json
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli

from bench.search_judged import LATER, REPORTED, TUNING, quality
from bench.search_peers.corpus import Corpus
from bench.search_peers.kinds import EACH
from bench.updates.peers import ROOT, TOOLS
from tests.checks import find_node

Figures = dict[str, object]

OURS, MINISEARCH = "Parasol", "MiniSearch"
STEMMED = f"{MINISEARCH} with our stemmer"
PAGEFIND = "Pagefind"

# The files of Pagefind that are no index: one with the text of each page, and its program.
PAGEFIND_APART = {
    f"{PAGEFIND}: a file for each page, for what is shown of it": ("fragment/",),
    f"{PAGEFIND}: its program": ("pagefind.js", "wasm."),
}

MOST_BROTLI, MOST_GZIP = 11, 9


@dataclass(frozen=True, slots=True)
class Engine:
    """One of those that are measured. `name` is its name in the scripts, `holds` what it keeps."""

    label: str
    name: str
    package: str
    holds: str


ENGINES = (
    Engine(OURS, "parasol", "", "words, written forms, counts, lengths; synonyms, urgent words"),
    Engine(MINISEARCH, "minisearch", "minisearch", "words, counts, lengths"),
    Engine(STEMMED, "minisearch-stemmed", "minisearch", "stems, counts, lengths"),
    Engine("Lunr", "lunr", "lunr", "stems, a vector for each field"),
    Engine("FlexSearch", "flexsearch", "flexsearch", "every beginning of every stem; no counts"),
    Engine("Orama", "orama", "@orama/orama", "stems, shares of words, lengths"),
    Engine("Fuse", "fuse", "fuse.js", "the texts twice: as documents, and for the search"),
    Engine(PAGEFIND, "pagefind", "pagefind", "stems, and where they stand in each page"),
)


def versions() -> dict[str, str]:
    """Return the version of each peer, as it was installed."""
    peers = {engine.label: engine.package for engine in ENGINES if engine.package}
    return {label: _version(package) for label, package in peers.items()}


def _version(package: str) -> str:
    shape = json.loads((TOOLS / "node_modules" / package / "package.json").read_bytes())
    return str(shape["version"])


def build_indexes(corpus: Corpus) -> None:
    """Write the index of every peer beside ours."""
    for engine in ENGINES:
        if engine.package:
            build_index(engine, corpus)


def build_index(engine: Engine, corpus: Corpus) -> None:
    """Write the index of one peer."""
    _node("build", engine, corpus.folder)


def weigh(corpus: Corpus) -> dict[str, Figures]:
    """Return the bytes of every index, plain and as a phone may fetch them."""
    whole = [engine for engine in ENGINES if engine.label != PAGEFIND]
    named = {engine.label: index_file(corpus, engine.name).read_bytes() for engine in whole}
    named[f"{OURS} without synonyms and urgent words"] = corpus.bare_export
    with ThreadPoolExecutor() as pool:
        weights = dict(zip(named, pool.map(bytes_of, named.values()), strict=True))
    return weights | _weigh_pagefind(corpus)


def _weigh_pagefind(corpus: Corpus) -> dict[str, Figures]:
    """Return the bytes of its many files, each compressed by itself, as it is fetched."""
    kept = json.loads(index_file(corpus, "pagefind").read_bytes())["files"]
    files = {path: base64.b64decode(data) for path, data in kept.items()}
    apart = {
        label: [path for path in files if path.startswith(beginnings)]
        for label, beginnings in PAGEFIND_APART.items()
    }
    elsewhere = {path for paths in apart.values() for path in paths}
    groups = {PAGEFIND: [path for path in files if path not in elsewhere], **apart}
    return {label: _sum(files[path] for path in paths) for label, paths in groups.items()}


def _sum(files: Iterable[bytes]) -> Figures:
    weights = [bytes_of(data) for data in files]
    units = ("brotli", "gzip", "plain")
    sums: Figures = {unit: sum(int(str(one[unit])) for one in weights) for unit in units}
    return sums | {"files": len(weights)}


def bytes_of(data: bytes) -> Figures:
    """Return what some bytes weigh; those that are compressed already travel as they are."""
    return {
        "brotli": min(len(data), len(brotli.compress(data, quality=MOST_BROTLI))),
        "gzip": min(len(data), len(gzip.compress(data, MOST_GZIP))),
        "plain": len(data),
    }


def index_file(corpus: Corpus, name: str) -> Path:
    """Return where an engine's index stands."""
    return corpus.folder / f"{name}.index"


def measure(corpus: Corpus, engine: Engine, *, judge: bool) -> tuple[Figures, Figures]:
    """Return an engine's times, and its quality where the guide is the one that was judged."""
    measured = json.loads(_node("ask", engine, corpus.folder))
    times = loading(measured["load"]) | answering(measured["answers"], corpus.prefixes)
    times["kinds"] = {kind: answering(some, EACH) for kind, some in measured["kinds"].items()}
    return times, _judge(corpus, measured["judged"]) if judge else {}


def loading(times: Sequence[float]) -> Figures:
    """Return how long opening took: the first time, when nothing is compiled, and the median."""
    return {
        "load, first, ms": round(times[0], 2),
        "load, median, ms": round(statistics.median(times), 2),
    }


def answering(times: Sequence[float], wanted: int) -> Figures:
    """Return how long answers took; who ran out of time was asked a part, chosen by chance."""
    figures: Figures = {
        "answer, p50, ms": round(percentile(times, 50), 3),
        "answer, p99, ms": round(percentile(times, 99), 3),
    }
    return figures if len(times) == wanted else figures | {"asked": f"{len(times)} of {wanted}"}


def percentile(values: Sequence[float], share: int) -> float:
    """Return the smallest value that `share` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def _judge(corpus: Corpus, answers: Sequence[Sequence[str]]) -> Figures:
    answered = {
        one.query: [corpus.ids[key] for key in keys]
        for one, keys in zip(corpus.judged, answers, strict=True)
    }
    parts = {
        part: [one for one in corpus.judged if one.part == part]
        for part in (TUNING, REPORTED, LATER)
    }
    return {part: quality(some, answered.__getitem__).as_json() for part, some in parts.items()}


def _node(task: str, engine: Engine, folder: Path) -> bytes:
    script = ROOT / "bench/search_peers/in_node.js"
    command: Sequence[Any] = [find_node(), script, task, engine.name, folder]
    return subprocess.run(command, cwd=TOOLS, stdout=subprocess.PIPE, check=True).stdout
