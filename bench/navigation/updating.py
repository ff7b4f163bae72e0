"""Tasks while a phone keeps a guide or updates it: in the page, and on the worker's thread."""

from collections import defaultdict
from typing import Any

from bench.navigation.slowing import slow
from bench.updates.phones import Phone

LONG_MS = 50

_WATCH = """() => {
  window.tasks = [];
  window.observer = new PerformanceObserver((list) =>
    list.getEntries().forEach((entry) => window.tasks.push(entry.duration)));
  window.observer.observe({ type: "longtask" });
}"""

_TASKS = """() => {
  window.observer.takeRecords().forEach((entry) => window.tasks.push(entry.duration));
  window.observer.disconnect();
  return window.tasks;
}"""

WORKER_THREAD = "ServiceWorker thread"
_TRACED = {"includedCategories": ["toplevel", "__metadata"], "recordMode": "recordAsMuchAsPossible"}


def measure_update(phone: Phone, kind: str, expected: str) -> dict[str, float]:
    """Let a phone look for news, slowed; return the longest tasks and how many were too long.

    Tasks of the worker are read from a trace of the browser. They delay answers, not the page. A
    first visit may have begun before, and end as "same".
    """
    phone.page.evaluate(_WATCH)
    tracing = _Tracing(phone)
    with slow(phone, kind):
        word = phone.check()
    assert word == expected or expected == "first", f"{word}, not {expected}"
    worker = tracing.tasks(WORKER_THREAD)
    page = phone.page.evaluate(_TASKS)
    return {**_summary("page", page), **_summary("worker", worker)}


def _summary(where: str, tasks: list[float]) -> dict[str, float]:
    return {
        f"{where}: longest task": round(max(tasks, default=0), 1),
        f"{where}: tasks over 50 ms": sum(one > LONG_MS for one in tasks),
    }


class _Tracing:
    """The browser's own record of what its threads do, from here on."""

    def __init__(self, phone: Phone) -> None:
        self._events: list[dict[str, Any]] = []
        self._page = phone.page
        self._session = phone.page.context.new_cdp_session(phone.page)
        self._session.on("Tracing.dataCollected", self._take)
        self._session.send(
            "Tracing.start", {"transferMode": "ReportEvents", "traceConfig": _TRACED}
        )

    def _take(self, piece: dict[str, Any]) -> None:
        wanted = ("thread_name", "RunTask")
        self._events += [one for one in piece["value"] if one["name"].endswith(wanted)]

    def tasks(self, thread: str) -> list[float]:
        """End it; return the milliseconds of each task of the threads with this name."""
        done: list[object] = []
        self._session.on("Tracing.tracingComplete", lambda end: done.append(end))
        self._session.send("Tracing.end")
        while not done:
            self._page.wait_for_timeout(50)
        self._session.detach()
        by_thread: dict[tuple[int, int], list[float]] = defaultdict(list)
        named = set()
        for event in self._events:
            place = (event["pid"], event["tid"])
            if event["name"] == "thread_name" and event["args"]["name"] == thread:
                named.add(place)
            elif event["name"] != "thread_name" and "dur" in event:
                by_thread[place].append(event["dur"] / 1000)
        assert named, f"no {thread} in the trace"
        return [one for place in named for one in by_thread[place]]
