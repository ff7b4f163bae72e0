"""One publication at a time: the lock that each takes, and what is said to one that has to wait."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

# How often the lock is asked for, and how often it is said that it is not to be had yet.
ASKED_EVERY_SECONDS = 0.2
TOLD_EVERY_SECONDS = 30


@contextmanager
def alone(
    data: Path,
    progress: Callable[[str], None],
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Let one publication work at a time; another one waits for it to end, however it ends.

    It says so: one that was stopped, or that builds for minutes, keeps others waiting for as long,
    and nobody may take that for work being done. `data` is the folder they share; `clock` and
    `sleep` are in seconds.

    Raises:
        OSError: the disk refused.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "building.lock").open("w") as lock:
        if not _taken(lock):
            progress("Another publication is at work; this one waits for it to end.")
            began = told = clock()
            while not _taken(lock):
                sleep(ASKED_EVERY_SECONDS)
                if clock() - told >= TOLD_EVERY_SECONDS:
                    told = clock()
                    progress(_still_waiting(told - began))
        yield


def _taken(lock: IO[str]) -> bool:
    """Take the lock, if nobody else has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _still_waiting(seconds: float) -> str:
    return (
        f"Still waiting for the other publication, for {seconds:.0f} seconds now. If you stopped "
        "that one (Ctrl-Z), let it go on with: fg. To end this one: Ctrl-C."
    )
