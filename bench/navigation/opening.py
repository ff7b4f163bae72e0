"""Opening a kept guide with the server dead: until it is answered, and until it is seen."""

import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bench.navigation.slowing import KINDS, Slowing
from bench.updates.phones import HOME, Phone

ROUNDS = 5

# For so long a page that was opened may still ask its worker something.
SETTLED_AFTER_S = 0.3

# The worker as it is when the guide is opened: alive, stopped, or on a browser that just started.
WARM, STOPPED, RESTARTED = "warm", "worker stopped", "browser restarted"
STATES = (WARM, STOPPED, RESTARTED)

_TIMES = """() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => {
  const [navigation] = performance.getEntriesByType("navigation");
  const [painted] = performance.getEntriesByName("first-contentful-paint");
  resolve({
    answered: navigation.responseStart,
    "all of it": navigation.responseEnd,
    "ready to use": navigation.domContentLoadedEventEnd,
    painted: painted ? painted.startTime : 0,
  });
}, 100)))"""

Times = dict[str, float]
# By slowness, state and phone.
Figures = dict[str, dict[str, dict[str, Times]]]


def measure_openings(phones: Mapping[str, Phone], rounds: int = ROUNDS) -> Figures:
    """Return milliseconds since the navigation began: medians, by phone, slowness and state.

    The phones take turns, so that a busy machine is busy for each of them alike.
    """
    slowings = {name: Slowing(phone) for name, phone in phones.items()}
    return {
        kind: {state: _in_turns(phones, slowings, kind, state, rounds) for state in STATES}
        for kind in KINDS
    }


def _in_turns(
    phones: Mapping[str, Phone], slowings: Mapping[str, Slowing], kind: str, state: str, rounds: int
) -> dict[str, Times]:
    found: dict[str, list[Times]] = {name: [] for name in phones}
    for _ in range(rounds):
        for name, phone in phones.items():
            prepare(phone, state)
            with slowings[name].slow(kind):
                found[name].append(open_once(phone))
    return {name: _medians(times) for name, times in found.items()}


def prepare(phone: Phone, state: str) -> None:
    """Bring the worker of a phone into a state."""
    if state == RESTARTED:
        phone.restart()
    else:
        assert phone.open(), f"{phone.peer.name} does not open"
    time.sleep(SETTLED_AFTER_S)
    if state == STOPPED:
        stop_worker(phone)


def stop_worker(phone: Phone) -> None:
    """Stop the worker as the browser does when it is idle; return when it has ended."""
    versions: list[dict[str, Any]] = []
    session = phone.page.context.new_cdp_session(phone.page)
    session.on(
        "ServiceWorker.workerVersionUpdated", lambda event: versions.extend(event["versions"])
    )
    session.send("ServiceWorker.enable")
    while not versions or versions[-1]["runningStatus"] != "stopped":
        session.send("ServiceWorker.stopAllWorkers")
        phone.page.wait_for_timeout(100)
    session.detach()


def open_once(phone: Phone) -> Times:
    """Open the guide and return its times."""
    phone.page.goto(phone.line.url + HOME, wait_until="load")
    times: Times = phone.page.evaluate(_TIMES)
    return times


def _medians(times: Sequence[Times]) -> Times:
    found = {what: round(statistics.median(one[what] for one in times), 1) for what in times[0]}
    return {**found, "answered, quickest": round(min(one["answered"] for one in times), 1)}
