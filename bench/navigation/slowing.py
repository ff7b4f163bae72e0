"""Making a browser as slow as a weak phone: the page alone, or all of it.

DevTools slow the main thread of a page and nothing else; asked to slow a worker they answer
"Operation is only supported for pages, not workers". For all of it, the processes of the browser
are stopped and let go again in turns, by signals to their group. Asked for six times, both miss it:
the first is up to a tenth too slow, the other up to a sixth too fast. So what is asked for is set
by a loop in the page that is to take six times as long.
"""

import contextlib
import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator

from bench.updates.phones import Phone

FACTOR = 6

# For so long the browser runs at a time.
RUNS_S = 0.002

# A loop of arithmetic, of some 40 milliseconds; returns how many.
LOOP = """() => {
  const start = performance.now();
  let value = 0;
  for (let round = 0; round < 4e7; round += 1) value = (value * 31 + round) | 0;
  return performance.now() - start;
}"""
ROUNDS = 5

# How often what is asked for is corrected.
CORRECTIONS = 2

# Ends with the bench; before others where it may, because a late turn is a fast browser.
_TURNS = """
import contextlib, os, signal, sys, time
group, parent, runs, rests = int(sys.argv[1]), os.getppid(), float(sys.argv[2]), float(sys.argv[3])
with contextlib.suppress(PermissionError):
    os.setpriority(os.PRIO_PROCESS, 0, -20)
print("turning", flush=True)
with contextlib.suppress(ProcessLookupError):
    while os.getppid() == parent:
        os.killpg(group, signal.SIGSTOP)
        time.sleep(rests)
        os.killpg(group, signal.SIGCONT)
        time.sleep(runs)
"""

# The name of a kind of slowness, and how to bring it about.
PAGE, ALL = "the page at 6x, the worker at full speed", "the whole browser at 6x"
KINDS = (PAGE, ALL)


class Slowing:
    """How a phone is slowed: so that a loop in its page takes FACTOR times as long.

    Against the quickest loop at full speed: a machine that is busy with others is slow by itself.
    """

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._asked = dict.fromkeys(KINDS, float(FACTOR))
        quickest = min(self._page_loops())
        for kind in KINDS * CORRECTIONS:
            with self.slow(kind):
                found = statistics.median(self._page_loops()) / quickest
            self._asked[kind] = 1 + (self._asked[kind] - 1) * (FACTOR - 1) / (found - 1)

    def _page_loops(self) -> list[float]:
        return [self._phone.page.evaluate(LOOP) for _ in range(ROUNDS)]

    def _worker_loops(self) -> list[float]:
        worker = self._phone.page.context.service_workers[0]
        return [worker.evaluate(LOOP) for _ in range(ROUNDS)]

    @contextlib.contextmanager
    def slow(self, kind: str) -> Iterator[None]:
        """Slow it while this is entered; a document that is opened meanwhile is slow as well."""
        asked = self._asked[kind]
        way = _throttled(self._phone, asked) if kind == PAGE else _in_turns(self._phone, asked)
        with way:
            yield

    def factors(self) -> dict[str, dict[str, float]]:
        """Return how many times slower a loop is now, by kind of slowness, in page and worker."""
        loops = {"page": self._page_loops, "worker": self._worker_loops}
        quickest = {place: min(times()) for place, times in loops.items()}
        found = {}
        for kind in KINDS:
            with self.slow(kind):
                found[kind] = {
                    place: round(statistics.median(times()) / quickest[place], 1)
                    for place, times in loops.items()
                }
        return found


@contextlib.contextmanager
def _throttled(phone: Phone, rate: float) -> Iterator[None]:
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    try:
        yield
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()


@contextlib.contextmanager
def _in_turns(phone: Phone, times: float) -> Iterator[None]:
    group = phone.browser_pid()
    words = [str(group), str(RUNS_S), str(RUNS_S * (times - 1))]
    command = [sys.executable, "-S", "-c", _TURNS, *words]
    turning = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert turning.stdout is not None
    turning.stdout.readline()
    try:
        yield
    finally:
        turning.kill()
        turning.wait()
        turning.stdout.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGCONT)
