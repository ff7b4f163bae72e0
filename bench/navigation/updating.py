"""Tasks while a phone keeps a guide or updates it: in the page, and on the worker's thread."""

from collections.abc import Sequence

from bench.navigation.slowing import FACTOR, Slowing
from bench.navigation.tracing import PAGE_THREAD, WORKER_THREAD, Tracing
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


def measure_update(phone: Phone, slowing: Slowing, kind: str, expected: str) -> dict[str, float]:
    """Let a phone look for news, slowed; return the longest tasks and how many were too long.

    Tasks of the worker are read from a trace of the browser. They delay answers, not the page. A
    first visit may have begun before, and end as "same".
    """
    phone.page.evaluate(_WATCH)
    tracing = Tracing(phone)
    with slowing.slow(kind):
        _look_for_news(phone, expected)
    tracing.end()
    worker = [task.took for task in tracing.tasks(WORKER_THREAD)]
    page = phone.page.evaluate(_TASKS)
    return {**_summary("page", page), **_summary("worker", worker)}


def update_by_processor(phone: Phone, expected: str) -> dict[str, float]:
    """Let a phone look for news at full speed; return the same of its processor's time, six times.

    No other process and no coarse throttling is in these figures.
    """
    tracing = Tracing(phone)
    _look_for_news(phone, expected)
    tracing.end()
    figures: dict[str, float] = {}
    for where, thread in (("page", PAGE_THREAD), ("worker", WORKER_THREAD)):
        figures |= _summary(where, [FACTOR * task.processor for task in tracing.tasks(thread)])
    return figures


def _look_for_news(phone: Phone, expected: str) -> None:
    word = phone.check()
    assert word == expected or expected == "first", f"{word}, not {expected}"


def _summary(where: str, tasks: Sequence[float]) -> dict[str, float]:
    return {
        f"{where}: longest task": round(max(tasks, default=0), 1),
        f"{where}: tasks over 50 ms": sum(one > LONG_MS for one in tasks),
    }
