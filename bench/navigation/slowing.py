"""Making a browser as slow as a weak phone: the page alone, or all of it.

DevTools slow the main thread of a page and nothing else; asked to slow a worker they answer
"Operation is only supported for pages, not workers". For all of it, the processes of the browser
are stopped and let go again in turns, by signals to their group. How slow that made them is
measured in a page and in its worker, as another busy process changes it.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

from bench.updates.phones import Phone

FACTOR = 6

# For so long the browser runs at a time.
RUNS_S = 0.002

# A loop of arithmetic; returns its milliseconds.
LOOP = """() => {
  const start = performance.now();
  let value = 0;
  for (let round = 0; round < 5e6; round += 1) value = (value * 31 + round) | 0;
  return performance.now() - start;
}"""
ROUNDS = 9

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


@contextlib.contextmanager
def slow(phone: Phone, kind: str) -> Iterator[None]:
    """Slow a phone while this is entered; a document that is opened meanwhile is slow as well."""
    with _throttled(phone) if kind == PAGE else _in_turns(phone.browser_pid()):
        yield


@contextlib.contextmanager
def _throttled(phone: Phone) -> Iterator[None]:
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": FACTOR})
    try:
        yield
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()


@contextlib.contextmanager
def _in_turns(group: int) -> Iterator[None]:
    words = [str(group), str(RUNS_S), str(RUNS_S * (FACTOR - 1))]
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


def factors(phone: Phone) -> dict[str, dict[str, float]]:
    """Return how much slower a loop becomes, by kind of slowness, in a page and in its worker.

    Against the quickest loop at full speed: a machine that is busy with others is slow by itself.
    """
    full = {place: times[0] for place, times in _loops(phone).items()}
    found = {}
    for kind in KINDS:
        with slow(phone, kind):
            found[kind] = {
                place: round(times[ROUNDS // 2] / full[place], 1)
                for place, times in _loops(phone).items()
            }
    return found


def _loops(phone: Phone) -> dict[str, list[float]]:
    """Return the milliseconds of some rounds of the loop, the quickest first."""
    worker = phone.page.context.service_workers[0]
    times: dict[str, list[float]] = {"page": [], "worker": []}
    for _ in range(ROUNDS):
        times["page"].append(phone.page.evaluate(LOOP))
        times["worker"].append(worker.evaluate(LOOP))
    return {place: sorted(some) for place, some in times.items()}
