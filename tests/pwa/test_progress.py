"""What an operator sees while a publication works, on a terminal and in a file."""

import pytest

from pwa.commands.progress import EVERY_SECONDS, ProgressLines


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_in_a_file_a_passing_line_is_told_every_few_seconds(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    tell = ProgressLines(terminal=False, clock=clock)
    for number in range(61):
        clock.now = number / 10
        tell(f"made {number} of 60 pages …")
    assert told(capsys) == [f"made {n} of 60 pages …" for n in (0, 30, 60)]


@pytest.mark.parametrize("terminal", [False, True])
def test_a_new_stage_is_told_at_once(
    clock: Clock, capsys: pytest.CaptureFixture[str], terminal: bool
) -> None:
    """However soon it comes after the last line of the one before: it may last for minutes."""
    tell = ProgressLines(terminal=terminal, clock=clock)
    clock.now = EVERY_SECONDS
    for line in ("made 60 of 60 pages …", "writing to the disk …", "building packs, 3 KB …"):
        tell(line)
    tell("building packs, 4 KB …")
    tell("packs: 2 built")
    said = capsys.readouterr().err
    for line in ("made 60", "writing", "3 KB", "packs: 2 built"):
        assert line in said
    assert "4 KB" not in said
    assert said.endswith("packs: 2 built\n")
