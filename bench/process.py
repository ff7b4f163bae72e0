"""L7: how long the reader's process takes to its first answer, and how much memory it holds."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.report import write_result

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
ANSWER_WITHIN_SECONDS = 20


def main() -> None:
    """Start the server several times; write bench/results/process.json."""
    runs = [_run() for _ in range(RUNS)]
    write_result(
        "process",
        {
            "runs": RUNS,
            "seconds from start to first page (median)": _median(runs, 0),
            "megabytes resident after one page (median)": _median(runs, 1),
            "megabytes resident after one page and one search (median)": _median(runs, 2),
        },
    )


def _run() -> tuple[float, float, float]:
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "1",
        "--blocking-threads", "8", "--host", "127.0.0.1", "--port", str(port),
        "--log-level", "warning", "app:app",
    ]  # fmt: skip
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/en/")
        seconds = time.monotonic() - start
        after_page = _resident(process.pid)
        urllib.request.urlopen(f"http://127.0.0.1:{port}/en/search", data=b"q=police").read()
        return seconds, after_page, _resident(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + ANSWER_WITHIN_SECONDS
    while True:
        try:
            urllib.request.urlopen(address).read()  # noqa: S310 -- our own loopback address
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _resident(supervisor: int) -> float:
    """Return the megabytes of the process that answers: the supervisor's only child (Linux)."""
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    answering = children[0] if children else str(supervisor)
    pages = int(Path(f"/proc/{answering}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _median(runs: list[tuple[float, float, float]], place: int) -> float:
    return round(statistics.median(run[place] for run in runs), 2)


if __name__ == "__main__":
    main()
