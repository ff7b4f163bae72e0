"""Writing a result: figures, and what they were measured on."""

import json
import os
import platform
import sys
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def write_result(name: str, figures: dict[str, object]) -> None:
    """Write figures to bench/results/<name>.json and print them."""
    result = {"measured_on": machine(), "figures": figures}
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", "utf-8")
    print(text)


def machine() -> dict[str, object]:
    """Return what a reader needs to judge a figure: system, processor count, Python."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "python": ".".join(map(str, sys.version_info[:3])),
    }
