"""Run the comparison: `.venv/bin/python -m bench.search_peers`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from app import create_app
from bench.report import write_result
from bench.search_peers import readme
from bench.search_peers.corpus import LOADS, PATIENCE_S, Corpus, write_corpus
from bench.search_peers.engines import (
    ENGINES,
    OURS,
    Figures,
    build_indexes,
    bytes_of,
    measure,
    versions,
    weigh,
)
from bench.search_peers.in_chromium import FRESH_PAGES, SLOWDOWN, measure_slowed
from bench.search_peers.kinds import EACH
from bench.search_peers.languages import FIGURE, bytes_by_language
from bench.search_peers.limits import BIG, LOADING_MS, MIDDLE, SHIPPED, against_limits, ratios
from bench.search_peers.table import tables
from bench.search_quality import ranking
from bench.updates.peers import install_tools
from bench.updates.phones import browser_path
from pwa.assets.bundles import build
from tests.browser.phone import ARGUMENTS

# Pages to make; 0 is the guide as it is.
SIZES = {SHIPPED: 0, MIDDLE: 300, BIG: 3000}

UNITS = ("load, median, ms", "answer, p50, ms", "answer, p99, ms")

NOTES = [
    "All get title, the people's own wordings and body as three fields and return ids; no index "
    "but Fuse's holds texts. Ours shows stretches of text from pages that the phone keeps anyway.",
    "Ours also holds synonyms, urgent words and every written form; its bytes without the two "
    "lists stand beside. Its stemmer is a script of its own; those of Lunr, FlexSearch and Orama "
    "are part of theirs, MiniSearch has none.",
    "Answers: every beginning, from two letters on, of the 93 judged queries, each asked once in "
    "the same mixed order without warming up; those that were not through after "
    f"{PATIENCE_S} s were asked a part.",
    f"Kinds: {EACH} queries of each, made of words of the pages and asked after those; a slip is "
    "one letter.",
    f"Loading: {LOADS} times from the bytes, unpacked, to a search that answers; the first time "
    "nothing is compiled, as when a reader opens the guide.",
    f"Chromium: the processor slowed down {SLOWDOWN} times. Each answer and each loading is the "
    f"median of {FRESH_PAGES} fresh pages, which leaves out what else the machine did; the limits "
    "of Q3 are held against the worst of these pages.",
    "Answers as they are shown: with marked titles and stretches of text, the reason of a page "
    "without a mark, and a better spelling, which readers get when they pause; without drawing.",
    "Where fewer than 100 were asked, p99 is the longest answer.",
    "Quality: one hand wrote the queries, the judgements, the wordings and our synonyms. Settings "
    "of MiniSearch, Orama and Fuse are the best of a few (4, 24, 8) on the tuning half; Lunr's are "
    "its guide's. Boosts are ours for those that take them. A figure is of 26 to 45 queries: one "
    "query more or less is 0.02 to 0.04.",
    "FlexSearch finds beginnings or slips, not both. It was asked for beginnings, with the "
    "best of eight encoders; with slips it answered the tuning half better (success@3 0.82).",
    "Pagefind is made to be read in pieces over a line; here its files are read from memory. Over "
    "a line it fetches its list and its program when it starts, a piece of the index for each "
    "beginning of a word that it has not read yet, and a file for each page that it shows: who "
    "sees the line learns from the pieces what is typed. They are compressed already. It "
    "looks 20 times a second whether it is ready, which is most of its loading. Where no page has "
    "all words of a question it mostly finds nothing, and there is no setting for that.",
]


def main() -> None:
    """Measure, write bench/results/search_peers.json and the README's table, print others."""
    install_tools()
    browser = browser_path()
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        corpora = {size: _corpus(Path(work) / str(n), n) for size, n in SIZES.items()}
        weights = {size: weigh(corpus) for size, corpus in corpora.items()}
        languages = bytes_by_language(Path(work))
        times, quality = _in_node(corpora)
        with playwright.chromium.launch(executable_path=browser, args=ARGUMENTS) as chromium:
            slowed = {size: measure_slowed(chromium, corpora[size]) for size in LOADING_MS}
        stemmer = _stemmer(Path(work) / "scripts")
    figures: dict[str, object] = {
        "notes": NOTES,
        "versions": versions(),
        "held in the index": {engine.label: engine.holds for engine in ENGINES},
        "pages": {size: corpus.pages for size, corpus in corpora.items()},
        "Q3": against_limits(weights, slowed),
        "bytes of the index": weights,
        FIGURE: languages,
        "bytes of our English stemmer, a script apart": stemmer,
        "bytes / ours": {size: ratios(one, ("brotli", "gzip")) for size, one in weights.items()},
        "times in Node": times,
        "times in Node / ours": {size: ratios(one, UNITS) for size, one in times.items()},
        f"times in Chromium at {SLOWDOWN}x": slowed,
        "quality at the shipped guide": quality,
    }
    write_result("search_peers", figures)
    print(tables(weights, times, quality))
    readme.main()


def _corpus(folder: Path, pages: int) -> Corpus:
    folder.mkdir()
    corpus = write_corpus(folder, pages)
    build_indexes(corpus)
    return corpus


def _in_node(
    corpora: dict[str, Corpus],
) -> tuple[dict[str, dict[str, Figures]], dict[str, Figures]]:
    """Return the times of each engine at each size, and its quality at the shipped guide."""
    times: dict[str, dict[str, Figures]] = {size: {} for size in corpora}
    quality: dict[str, Figures] = {}
    for size, corpus in corpora.items():
        for engine in ENGINES:
            figures, judged = measure(corpus, engine, judge=size == SHIPPED)
            times[size][engine.label] = figures
            if judged:
                quality[engine.label] = judged
    quality[f"{OURS}, ranking alone"] = _ranking_alone(corpora[SHIPPED])
    return times, quality


def _ranking_alone(corpus: Corpus) -> Figures:
    """Return our quality without what urgent words pin above the ranking."""
    parts = dict.fromkeys(one.part for one in corpus.judged)
    return {
        part: ranking(corpus.index, [one for one in corpus.judged if one.part == part]).as_json()
        for part in parts
    }


def _stemmer(folder: Path) -> Figures:
    """Return the bytes of the script that phones fetch beside the first export of a language."""
    build(create_app(), folder)
    return bytes_of((folder / "stem-en.js").read_bytes())


if __name__ == "__main__":
    main()
