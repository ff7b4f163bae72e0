"""Ours and MiniSearch in Chromium with its processor slowed down, as Q3 asks."""

import mimetypes
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from bench.search_peers.corpus import Corpus
from bench.search_peers.engines import MINISEARCH, OURS, Figures, answering, loading, percentile
from bench.updates.peers import ROOT

SITE = "https://guide.example"
SLOWDOWN = 4
FRESH_PAGES = 3

WORST_P99, WORST_LOAD = "answer, p99 of the worst page, ms", "load, first, worst page, ms"

SHOWN = f"{OURS}, answers as they are shown"

# The scripts' names, and the names in the result.
MEASURED = {
    "parasol": OURS,
    "parasol-showing": SHOWN,
    "minisearch": MINISEARCH,
}

# Only a page that is isolated has a clock of microseconds.
ISOLATED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}

_MEASURE = """async (name) => {
  const { measureInPage } = await import("/bench/search_peers/in_page.js");
  return measureInPage(name);
}"""

_FIXED_WORK = """async () => {
  if (!crossOriginIsolated) throw new Error("the clock is too coarse");
  return (await import("/bench/search_peers/in_page.js")).timeFixedWork();
}"""


def measure_slowed(browser: Browser, corpus: Corpus) -> dict[str, Figures]:
    """Measure each in several fresh pages.

    Of each answer and each loading the median of the pages counts: what happens in all of them,
    as when the browser compiles, stays, and what else the machine did goes. The worst page stands
    beside it.
    """
    return {label: _engine(browser, corpus, name) for name, label in MEASURED.items()}


def _engine(browser: Browser, corpus: Corpus, name: str) -> Figures:
    pages = [in_fresh_page(browser, corpus, name) for _ in range(FRESH_PAGES)]

    def medians(kind: str) -> list[float]:
        # Those that ran out of time were asked fewer: what all pages asked is compared.
        return [statistics.median(same) for same in zip(*(p[kind] for p in pages), strict=False)]

    figures = loading(medians("load")) | answering(medians("answers"), corpus.prefixes)
    return figures | {
        WORST_P99: round(max(percentile(page["answers"], 99) for page in pages), 2),
        WORST_LOAD: round(max(page["load"][0] for page in pages), 2),
        "slower than unslowed": round(medians("slowdown")[0], 1),
    }


def in_fresh_page(browser: Browser, corpus: Corpus, name: str) -> dict[str, Sequence[float]]:
    """Return the milliseconds of each loading and each answer, with the processor slowed down."""
    with browser.new_context() as context:
        page = context.new_page()
        page.route(f"{SITE}/**", lambda route: _serve(route, corpus.folder))
        page.goto(f"{SITE}/")
        unslowed = page.evaluate(_FIXED_WORK)
        _slow_down(page)
        slowed = page.evaluate(_FIXED_WORK)
        measured: dict[str, Any] = page.evaluate(_MEASURE, name)
        return {**measured, "slowdown": [slowed / unslowed]}


def _slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})


def _serve(route: Route, corpus_folder: Path) -> None:
    """Answer from the repository and the folder of the corpus; the page itself is empty."""
    path = route.request.url.removeprefix(f"{SITE}/")
    if not path:
        body, kind = b"<!doctype html><title>Bench</title>", "text/html"
    elif path.startswith("corpus/"):
        body, kind = (corpus_folder / path.removeprefix("corpus/")).read_bytes(), "application/json"
    elif path == "favicon.ico":
        return route.abort()
    else:
        file = ROOT / path
        body, kind = file.read_bytes(), mimetypes.guess_type(file)[0] or "text/javascript"
    return route.fulfill(body=body, headers={**ISOLATED, "Content-Type": kind})
