"""Building scripts and styles: whatever ends it on the way, no phone gets a worker that is none."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import service_worker
from app import create_app
from pwa.assets.bundles import SCRIPTS
from pwa.assets.files import NotBuilt, load_files
from service_worker import LIST_FILE, SCRIPT_FILE, NotWhole
from tests.conftest import ROOT, Built
from tests.pwa.copies import Copy, copy_of_sample

# Writes the bundles, and kills itself at the given step before the given file is written.
KILLED = """
import os, signal, sys
from app import app
from pwa.assets import bundles
from webassets import merge

step, victim = sys.argv[1:]

def opened_and_killed(self, filename):
    with open(filename, "w", encoding="utf-8") as file:
        if filename.endswith(victim):
            os.kill(os.getpid(), signal.SIGKILL)
        file.write(self.data())

def killed_before(path, data, real=bundles.write_atomically):
    if path.name == victim:
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, data)

if step == "joining":
    merge.MemoryHunk.save = opened_and_killed
else:
    bundles.write_atomically = killed_before
app.test_cli_runner().invoke(args=["bundles", "build"])
"""


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Copy:
    """The sample guide, whose worker is an older one than the code would build."""
    copy = copy_of_sample(built, tmp_path)
    older = (copy.services.build_dir / SCRIPT_FILE).read_bytes() + b"// older\n"
    copy.put_built(SCRIPT_FILE, older)
    return copy


def bundles(copy: Copy) -> Any:
    return create_app(copy.folders).test_cli_runner().invoke(args=["bundles", "build"])


@pytest.mark.parametrize("step", ["joining", "putting in place"])
@pytest.mark.parametrize("victim", [SCRIPT_FILE, "reader.js"])
def test_a_build_that_is_killed_leaves_a_whole_worker(step: str, victim: str, copy: Copy) -> None:
    """K3: an empty script with status 200 would take the place of the good one on phones."""
    build_dir = copy.services.build_dir
    before = (build_dir / SCRIPT_FILE).read_bytes()
    settings = {f"PARASOL_{key.upper()}": value for key, value in copy.folders.items()}

    ended = subprocess.run(
        [sys.executable, "-c", KILLED, step, victim], cwd=ROOT, env={**os.environ, **settings}
    )

    assert ended.returncode == -signal.SIGKILL
    answer = copy.client().get("/sw.js")
    assert (answer.status_code, answer.data) == (200, before)
    assert all(path.stat().st_size for path in build_dir.iterdir())

    assert bundles(copy).exit_code == 0
    assert [path.name for path in copy.data.rglob(".*")] == [], "what was left is cleared away"
    assert copy.client().get("/sw.js").data != before
    load_files(build_dir)


def test_a_full_disk_is_a_sentence_and_changes_nothing(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Any, filename: str) -> None:
        Path(filename).write_text(self.data()[:100], "utf-8")
        raise OSError(28, os.strerror(28), filename)

    monkeypatch.setattr("webassets.merge.MemoryHunk.save", full)
    before = {path.name: path.read_bytes() for path in copy.services.build_dir.iterdir()}
    result = bundles(copy)
    assert result.exit_code == 1
    assert "The disk refused" in result.stderr
    assert os.strerror(28) in result.stderr
    assert "Traceback" not in result.output
    assert {p.name: p.read_bytes() for p in copy.services.build_dir.iterdir()} == before
    assert [path.name for path in copy.data.rglob(".*")] == []


@pytest.mark.parametrize("name", ["reader.js", "site.css", "stem-fr.js"])
@pytest.mark.parametrize("keep", [0, 100])
def test_a_release_takes_no_file_that_is_cut_short(name: str, keep: int, copy: Copy) -> None:
    file = copy.services.build_dir / name
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(NotBuilt, match=f"{name} is damaged.*bundles build"):
        load_files(copy.services.build_dir)
    result = create_app(copy.folders).test_cli_runner().invoke(args=["release", "build"])
    assert result.exit_code == 1
    assert f"{name} is damaged" in result.stderr
    assert not copy.services.store.current_path.exists()


@pytest.mark.parametrize("data", [None, b"", b"[]", b'{"site.css": "word"}', b"\xff"])
def test_without_the_list_of_what_was_built_nothing_is_taken(
    data: bytes | None, copy: Copy
) -> None:
    build_dir = copy.services.build_dir
    if data is None:
        (build_dir / LIST_FILE).unlink()
    else:
        (build_dir / LIST_FILE).write_bytes(data)
    with pytest.raises(NotBuilt, match="bundles build"):
        load_files(build_dir)
    with pytest.raises(NotWhole, match="bundles build"):
        service_worker.read_script(build_dir)
    assert copy.client().get("/sw.js").status_code == 503
    assert bundles(copy).exit_code == 0
    assert copy.client().get("/sw.js").status_code == 200


@pytest.mark.parametrize("damage", ["empty", "cut", "changed", "gone", "folder"])
def test_a_damaged_worker_is_an_error_that_phones_do_not_take(
    damage: str, copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    """K3: browsers keep the worker they have, and no cache keeps the error."""
    file = copy.services.build_dir / SCRIPT_FILE
    data = file.read_bytes()
    if damage in ("gone", "folder"):
        file.unlink()
    if damage == "folder":
        file.mkdir()
    damaged = {"empty": b"", "cut": data[:-100], "changed": data[:-1] + b"x"}
    if damage in damaged:
        file.write_bytes(damaged[damage])
    answer = copy.client().get("/sw.js", headers={"Service-Worker": "script"})
    assert (answer.status_code, answer.data) == (503, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "text/plain"
    assert "bundles build" in capsys.readouterr().err


def test_files_of_an_older_program_belong_to_no_release(copy: Copy) -> None:
    """A language that is no longer there, and whatever else somebody put into the folder."""
    stray = copy.services.build_dir / "stem-xx.js"
    shutil.copyfile(copy.services.build_dir / "stem-fr.js", stray)
    assert "xx" not in load_files(copy.services.build_dir).stemmers
    assert set(SCRIPTS) <= set(bundles(copy).output.split())
