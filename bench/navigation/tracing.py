"""The browser's own record of what its threads do."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from bench.updates.phones import Phone

PAGE_THREAD, WORKER_THREAD = "CrRendererMain", "ServiceWorker thread"

_TASK, _NAME, _EVENT = "ThreadControllerImpl::RunTask", "thread_name", "EventDispatch"
_OF_TASKS = ("toplevel", "__metadata")
# To record these takes time in the page.
_MARKS = "blink.user_timing"
_OF_EVENTS = ("devtools.timeline", _MARKS)

# Process and thread.
Place = tuple[int, int]


class Task(NamedTuple):
    """What a thread did at a stretch: when it began, by the trace's clock, and what it took.

    All in milliseconds. `processor` leaves out what the processor did for others meanwhile.
    """

    begin: float
    took: float
    processor: float


class Tracing:
    """A record from here on, until `end`; of tasks alone, or of events and marks too."""

    def __init__(self, phone: Phone, *, events: bool = False) -> None:
        self._page = phone.page
        self._session = phone.page.context.new_cdp_session(phone.page)
        self._events: list[dict[str, Any]] = []
        self._names: dict[Place, str] = {}
        self._session.on("Tracing.dataCollected", self._take)
        categories = _OF_TASKS + (_OF_EVENTS if events else ())
        wanted = {"includedCategories": categories, "recordMode": "recordAsMuchAsPossible"}
        self._session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": wanted})

    def _take(self, piece: dict[str, Any]) -> None:
        for event in piece["value"]:
            if event["name"] == _NAME:
                self._names[_place(event)] = event["args"]["name"]
            elif event["name"] in (_TASK, _EVENT) or event["cat"] == _MARKS:
                self._events.append(event)

    def end(self) -> None:
        """Stop recording; return when all of the record is here."""
        done: list[object] = []
        self._session.on("Tracing.tracingComplete", lambda end: done.append(end))
        self._session.send("Tracing.end")
        while not done:
            self._page.wait_for_timeout(50)
        self._session.detach()

    def tasks(self, thread: str, place: Place | None = None) -> list[Task]:
        """Return the tasks of the threads of this name, or of the one at `place`."""
        named = {at for at, name in self._names.items() if name == thread}
        assert named, f"no {thread} in the trace"
        some = {place} & named if place else named
        tasks = (event for event in self._events if event["name"] == _TASK)
        return [_task(event) for event in tasks if _place(event) in some]

    def dispatched(self, kind: str) -> Iterator[tuple[float, Place]]:
        """List when events of this kind were dispatched in pages, and where."""
        for event in self._events:
            if event["name"] == _EVENT and event["args"].get("data", {}).get("type") == kind:
                yield event["ts"] / 1000, _place(event)

    def marked(self, name: str) -> Iterator[float]:
        """List when a page called `performance.mark` with this name."""
        return (event["ts"] / 1000 for event in self._events if event["name"] == name)


def _place(event: dict[str, Any]) -> Place:
    return event["pid"], event["tid"]


def _task(event: dict[str, Any]) -> Task:
    return Task(*(event.get(what, 0) / 1000 for what in ("ts", "dur", "tdur")))
