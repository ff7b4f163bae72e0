"""Changing views with the server dead: from the tap until the new view is drawn, and long tasks."""

import statistics
from collections.abc import Sequence

from bench.navigation.slowing import FACTOR, KINDS, slow
from bench.navigation.tracing import PAGE_THREAD, Tracing
from bench.updates.phones import Phone

VIEWS = 12

# How long a press lasts: a program's click, a quick tap of a finger.
PRESSES_MS = {"clicked at once": 0, "tapped for 80 ms": 80}

# The same for the first view: how long after the guide was opened, and how long it lasts.
FIRST_VIEWS = {"clicked at once": (0, 0), "tapped after a second": (1000, 80)}

# Notes when the next press of a link arrived, when the view was in the document, when it was drawn.
_WATCH = """() => {
  window.times = undefined;
  window.tasks = [];
  window.observer ||= new PerformanceObserver((list) =>
    list.getEntries().forEach((entry) => window.tasks.push(entry.duration)));
  window.observer.observe({ type: "longtask" });
  const begin = (event) => {
    const start = event.timeStamp;
    document.addEventListener("shown", () => {
      const there = performance.now() - start;
      // A task that is asked for in a frame comes after that frame was drawn.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          performance.mark("view drawn");
          const drawn = performance.now() - start;
          setTimeout(() => (window.times = { there, drawn }), 100);
        };
        port2.postMessage(0);
      });
    }, { once: true });
  };
  document.addEventListener("click", begin, { once: true, capture: true });
}"""

_LONGEST = """() => {
  window.observer.takeRecords().forEach((entry) => window.tasks.push(entry.duration));
  window.observer.disconnect();
  return { ...window.times, task: Math.max(0, ...window.tasks) };
}"""

# A link to a page, and the way back from it.
_LINKS = "main a[href^='/en/']:not([href*='#'])"


# By press.
Figures = dict[str, dict[str, float]]


def measure_views(phone: Phone, views: int = VIEWS) -> dict[str, Figures]:
    """Return, by slowness, milliseconds since the press ended: medians, and the slowest.

    Other links each time. The first view after the guide was opened, which is slower, is among
    those clicked at once.
    """
    assert phone.open()
    figures: dict[str, Figures] = {}
    for kind in KINDS:
        with slow(phone, kind):
            figures[kind] = {
                name: _summary([change_view(phone, number, lasts) for number in range(views)])
                for name, lasts in PRESSES_MS.items()
            }
    return figures


def views_by_processor(phone: Phone, views: int = VIEWS) -> Figures:
    """Return the time that the page's processor takes until a view is drawn, six times, by press.

    At full speed, without what it waits for: a frame, the worker, other processes. The first view
    after the guide was opened stands apart.
    """
    figures: Figures = {}
    for name, (waits_ms, lasts) in FIRST_VIEWS.items():
        assert phone.open()
        phone.page.wait_for_timeout(waits_ms)
        first = _processor_until_drawn(phone, 0, lasts)
        figures[f"the first view, {name}"] = {"drawn": round(first, 1)}
    for name, lasts in PRESSES_MS.items():
        some = [_processor_until_drawn(phone, number, lasts) for number in range(views)]
        figures[name] = {"drawn": _median(some), "drawn, slowest": round(max(some), 1)}
    return figures


def _processor_until_drawn(phone: Phone, number: int, lasts_ms: float) -> float:
    tracing = Tracing(phone, events=True)
    change_view(phone, number, lasts_ms)
    tracing.end()
    begin, place = next(tracing.dispatched("click"))
    end = next(tracing.marked("view drawn"))
    tasks = tracing.tasks(PAGE_THREAD, place)
    return FACTOR * sum(task.processor for task in tasks if begin < task.begin + task.took < end)


def _summary(several: Sequence[dict[str, float]]) -> dict[str, float]:
    return {
        "in the document": _median([one["there"] for one in several]),
        "drawn": _median([one["drawn"] for one in several]),
        "drawn, slowest": round(max(one["drawn"] for one in several), 1),
        "longest task": round(max(one["task"] for one in several), 1),
    }


def change_view(phone: Phone, number: int, lasts_ms: float) -> dict[str, float]:
    """Press a link of the first view, go back, and return the times."""
    links = phone.page.locator(_LINKS)
    link = links.nth(number % links.count())
    link.scroll_into_view_if_needed()
    phone.page.evaluate(_WATCH)
    link.click(delay=lasts_ms, no_wait_after=True)
    phone.page.wait_for_function("() => window.times")
    times: dict[str, float] = phone.page.evaluate(_LONGEST)
    phone.page.locator("[data-element=back]").first.click()
    phone.page.wait_for_timeout(100)
    return times


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 1)
