"""L5: how long a release takes to build, and how much memory, at 30, 300 and 3,000 pages.

L5 asks for: 3,000 pages in three languages from nothing <= 60 s on 2 cores; one edit <= 2 s at 300
pages and <= 6 s at 3,000; memory <= 500 MB. Seconds are wall clock, so a busy machine says more;
the processors' seconds stand beside them. Memory is what the process and its helpers hold together
at their most: a page of memory that two of them share counts once (Linux calls that proportional).
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.big_guide import write_guide
from bench.report import write_result
from content.release.packs import RELEASES_BACK

ROOT = Path(__file__).resolve().parents[1]
SIZES = (30, 300, 3000)
LOOK_EVERY_SECONDS = 0.05


def main() -> None:
    """Build guides of every size; write bench/results/scaling.json."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    write_result("scaling", {f"{pages} pages": _measure(pages) for pages in sizes})


def _measure(pages: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        content, data = Path(folder) / "content", Path(folder) / "data"
        write_guide(content, pages)
        settings = {"PARASOL_CONTENT_DIR": str(content), "PARASOL_DATA_DIR": str(data)}
        environment = {**os.environ, **settings, "PARASOL_SITE_URL": "https://guide.example"}
        _run(environment, "bundles", "build")
        figures = {"from nothing": _run(environment, "release", "build")}
        # An emergency page, which stands in the core; and a page of the language alone.
        pages_by_name = sorted((content / "pages").iterdir())
        emergency, ordinary = pages_by_name[-1], pages_by_name[0]
        for page, file in ((emergency, "en"), (emergency, "fr"), (ordinary, "en")):
            _edit(page / f"{file}.md")
            kind = "an emergency page" if page is emergency else "a page"
            figures[f"one edit of {kind} in {file}"] = _run(environment, "release", "build")
        for _ in range(RELEASES_BACK):
            _edit(emergency / "en.md")
            figures["the last of ten edits more"] = _run(environment, "release", "build")
        figures["nothing changed"] = _run(environment, "release", "build")
        return {**figures, "megabytes on the server": _sizes(data)}


def _edit(file: Path) -> None:
    file.write_text(file.read_text("utf-8") + "\nOne sentence more.\n", "utf-8")


def _run(environment: dict[str, str], *command: str) -> dict[str, float]:
    """Run a command; return its time and the most memory it and its helpers held together."""
    before, start = os.times(), time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", *command],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    most = [0.0]
    looking = threading.Thread(target=_watch, args=(process, most))
    looking.start()
    assert process.wait() == 0
    seconds, after = time.monotonic() - start, os.times()
    looking.join()
    worked = after.children_user + after.children_system
    worked -= before.children_user + before.children_system
    return {
        "seconds": round(seconds, 1),
        "seconds of the processors": round(worked, 1),
        "megabytes": round(most[0]),
    }


def _watch(process: "subprocess.Popen[bytes]", most: list[float]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], sum(map(_held, _family(process.pid))))
        time.sleep(LOOK_EVERY_SECONDS)


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all below it (Linux; elsewhere the process alone)."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _held(pid: int) -> float:
    """Return a process's part of the memory, in megabytes; nothing once it has ended."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) * 1024 / 1e6


def _sizes(data: Path) -> dict[str, float]:
    """Return the sizes of what these releases leave on the server."""
    folders = {
        "objects": data / "releases/objects",
        "packs": data / "releases/packs",
        "search": data / "search",
        "cache": data / "cache",
    }
    return {
        name: round(sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6, 1)
        for name, folder in folders.items()
    }


if __name__ == "__main__":
    main()
