"""Working in two processes where there is much to do, and in this one where there is little.

A worker is a fresh Python (“spawn”, which every system has) at the other end of a pipe. It is sent
all that it needs to know once, then one task at a time, and ends when the pipe closes: also when
this process is killed.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

# Loaded when a second process is started: the reader's site imports this module and starts none.
if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

PROCESSES = 2

# What a second process must be able to take over before it is worth starting: it takes a second to
# start, and the texts of so many pages take as long.
WORTH_SHARING = 200


# How many new objects a build makes before it looks for garbage among them, and how often it has to
# do so before it looks at all there are. Python's own 700 costs a fifth of the time of a build, and
# its own 10 a twentieth: a build makes millions of objects that stay, and few rings that do not.
OBJECTS_BETWEEN_COLLECTIONS = 20_000
COLLECTIONS_BETWEEN_FULL_ONES = 1_000


class Task(Protocol):
    """A piece of work that says how many texts it is about.

    One that is `large` takes much memory: there is never more than one of them at once.
    """

    large: ClassVar[bool]

    @property
    def texts(self) -> int:
        """How many texts it is about."""

    def do(self, hand: Any) -> Any:
        """Do it, with what `Workers` was given to make."""


@contextmanager
def garbage_left_lying() -> Iterator[None]:
    """Look for garbage less often while the body runs."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, before[1], COLLECTIONS_BETWEEN_FULL_ONES)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Workers:
    """Runs tasks; `hand` makes, in each process, what tasks work with."""

    def __init__(self, hand: Callable[[], Any], processes: int | None = None) -> None:
        self._hand = hand
        self._own: Any = None
        self._processes = processes
        self._started: list[tuple[BaseProcess, Connection]] = []

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for _process, pipe in self._started:
            pipe.close()
        for process, _pipe in self._started:
            process.join()

    def run(
        self, tasks: Sequence[Task], may_begin: Callable[[Any], bool] = lambda task: True
    ) -> Iterator[tuple[Any, Any]]:
        """Yield each task with its result as it is done, in any order.

        `may_begin` is asked of each task before it is given out; what has been yielded by then is
        known to it. When it refuses all that are left, they are not done.

        Raises:
            OSError: the disk refused, or a process ended.
        """
        if not self._started and self._worth_sharing(tasks):
            self._start()
        if self._started:
            yield from self._shared(tasks, may_begin)
            return
        if tasks and self._own is None:
            self._own = self._hand()
        waiting = list(tasks)
        while task := _next(waiting, (), may_begin):
            yield task, task.do(self._own)

    def _worth_sharing(self, tasks: Sequence[Task]) -> bool:
        if self._processes is not None:
            return self._processes > 1
        sizes = [task.texts for task in tasks]
        return (os.cpu_count() or 1) > 1 and sum(sizes) - max(sizes, default=0) >= WORTH_SHARING

    def _start(self) -> None:
        from multiprocessing import get_context

        context = get_context("spawn")
        for _ in range(self._processes or PROCESSES):
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(self._hand, there), daemon=True)
            process.start()
            self._started.append((process, here))
            there.close()

    def _shared(
        self, tasks: Sequence[Task], may_begin: Callable[[Any], bool]
    ) -> Iterator[tuple[Any, Any]]:
        from multiprocessing.connection import wait

        waiting = list(tasks)
        idle = [pipe for _process, pipe in self._started]
        busy: dict[Connection, Task] = {}
        while True:
            while idle and (task := _next(waiting, busy.values(), may_begin)):
                busy[_send(idle[-1], task)] = task
                idle.pop()
            if not busy:
                return
            for ready in wait(list(busy)):
                pipe = cast("Connection", ready)  # only such were asked about
                result = _receive(pipe)
                idle.append(pipe)
                yield busy.pop(pipe), result


def _next(
    waiting: list[Task], busy: Iterable[Task], may_begin: Callable[[Any], bool]
) -> Task | None:
    """Take the first task that may be done now, beside those that are."""
    full = any(task.large for task in busy)
    for place, task in enumerate(waiting):
        if not (full and task.large) and may_begin(task):
            return waiting.pop(place)
    return None


def _send(pipe: "Connection", task: Task) -> "Connection":
    pipe.send(task)
    return pipe


def _receive(pipe: "Connection") -> Any:
    try:
        result, error = pipe.recv()
    except EOFError:
        raise ChildProcessError(0, "a process of the build was ended") from None
    if error:
        raise error
    return result


def _work(hand: Callable[[], Any], pipe: "Connection") -> None:
    """Do tasks until the pipe closes; an error is an answer too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the one that gives out the tasks
    own = None
    with suppress(EOFError, OSError), garbage_left_lying():
        while True:
            task = pipe.recv()
            answer: tuple[Any, Exception | None]
            try:
                own = own or hand()
                answer = (task.do(own), None)
            except Exception as error:  # whatever it is, it belongs to who gave the task
                answer = (None, error)
            pipe.send(answer)
