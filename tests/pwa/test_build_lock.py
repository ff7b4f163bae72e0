"""Two publications at once: one waits, and says so."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest

from pwa.build_lock import TOLD_EVERY_SECONDS, alone
from pwa.republishing import CannotRepublish, order, roll_back
from pwa.services import Services, open_services
from pwa.settings import Settings


class Clock:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self, wake: Callable[[float], None]) -> None:
        self.now, self._wake = 0.0, wake

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self._wake(self.now)


def test_who_waits_is_told_at_once_and_again_and_then_works(tmp_path: Path) -> None:
    said: list[str] = []
    with (tmp_path / "building.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        def end_the_other(now: float) -> None:
            assert said[0] == "Another publication is at work; this one waits for it to end."
            if now > 2.5 * TOLD_EVERY_SECONDS:
                fcntl.flock(other, fcntl.LOCK_UN)

        clock = Clock(end_the_other)
        with alone(tmp_path, said.append, clock=clock, sleep=clock.sleep):
            assert len(said) == 3
            with pytest.raises(BlockingIOError):
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    for line, seconds in zip(said[1:], (30, 60), strict=True):
        assert f"for {seconds} seconds" in line
        assert "Ctrl-Z" in line


def test_who_need_not_wait_is_told_nothing(tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        with alone(tmp_path / "new", said.append):
            pass
    assert said == []


@pytest.mark.parametrize(
    "publish",
    [
        lambda services, progress: roll_back(services, "abcd", now=0, progress=progress),
        lambda services, progress: order(services, "remove", now=0, progress=progress),
    ],
)
def test_a_rollback_and_an_order_say_that_they_wait(
    publish: Callable[[Services, Callable[[str], None]], None], tmp_path: Path
) -> None:
    """K2: who orders phones to forget the guide must know that it has not happened yet."""
    services = open_services(Settings(content_dir=str(tmp_path / "none"), data_dir=str(tmp_path)))
    said: list[str] = []
    with (tmp_path / "building.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        def hear(line: str) -> None:
            said.append(line)
            fcntl.flock(other, fcntl.LOCK_UN)

        with pytest.raises(CannotRepublish):
            publish(services, hear)
    assert len(said) == 1
    assert "waits" in said[0]
