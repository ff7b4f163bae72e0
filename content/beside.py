"""Doing one thing in a copy of this process, on the other processor, while this one goes on."""

import os
import platform
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


@dataclass(slots=True)
class Outcome(Generic[Value]):
    """What the work gave, once it has been waited for."""

    _values: list[Value]

    @property
    def value(self) -> Value:
        """The result; there is none before the end of the body."""
        return self._values[0]


@contextmanager
def beside(work: Callable[[], Value], *, here: bool = False) -> Iterator[Outcome[Value]]:
    """Do `work` while the body runs, and wait for it at the end; `here`, or where no copy can be
    made, do it first.

    It is for what writes files: of what it changes in memory nothing is seen here but its result.
    What it raises is raised here, after the body; when the body fails, it is ended.

    Raises:
        OSError: the copy was ended by somebody else.
    """
    if here or not _copies():
        yield Outcome([work()])
        return
    context = get_context("fork")
    outcome: Outcome[Value] = Outcome([])
    answer, there = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(work, there), daemon=True)
    process.start()
    there.close()
    try:
        yield outcome
        value, error = _received(answer)
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
        answer.close()
    if error:
        raise error
    outcome._values.append(value)


def _copies() -> bool:
    """Whether a copy may be made, and has a processor to itself.

    A copy of a process with threads may wait for ever for what they held; only Linux copies without
    a system's own threads; and a process that helps another works beside it as it is.
    """
    alone = threading.active_count() == 1 and parent_process() is None
    return alone and platform.system() == "Linux" and (os.cpu_count() or 1) > 1


def _received(pipe: Connection) -> tuple[Any, Exception | None]:
    try:
        value, error = pipe.recv()
    except EOFError:
        return None, ChildProcessError(0, "a process of the build was ended")
    return value, error


def _do(work: Callable[[], object], pipe: Connection) -> None:
    """Do it and say how it went; an error belongs to who wanted it done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the one that waits
    try:
        pipe.send((work(), None))
    except Exception as error:
        error.add_note(traceback.format_exc())  # which a pipe does not carry
        pipe.send((None, error))
