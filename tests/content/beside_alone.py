"""Work in a copy of this process (L5), and what becomes of it when either fails.

`test_beside.py` runs this file in a process of its own: one with threads, as other tests leave
them, is not copied.
"""

import errno
import os
import platform
import threading
import time
from pathlib import Path

import pytest

from content.beside import beside

MEANWHILE_SECONDS = 60

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="copies are made on Linux")


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def _wait_for(file: Path) -> str:
    ends = time.monotonic() + MEANWHILE_SECONDS
    while not file.exists():
        assert time.monotonic() < ends, "the work did not go on beside the body"
        time.sleep(0.01)
    return file.read_text()


def test_the_work_is_done_in_another_process_while_the_body_runs(tmp_path: Path) -> None:
    """L5: what writes files does so on the other processor."""
    waiting, done = tmp_path / "waiting", tmp_path / "done"

    def work() -> None:
        _wait_for(waiting)
        done.write_text(str(os.getpid()))

    with beside(work):
        assert not done.exists()
        waiting.write_text("")
    assert int(done.read_text()) != os.getpid()


def test_a_process_with_threads_is_not_copied(tmp_path: Path) -> None:
    """A copy would hold the locks of threads that it does not have."""
    done, ending = tmp_path / "done", threading.Event()
    thread = threading.Thread(target=ending.wait)
    thread.start()

    def work() -> None:
        done.write_text(str(os.getpid()))

    try:
        with beside(work):
            assert int(done.read_text()) == os.getpid()
    finally:
        ending.set()
        thread.join()


def test_what_the_work_raises_is_raised_here(tmp_path: Path) -> None:
    """C2: a full disk is told by its name, wherever it was met."""

    def refuse() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    body = tmp_path / "body"
    with pytest.raises(OSError, match="No space left") as caught, beside(refuse):
        body.write_text("")
    assert caught.value.errno == errno.ENOSPC
    assert body.exists()


def test_a_copy_that_is_killed_is_an_error() -> None:
    """C1: an index that was half written is never taken for whole."""
    mine = os.getpid()

    def work() -> None:
        assert os.getpid() != mine
        os.kill(os.getpid(), 9)

    with pytest.raises(ChildProcessError), beside(work):
        pass


def test_when_the_body_fails_the_work_ends_with_it(tmp_path: Path) -> None:
    """Nothing goes on writing into a folder that is being removed."""
    number = tmp_path / "number"

    def work() -> None:
        (tmp_path / "new").write_text(str(os.getpid()))
        (tmp_path / "new").rename(number)
        time.sleep(MEANWHILE_SECONDS)

    def fail() -> None:
        with beside(work):
            _wait_for(number)
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert time.monotonic() - began < MEANWHILE_SECONDS
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()), 0)
