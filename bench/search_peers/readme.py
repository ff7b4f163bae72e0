"""The README's table, from the last result: `.venv/bin/python -m bench.search_peers.readme`."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.report import RESULTS
from bench.search_judged import REPORTED
from bench.search_peers.limits import BIG, MIDDLE, SHIPPED

README = Path(__file__).resolve().parents[2] / "README.md"

_START, _END = "<!-- from bench/results/search_peers.json -->", "<!-- end -->"
_BETWEEN = re.compile(f"(?<={_START}\n).*?(?={_END})", re.DOTALL)


def main() -> None:
    """Bring the table of the README up to date."""
    README.write_text(with_table(README.read_text("utf-8"), recorded()), "utf-8")


def recorded() -> Mapping[str, Any]:
    """Return the figures of the last measurement."""
    figures: Mapping[str, Any] = json.loads((RESULTS / "search_peers.json").read_bytes())["figures"]
    return figures


def with_table(text: str, figures: Mapping[str, Any]) -> str:
    """Return the README with the table of these figures."""
    return _BETWEEN.sub(lambda _: _table(figures), text)


def _table(figures: Mapping[str, Any]) -> str:
    pages = " / ".join(f"{figures['pages'][size]:,}" for size in (SHIPPED, MIDDLE, BIG))
    many = f"{figures['pages'][BIG]:,}"
    head = (
        f"| | index in KB at {pages} pages | loading at {many}, ms | answer at {many}, "
        "median and p99, ms | success@3, MRR |\n|---|---|---|---|---|\n"
    )
    return head + "".join(_row(name, figures) for name in figures["held in the index"])


def _row(name: str, figures: Mapping[str, Any]) -> str:
    bytes_at = figures["bytes of the index"]
    weights = [f"{bytes_at[size][name]['brotli'] / 1000:.0f}" for size in (SHIPPED, MIDDLE, BIG)]
    times = figures["times in Node"][BIG][name]
    answers = f"{_short(times['answer, p50, ms'])}, {_short(times['answer, p99, ms'])}"
    found = figures["quality at the shipped guide"][name][REPORTED]
    version = figures["versions"].get(name, "")
    cells = [
        f"{name} {version}".strip(),
        " / ".join(weights),
        f"{times['load, median, ms']:.0f}",
        answers,
        f"{found['success@3']:.2f}, {found['MRR']:.2f}",
    ]
    return f"| {' | '.join(cells)} |\n"


def _short(milliseconds: float) -> str:
    return f"{milliseconds:.0f}" if milliseconds >= 10 else f"{milliseconds:.2g}"


if __name__ == "__main__":
    main()
