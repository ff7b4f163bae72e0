"""Writing a result: figures, and what they were measured on."""

import json
import os
import platform
import sys
import time
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def write_result(name: str, figures: dict[str, object]) -> None:
    """Write figures to bench/results/<name>.json and print them."""
    result = {"measured_on": machine(), "figures": figures}
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", "utf-8")
    print(text)


def machine() -> dict[str, object]:
    """Return what a reader needs to judge a figure: system, processor count, Python, and its pace.

    A machine that is shared runs at half its speed for hours; then all seconds double.
    """
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "seconds for ten million squares in Python": round(_pace(), 2),
    }


def _pace() -> float:
    start = time.perf_counter()
    sum(number * number for number in range(10_000_000))
    return time.perf_counter() - start
