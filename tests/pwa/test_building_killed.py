"""C1: a build that is killed at a random moment: a whole release stays, and the next one works."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.big_guide import write_guide
from tests.conftest import AS_OF, ROOT, Built
from tests.pwa.copies import Copy, check_whole

SEED = int(os.environ.get("PARASOL_SEED") or random.randrange(2**32))

PAGES = 30

BUILD = """
import datetime, sys, time
from app import create_app
from pwa.builder import build_release
if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        build_release(
            app.extensions["guide"], as_of=datetime.date.fromisoformat(sys.argv[1]),
            now=time.time(), progress=lambda line: None, processes=int(sys.argv[2]),
        )
"""


def start(copy: Copy, script: Path, processes: int) -> "subprocess.Popen[bytes]":
    settings = {f"PARASOL_{key.upper()}": value for key, value in copy.folders.items()}
    return subprocess.Popen(
        [sys.executable, str(script), str(AS_OF), str(processes)], cwd=ROOT,
        env={**os.environ, **settings, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def build(copy: Copy, script: Path, processes: int) -> float:
    """Build to the end; return how long it took."""
    began = time.monotonic()
    assert start(copy, script, processes).wait() == 0
    return time.monotonic() - began


def kill_builds(built: Built, folder: Path, times: int) -> None:
    print(f"PARASOL_SEED={SEED}")
    chance = random.Random(SEED)
    script = folder / "build.py"
    script.write_text(BUILD, "utf-8")
    write_guide(folder / "content", PAGES)
    copy = Copy(folder / "content", folder / "data")
    shutil.copytree(built.data / "build", copy.data / "build")

    # Given a published guide, and how long the last build took, from nothing or after an edit
    lasted = dict.fromkeys((True, False), build(copy, script, 2))
    killed = 0

    for number in range(times):
        before = check_whole(copy.services.store)
        page = chance.choice(sorted(path.name for path in (copy.content / "pages").iterdir()))
        copy.edit(f"pages/{page}/en.md", "\n---\n", f"\n---\nWord {'abcdefghij'[number % 10]}.\n\n")
        from_nothing = chance.random() < 0.7  # much to do: more moments to be killed in
        if from_nothing:
            shutil.rmtree(copy.data / "cache")

        # When the build after an edit is killed
        process = start(copy, script, chance.choice((1, 2)))
        time.sleep(chance.uniform(0.1, 0.6) * lasted[from_nothing])
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL

        # Then readers have the old release or the new one, whole
        assert check_whole(copy.services.store).sequence >= before.sequence

        # And the next build succeeds, and leaves nothing of the killed one
        lasted[from_nothing] = build(copy, script, 1)
        after = check_whole(copy.services.store)
        assert after.id != before.id
        assert [path.name for path in copy.services.store.root.glob(".*")] == []
        assert [path.name for path in copy.services.store.root.glob("packs/.*")] == []
        assert [path.name for path in (copy.data / "search").glob(".*")] == []
    assert killed >= times // 3, "most builds ended before they were killed"


def test_a_build_that_is_killed_leaves_a_whole_release(built: Built, tmp_path: Path) -> None:
    kill_builds(built, tmp_path, 15)


@pytest.mark.soak
def test_a_build_that_is_killed_a_hundred_times_leaves_a_whole_release(
    built: Built, tmp_path: Path
) -> None:
    kill_builds(built, tmp_path, 100)
