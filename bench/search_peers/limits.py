"""What Q3 asks for, and what was reached."""

from collections.abc import Mapping

from bench.search_peers.engines import MINISEARCH, OURS, Figures
from bench.search_peers.in_chromium import SHOWN, SLOWDOWN, WORST_LOAD, WORST_P99

Sizes = Mapping[str, Mapping[str, Figures]]

SHIPPED, MIDDLE, BIG = "the shipped guide", "300 pages", "3000 pages"

ANSWER_MS = {SHIPPED: 16, BIG: 50}
LOADING_MS = {SHIPPED: 50, BIG: 300}
SHARE_OF_MINISEARCH = {SHIPPED: 1.05, MIDDLE: 0.85, BIG: 0.65}


def against_limits(weights: Sizes, slowed: Sizes) -> list[Figures]:
    """Return each limit of Q3 with what was reached.

    Times stand twice: of the search alone, and as they are shown; loading on median, and the first
    time. Of the fresh pages, the worst must keep to the limit.
    """
    rows = []
    for size, limit in ANSWER_MS.items():
        for name in (OURS, SHOWN):
            reached = _number(slowed[size][name], WORST_P99)
            rows.append(_row(f"{name}: p99 of answers at {SLOWDOWN}x, ms", size, limit, reached))
    for size, limit in LOADING_MS.items():
        for unit in ("load, median, ms", WORST_LOAD):
            reached = _number(slowed[size][OURS], unit)
            rows.append(_row(f"{OURS}: {unit} at {SLOWDOWN}x", size, limit, reached))
    for size, share in SHARE_OF_MINISEARCH.items():
        ours, others = (_number(weights[size][name], "brotli") for name in (OURS, MINISEARCH))
        rows.append(_row("brotli bytes / MiniSearch's", size, share, round(ours / others, 3)))
    return rows


def _row(what: str, size: str, limit: float, reached: float) -> Figures:
    return {"what": what, "at": size, "limit": limit, "reached": reached, "held": reached <= limit}


def ratios(figures: Mapping[str, Figures], units: tuple[str, ...]) -> dict[str, Figures]:
    """Return some figures of the others divided by ours."""
    ours = figures[OURS]
    return {
        name: {unit: round(_number(one, unit) / _number(ours, unit), 2) for unit in units}
        for name, one in figures.items()
        if not name.startswith(OURS)
    }


def _number(figures: Figures, unit: str) -> float:
    value = figures[unit]
    assert isinstance(value, int | float)
    return value
