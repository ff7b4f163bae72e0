"""Changing views with the server dead: from the tap until the new view is drawn, and long tasks."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple

from bench.navigation.slowing import FACTOR, KINDS, Slowing
from bench.navigation.tracing import PAGE_THREAD, Tracing
from bench.updates.phones import Phone

VIEWS = 20


class Press(NamedTuple):
    """How a link is opened: how long after the view with it was shown, how long the press lasts."""

    after_ms: float
    lasts_ms: float


PRESSES = {
    "a quick tap, half a second after the view before it": Press(500, 80),
    "a key, half a second after the view before it": Press(500, 0),
    "a program's click, as soon as the view before it is there": Press(0, 0),
}

# The first view of a document, by whether the browser is started for it.
FIRST_VIEWS = {
    "the first view, a quick tap a second after the guide was opened": False,
    "the first view, a quick tap a second after the browser was started with it": True,
}
FIRST_PRESS = Press(1000, 80)
TIMES_FIRST = 9

# Notes when the next press of a link arrived, when the view was in the document, when it was drawn,
# and the longest task since then. It is a promise: to be asked in each frame would take its time.
_WATCH = """() => {
  const tasks = [];
  const note = (entries) => entries.forEach((entry) => tasks.push(entry));
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: "longtask" });
  window.times = new Promise((resolve) => {
    const tell = (start, there, drawn) => {
      note(observer.takeRecords());
      observer.disconnect();
      const since = tasks.filter(({ startTime, duration }) => startTime + duration > start);
      resolve({ there, drawn, task: Math.max(0, ...since.map(({ duration }) => duration)) });
    };
    const begin = (event) => {
      if (event.target.closest("[data-element=back]")) return;
      document.removeEventListener("click", begin, true);
      const start = event.timeStamp;
      document.addEventListener("shown", () => {
        const there = performance.now() - start;
        // A task that is asked for in a frame comes after that frame was drawn.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            const drawn = performance.now() - start;
            performance.mark("view drawn");
            setTimeout(tell, 100, start, there, drawn);
          };
          port2.postMessage(0);
        });
      }, { once: true });
    };
    document.addEventListener("click", begin, true);
  });
}"""

# A link to a page, and the way back from it.
_LINKS = "main a[href^='/en/']:not([href*='#'])"
_BACK = "[data-element=back]"

# Clicks a link that is on the screen as soon as the next view has been drawn.
_AT_ONCE = """([selector, number]) => document.addEventListener("shown", () =>
  requestAnimationFrame(() => setTimeout(() => {
    const links = [...document.querySelectorAll(selector)].filter((link) => {
      const { top, bottom, height } = link.getBoundingClientRect();
      return height && bottom > 0 && top < innerHeight;
    });
    links[number % links.length].click();
  })), { once: true })"""


# By press.
Figures = dict[str, dict[str, float]]


def measure_views(phone: Phone, slowing: Slowing, views: int = VIEWS) -> dict[str, Figures]:
    """Return, by slowness, milliseconds since the press ended: medians, and the slowest.

    Other links each time.
    """
    assert phone.open()
    figures: dict[str, Figures] = {}
    for kind in KINDS:
        with slowing.slow(kind):
            figures[kind] = {
                name: _summary([change_view(phone, number, press) for number in range(views)])
                for name, press in PRESSES.items()
            }
    return figures


def views_by_processor(phone: Phone, views: int = VIEWS) -> Figures:
    """Return the time that the page's processor takes until a view is drawn, six times, by press.

    At full speed, without what it waits for: a frame, the worker, other processes.
    """
    figures: Figures = {}
    for name, restarts in FIRST_VIEWS.items():
        figures[name] = _of_several([_first_view(phone, n, restarts) for n in range(TIMES_FIRST)])
    for name, press in PRESSES.items():
        some = [_processor_until_drawn(phone, number, press) for number in range(views)]
        figures[name] = _of_several(some)
    return figures


def _first_view(phone: Phone, number: int, restarts: bool) -> float:
    if restarts:
        phone.restart()
    assert phone.open()
    return _processor_until_drawn(phone, number, FIRST_PRESS)


def _of_several(times: list[float]) -> dict[str, float]:
    return {"drawn": _median(times), "drawn, slowest": round(max(times), 1)}


def _processor_until_drawn(phone: Phone, number: int, press: Press) -> float:
    tracing = Tracing(phone, events=True)
    change_view(phone, number, press)
    tracing.end()
    end = next(tracing.marked("view drawn"))
    # Links are clicked before it to get there, and Back after it.
    begin, place = max(click for click in tracing.dispatched("click") if click[0] < end)
    tasks = tracing.tasks(PAGE_THREAD, place)
    return FACTOR * sum(task.processor for task in tasks if begin < task.begin + task.took < end)


def _summary(several: Sequence[dict[str, float]]) -> dict[str, float]:
    return {
        "in the document": _median([one["there"] for one in several]),
        "drawn": _median([one["drawn"] for one in several]),
        "drawn, slowest": round(max(one["drawn"] for one in several), 1),
        "longest task": round(max(one["task"] for one in several), 1),
    }


def change_view(phone: Phone, number: int, press: Press) -> dict[str, float]:
    """Press a link of the first view, go back, and return the times.

    With the mouse itself, or a key: to be clicked by Playwright costs the page time of its own.
    """
    page = phone.page
    links = page.locator(_LINKS)
    link = links.nth(number % links.count())
    link.scroll_into_view_if_needed()
    if press.lasts_ms:
        box = link.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.evaluate(_WATCH)
        page.wait_for_timeout(press.after_ms)
        page.mouse.down()
        page.wait_for_timeout(press.lasts_ms)
        page.mouse.up()
    elif press.after_ms:
        page.evaluate(_WATCH)
        link.focus()
        page.wait_for_timeout(press.after_ms)
        page.keyboard.press("Enter")
    else:
        link.evaluate("link => link.click()")
        page.wait_for_timeout(500)
        page.evaluate(_WATCH)
        page.evaluate(_AT_ONCE, [_LINKS, number + 1])
        page.locator(_BACK).first.click()
    times: dict[str, float] = page.evaluate("window.times")
    page.locator(_BACK).first.click()
    page.wait_for_timeout(100)
    return times


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 1)
