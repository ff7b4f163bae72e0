"""What an operator is told when the system refuses something, and when she does not listen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import create_app
from pwa.commands import progress
from pwa.commands.refusals import sentence
from tests.conftest import ROOT, Built
from tests.pwa.copies import Copy, check_whole, copy_of_sample

SAID = {
    "a disk that is full": (OSError(28, "No space left on device", "/a/b.js"), "/a/b.js (No space"),
    "no file to name": (
        OSError(28, "No space left on device"),
        "refused (No space left on device)",
    ),
    "a bare fault": (OSError("odd"), "refused (odd)"),
    "a process that was ended": (ChildProcessError(0, "a process was ended"), "memory was full"),
    "the pipe of one": (BrokenPipeError(32, "Broken pipe"), "memory was full"),
    "its other end": (ConnectionResetError(104, "Connection reset by peer"), "memory was full"),
}


@pytest.mark.parametrize(("error", "words"), SAID.values(), ids=SAID)
def test_a_refusal_names_the_file_and_no_disk_where_there_is_none(
    error: OSError, words: str
) -> None:
    assert words in sentence(error)
    assert ("disk" in sentence(error)) == ("memory" not in sentence(error))


def test_the_folder_is_named_where_the_system_names_no_file() -> None:
    said = sentence(OSError(28, "No space left on device"), Path("/data"))
    assert said == "The disk refused /data (No space left on device)"


def test_a_process_of_the_build_that_is_ended_is_no_refusal_of_the_disk(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise ChildProcessError(0, "a process of the build was ended")

    monkeypatch.setattr("pwa.workers.Workers.run", ended)
    app = create_app(copy_of_sample(built, tmp_path).folders)
    result = app.test_cli_runner().invoke(args=["release", "build"])
    assert result.exit_code == 1
    assert "because the memory was full" in result.stderr
    assert "readers keep the guide they have." in result.stderr


def test_progress_that_nobody_hears_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []

    def echo(line: str, **_: object) -> None:
        told.append(line)
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(progress.click, "echo", echo)
    lines = progress.ProgressLines(terminal=False)
    for line in ("one", "two", "three …"):
        lines(line)
    assert told == ["one"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
@pytest.mark.parametrize("also_answers", [True, False])
def test_a_release_is_published_though_its_progress_is_cut_off(
    also_answers: bool, built: Built, tmp_path: Path
) -> None:
    """`release build 2>&1 | head -1` publishes; its id has nowhere to go, and status 1 says so."""
    copy: Copy = copy_of_sample(built, tmp_path)
    settings = {f"PARASOL_{key.upper()}": value for key, value in copy.folders.items()}
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "release", "build"],
        cwd=ROOT, env={**os.environ, **settings}, stderr=writing,
        stdout=writing if also_answers else subprocess.PIPE,
    )  # fmt: skip
    os.close(writing)
    pointer = check_whole(copy.services.store)
    assert ended.returncode == int(also_answers)
    if not also_answers:
        assert ended.stdout.decode().strip() == pointer.id
