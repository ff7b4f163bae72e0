"""Tables for people, of figures that stand in bench/results/search_peers.json."""

from collections.abc import Mapping

from bench.search_peers.engines import Figures
from bench.search_peers.kinds import KINDS

Sizes = Mapping[str, Mapping[str, Figures]]

_TIMES = ("load, first, ms", "load, median, ms", "answer, p50, ms", "answer, p99, ms")


def tables(weights: Sizes, times: Sizes, quality: Mapping[str, Figures]) -> str:
    """Return bytes, times and quality as Markdown."""
    return "\n".join([_bytes(weights), _times(times), _kinds(times), _quality(quality)])


def _bytes(weights: Sizes) -> str:
    rows = [_row("KB brotli / gzip", *weights), _line(len(weights))]
    for name in next(iter(weights.values())):
        rows.append(_row(name, *(_weight(one[name]) for one in weights.values())))
    return "\n".join(rows) + "\n"


def _weight(figures: Figures) -> str:
    return " / ".join(f"{int(str(figures[unit])) / 1000:.1f}" for unit in ("brotli", "gzip"))


def _times(times: Sizes) -> str:
    rows = [_row(f"Node: {' / '.join(_TIMES)}", *times), _line(len(times))]
    for name in next(iter(times.values())):
        cells = [" / ".join(str(one[name][unit]) for unit in _TIMES) for one in times.values()]
        rows.append(_row(name, *cells))
    return "\n".join(rows) + "\n"


def _kinds(times: Sizes) -> str:
    size, engines = list(times.items())[-1]
    rows = [_row(f"Node, {size}: p50 / p99, ms", *KINDS), _line(len(KINDS))]
    for name, figures in engines.items():
        kinds = figures["kinds"]
        assert isinstance(kinds, dict)
        rows.append(_row(name, *(" / ".join(_answers(kinds[kind])) for kind in KINDS)))
    return "\n".join(rows) + "\n"


def _answers(figures: Figures) -> list[str]:
    return [str(figures[unit]) for unit in ("answer, p50, ms", "answer, p99, ms")]


def _quality(quality: Mapping[str, Figures]) -> str:
    parts = list(next(iter(quality.values())))
    rows = [_row("success@3, MRR", *parts), _line(len(parts))]
    for name, judged in quality.items():
        rows.append(_row(name, *(_pair(judged[part]) for part in parts)))
    return "\n".join(rows) + "\n"


def _pair(figures: object) -> str:
    assert isinstance(figures, dict)
    return f"{figures['success@3']}, {figures['MRR']}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _line(columns: int) -> str:
    return "|---" * (columns + 1) + "|"
