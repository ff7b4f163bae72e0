"""Sharing work between processes: L5's memory is kept by what is never done at once."""

import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from pwa.workers import Task, Workers


@dataclass(frozen=True)
class Small:
    """A task that any process may do at any time."""

    large: ClassVar[bool] = False
    number: int
    texts: int = 1

    def do(self, folder: Path) -> int:
        return self.number


@dataclass(frozen=True)
class Large:
    """A task that fails when another one of its kind is being done."""

    large: ClassVar[bool] = True
    number: int
    texts: int = 1

    def do(self, folder: Path) -> int:
        (folder / "busy").mkdir()
        time.sleep(0.05)
        (folder / "busy").rmdir()
        return self.number


@dataclass(frozen=True)
class Folder:
    """What the tasks work with."""

    folder: Path

    def __call__(self) -> Path:
        return self.folder


def test_large_tasks_are_done_one_after_the_other_and_all_are_done(tmp_path: Path) -> None:
    """L5: building the search of two languages at once would take more memory than is promised."""
    kinds: list[Callable[[int], Task]] = [Large, Large, Small, Small, Small, Large, Small, Large]
    tasks = [kind(number) for number, kind in enumerate(kinds)]
    with Workers(Folder(tmp_path), processes=2) as workers:
        done = dict(workers.run(tasks))
        assert done == {task: task.number for task in done}  # type: ignore[attr-defined]
        assert set(done) == set(tasks)
        # And once more with processes that wait already, and with less to do than there are
        assert dict(workers.run([Large(9)])) == {Large(9): 9}
        assert dict(workers.run([])) == {}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_task_waits_until_it_may_begin(tmp_path: Path, processes: int) -> None:
    """The search of a language comes after its pages, whichever process has read them."""
    tasks: list[Task] = [Large(100), *map(Small, range(9))]
    done: list[object] = []
    with Workers(Folder(tmp_path), processes) as workers:
        for task, _ in workers.run(tasks, lambda task: task.number != 100 or len(done) == 9):
            done.append(task)
        assert len(done) == 10
        assert done[-1] == Large(100)

        # And one that never may begin is not done
        left = dict(workers.run(tasks, lambda task: task.number < 100))
        assert set(left) == set(tasks[1:])
        assert dict(workers.run([Small(7)])) == {Small(7): 7}


def test_what_keeps_a_process_from_starting_is_told() -> None:
    """The first reason counts, not what goes wrong while the rest is put away."""
    started = pytest.raises((AttributeError, pickle.PicklingError), match="lambda")
    with started, Workers(lambda: None, processes=2) as workers:
        list(workers.run([Small(1), Small(2)]))
