"""Commands that change files of staff: whatever the disk refuses, a file is whole."""

import codecs
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from content.library import read_library
from tests.conftest import Built
from tests.pwa.copies import Copy, copy_of_sample

Full = Callable[[], None]


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Copy:
    return copy_of_sample(built, tmp_path)


@pytest.fixture
def app(copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The sample guide, with catalogues that may be changed."""
    app = create_app(copy.folders)
    root = tmp_path / "pwa"
    for part in ("translations", "templates"):
        shutil.copytree(Path(app.root_path) / part, root / part)
    monkeypatch.setattr(app, "root_path", str(root))
    return app


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Full:
    """Return what fills the disk: half of what is written still gets there."""

    def fill() -> None:
        real_fdopen, real_write = os.fdopen, Path.write_bytes

        class Full:
            def __init__(self, file: Any) -> None:
                self.file = file

            def __enter__(self) -> "Full":
                return self

            def __exit__(self, *_: object) -> None:
                self.file.close()

            def write(self, data: bytes) -> int:
                self.file.write(data[: len(data) // 2])
                raise OSError(28, os.strerror(28))

        def write_half(path: Path, data: Any, *_: object, **__: object) -> int:
            real_write(path, (data.encode() if isinstance(data, str) else data)[: len(data) // 2])
            raise OSError(28, os.strerror(28))

        monkeypatch.setattr(os, "fdopen", lambda *a, **k: Full(real_fdopen(*a, **k)))
        monkeypatch.setattr(Path, "write_bytes", write_half)
        monkeypatch.setattr(Path, "write_text", write_half)

    return fill


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def assert_refused(result: Result, name: str) -> None:
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert name in result.stderr
    assert os.strerror(28) in result.stderr
    assert "the file is as it was" in result.stderr


def test_a_full_disk_leaves_a_translation_as_it_was(app: Flask, copy: Copy, full: Full) -> None:
    copy.edit("pages/stay/en.md", "\n---\n", "\n---\nOne more.\n\n")
    file = copy.content / "pages/stay/fr.md"
    before = file.read_bytes()
    full()
    assert_refused(run(app, "content", "stamp", "fr", "stay"), "pages/stay/fr.md")
    assert file.read_bytes() == before
    assert {path.suffix for path in file.parent.iterdir()} == {".md", ".toml"}


@pytest.mark.parametrize(("command", "suffix"), [("update", ".po"), ("compile", ".mo")])
def test_a_full_disk_leaves_the_catalogues_as_they_were(
    command: str, suffix: str, app: Flask, full: Full
) -> None:
    folder = Path(app.root_path) / "translations/fr/LC_MESSAGES"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    full()
    assert_refused(run(app, "translations", command), f"messages{suffix}")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("stamped_before", [True, False])
def test_a_stamp_changes_one_line_and_neither_ends_of_lines_nor_rights(
    ends: str, stamped_before: bool, app: Flask, copy: Copy
) -> None:
    file = copy.content / "pages/stay/fr.md"
    lines = [
        line
        for line in file.read_text("utf-8").split("\n")
        if stamped_before or not line.startswith("source_hash")
    ]
    file.write_bytes(ends.join(lines).encode())
    file.chmod(0o660)
    copy.edit("pages/stay/en.md", "\n---\n", "\n---\nOne more.\n\n")
    assert run(app, "content", "stamp", "fr", "stay").exit_code == 0
    after = file.read_bytes().decode().split(ends)
    assert [line for line in after if not line.startswith("source_hash")] == [
        line for line in lines if not line.startswith("source_hash")
    ]
    assert file.stat().st_mode & 0o777 == 0o660
    library = read_library(copy.content).library
    assert library is not None
    assert library.pages["stay"].state("fr") == "reviewed"


@pytest.mark.parametrize("keep", [0, 3, 20, 500])
def test_damaged_words_of_the_interface_are_a_sentence(
    keep: int, app: Flask, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C2: nothing is published, and the sentence says which command mends it."""
    file = Path(app.root_path) / "translations/fr/LC_MESSAGES/messages.mo"
    file.write_bytes(file.read_bytes()[:keep])
    monkeypatch.setattr("pwa.build_tasks.rendering_app", lambda: in_folder(app))
    result = run(app, "release", "build")
    assert result.exit_code == 1
    assert "“fr” are damaged; run: flask --app app translations compile" in result.stderr
    assert not copy.services.store.current_path.exists()
    assert run(app, "translations", "compile").exit_code == 0
    result = run(app, "release", "build")
    assert result.exit_code == 0, result.output


def in_folder(app: Flask) -> Flask:
    """Make an application that renders with the catalogues of another one."""
    from pwa import rendering

    made = rendering.rendering_app()
    made.extensions["babel"].translation_directories = [f"{app.root_path}/translations"]
    return made


def test_a_translation_that_begins_with_an_invisible_character_is_stamped(
    app: Flask, copy: Copy
) -> None:
    """Windows editors write it; it stays, and the text counts as reviewed all the same."""
    file = copy.content / "pages/stay/fr.md"
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
    copy.edit("pages/stay/en.md", "\n---\n", "\n---\nOne more.\n\n")
    assert run(app, "content", "stamp", "fr", "stay").exit_code == 0
    library = read_library(copy.content).library
    assert library is not None
    assert library.pages["stay"].state("fr") == "reviewed"


@pytest.mark.parametrize("fault", [b"\xff\xfe", b"\nmsgid nothing\n"])
def test_a_catalogue_with_a_fault_is_a_sentence_and_stays_so(fault: bytes, app: Flask) -> None:
    file = Path(app.root_path) / "translations/fr/LC_MESSAGES/messages.po"
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
    assert run(app, "translations", "compile").exit_code == 0
    file.write_bytes(file.read_bytes() + fault)
    before = file.read_bytes()
    for command in ("update", "compile", "check"):
        result = run(app, "translations", command)
        assert result.exit_code == 1
        assert "messages.po cannot be read" in result.stderr
        assert "Traceback" not in result.output
    assert file.read_bytes() == before
