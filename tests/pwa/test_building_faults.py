"""C2: a disk that refuses anything at any moment of a build leaves readers what they had."""

import builtins
import io
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from pwa.build_cache import code_digest
from pwa.rendering import rendering_app
from tests.conftest import NOW, ROOT, Built
from tests.pwa.copies import Copy, check_whole, copy_of_sample

FULL, BROKEN, TOO_MANY = 28, 5, 24

# Whoosh leaves its files to the garbage collector when one of them fails.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

# Whoosh writes its files in a thousand pieces; so many of them are tried.
TRIED_OF_INDEX = 20


class Counting:
    """Stands for a step by which bytes reach the disk; its n-th use fails."""

    def __init__(self, fails_at: int | None, errno: int) -> None:
        self.fails_at, self.errno, self.used = fails_at, errno, 0

    def step(self) -> None:
        self.used += 1
        if self.used == self.fails_at:
            raise OSError(self.errno, os.strerror(self.errno))


class HalfWritten:
    """A file whose writing stops in the middle of a piece when its turn comes."""

    def __init__(self, file: Any, counting: Counting) -> None:
        self._file, self._counting = file, counting

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "HalfWritten":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: Any) -> int:
        try:
            self._counting.step()
        except OSError:
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            raise
        written: int = self._file.write(data)
        return written


def break_calls(patch: pytest.MonkeyPatch, counting: Counting, *names: str) -> None:
    for name in names:
        owner: Any = tempfile if name.startswith("mk") and name != "mkdir" else os
        real = getattr(owner, name)

        def failing(*args: Any, real: Callable[..., Any] = real, **kwargs: Any) -> Any:
            counting.step()
            return real(*args, **kwargs)

        patch.setattr(owner, name, failing)


def break_opening(patch: pytest.MonkeyPatch, counting: Counting, step: str) -> None:
    real_open, real_fdopen = io.open, os.fdopen

    def opening(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if not set(mode) & set("wax+") or "/data/" not in str(file):
            return real_open(file, mode, *args, **kwargs)
        if step == "open":
            counting.step()
        opened = real_open(file, mode, *args, **kwargs)
        wanted = "write of the index" if "/search/" in str(file) else "write"
        return HalfWritten(opened, counting) if step == wanted else opened

    def fdopening(*args: Any, **kwargs: Any) -> Any:
        opened = real_fdopen(*args, **kwargs)
        return HalfWritten(opened, counting) if step == "write" else opened

    patch.setattr(io, "open", opening)
    patch.setattr(builtins, "open", opening)
    patch.setattr(os, "fdopen", fdopening)


def apply(patch: pytest.MonkeyPatch, step: str, counting: Counting) -> None:
    if step in ("open", "write", "write of the index"):
        break_opening(patch, counting, step)
    elif step == "fsync":
        break_calls(patch, counting, "fsync")
    elif step == "rename":
        break_calls(patch, counting, "replace", "rename")
    else:
        break_calls(patch, counting, "mkdir", "mkstemp", "mkdtemp")


@pytest.fixture
def edited(built: Built, tmp_path: Path) -> Copy:
    """The sample guide, published, and edited since."""
    copy = copy_of_sample(built, tmp_path)
    copy.build(now=NOW - 86_400)
    copy.edit("pages/stay/fr.md", "Demande", "Pose la question")
    return copy


@contextmanager
def fresh(copy: Copy, folder: Path) -> Any:
    """Lend a copy of all that was built, so that each fault meets the same disk."""
    data = folder / "fault/data"
    shutil.copytree(copy.data, data)
    yield Copy(copy.content, data)
    shutil.rmtree(data.parent)


@pytest.mark.parametrize(
    ("step", "errno"),
    [
        ("open", TOO_MANY),
        ("write", FULL),
        ("write of the index", FULL),
        ("fsync", BROKEN),
        ("rename", BROKEN),
        ("make", FULL),
    ],
)
def test_readers_keep_their_guide_whatever_the_disk_refuses(
    step: str, errno: int, edited: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicken(monkeypatch)
    # Given how often a build takes this step
    with fresh(edited, tmp_path) as copy, monkeypatch.context() as patch:
        counting = Counting(None, errno)
        apply(patch, step, counting)
        copy.build(processes=1)
    assert counting.used >= 4
    refused = 0

    every = counting.used // TRIED_OF_INDEX if "index" in step else 1
    for fails_at in range(1, counting.used + 1, every):
        with fresh(edited, tmp_path) as copy:
            before = copy.services.store.current()

            # When the disk refuses it once
            refusal = ""
            with monkeypatch.context() as patch:
                apply(patch, step, Counting(fails_at, errno))
                try:
                    copy.build(processes=1)
                except OSError as error:
                    refusal = str(error.strerror)

            # Then readers have what they had, or, where nothing was said, all of the new release
            after = check_whole(copy.services.store)
            assert refusal == (os.strerror(errno) if after == before else ""), f"{step} {fails_at}"
            refused += after == before

            # And nothing half-made is left, and the next build succeeds
            left = [path.name for path in copy.data.rglob(".*")]
            assert left == [], f"{step} {fails_at}"
            if fails_at % 5 == 1:
                copy.build(processes=1)
                assert check_whole(copy.services.store).id != before.id
    assert refused


def quicken(patch: pytest.MonkeyPatch) -> None:
    """Compile the templates and read the code once for all these builds."""
    patch.setattr("pwa.build_tasks.rendering_app", cache(rendering_app))
    patch.setattr("pwa.builder.code_digest", cache(code_digest))
    app = create_app()
    patch.setattr("tests.pwa.copies.create_app", lambda settings: app)


REFUSED = """
import io, os, sys
real, mine = io.open, os.getpid()
def refusing(file, mode="r", *args, **kwargs):
    if os.getpid() != mine and "w" in mode and "/search/" in str(file):
        raise OSError(28, os.strerror(28))
    return real(file, mode, *args, **kwargs)
import builtins
io.open = builtins.open = refusing
from flask.cli import main
main()
"""

LIMITED = """
import resource, sys
resource.setrlimit(getattr(resource, sys.argv.pop(1)), (int(sys.argv.pop(1)),) * 2)
from flask.cli import main
main()
"""


def build_as(copy: Copy, script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **{f"PARASOL_{k.upper()}": v for k, v in copy.folders.items()}}
    command = [sys.executable, "-c", script, *arguments, "--app", "app", "release", "build"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def build_within(copy: Copy, limit: str, value: int) -> "subprocess.CompletedProcess[str]":
    return build_as(copy, LIMITED, limit, str(value))


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="a copy works on a second processor")
@pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux")
def test_a_refusal_of_the_disk_beside_the_build_ends_it(edited: Copy) -> None:
    """C2: the index is written by a copy of the process, which tells what it met."""
    before = edited.services.store.current()
    result = build_as(edited, REFUSED)
    assert result.returncode == 1
    assert os.strerror(FULL) in result.stderr
    assert "Traceback" not in result.stderr
    assert check_whole(edited.services.store) == before
    assert build_within(edited, "RLIMIT_CORE", 0).returncode == 0
    assert check_whole(edited.services.store).id != before.id


@pytest.mark.parametrize(
    ("limit", "values"),
    [("RLIMIT_FSIZE", (0, 700, 3000, 9000)), ("RLIMIT_NOFILE", (5, 6, 7, 8, 9))],
)
def test_the_system_itself_cuts_files_short_or_opens_no_more(
    limit: str, values: tuple[int, ...], edited: Copy
) -> None:
    """A true short write (a file may not grow beyond a size), and true EMFILE."""
    assert hasattr(resource, limit)
    before = edited.services.store.current()
    refused = 0
    for value in values:
        result = build_within(edited, limit, value)
        after = check_whole(edited.services.store)
        if result.returncode == 0:
            assert after != before
            continue
        refused += 1
        assert after == before
        assert result.returncode == 1
        assert "Traceback" not in result.stderr, result.stderr
        assert re.search(r"readers keep the guide they have\.$|^Error: ", result.stderr), value
    assert refused
    assert build_within(edited, "RLIMIT_CORE", 0).returncode == 0
