"""What a disk has damaged of the release in force is found and made whole by a build."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.release.digest import Digest
from content.release.packs import stored_packs
from content.release.staging import SHARE, staging
from tests.conftest import NOW, Built
from tests.pwa.copies import Copy, check_whole, copy_of_sample


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Copy:
    copy = copy_of_sample(built, tmp_path)
    copy.build()
    return copy


def files(copy: Copy) -> Iterator[tuple[Path, bytes]]:
    for path in copy.services.store.root.glob("objects/*/*"):
        yield path, path.read_bytes()


@pytest.mark.parametrize("suffixes", [("",), (".br",), (".gz",), ("", ".br", ".gz")])
@pytest.mark.parametrize("edited", [False, True])
def test_a_build_makes_every_damaged_object_whole(
    copy: Copy, suffixes: tuple[str, ...], edited: bool
) -> None:
    before = copy.services.store.current()
    for path, data in files(copy):
        if path.suffix in suffixes:
            os.truncate(path, len(data) // 2)
    if edited:
        copy.edit("pages/stay/fr.md", "Demande", "Pose la question")
    assert (copy.build(now=NOW + 60) != before.id) == edited
    if edited:
        check_pages(copy)
    else:
        assert check_whole(copy.services.store) == before


def check_pages(copy: Copy) -> None:
    """Assert that the release in force is whole; objects of the one before may be lost."""
    store = copy.services.store
    named = {
        name
        for part in store.current().manifests.values()
        for entry in store.manifest(Digest(part)).entries.values()
        for name in (entry.object, *entry.chunks, part)
    }
    for path in store.root.glob("objects/*/*"):
        if path.name[:64] not in named:
            path.unlink()
    check_whole(store)


def test_a_lost_page_is_made_again_when_nothing_is_known_of_the_files(copy: Copy) -> None:
    (copy.data / "cache/marks.json").write_bytes(b"damaged")
    for path, data in files(copy):
        os.truncate(path, len(data) // 2)
    copy.build(now=NOW + 60, processes=2)
    check_whole(copy.services.store)


def test_a_healthy_build_reads_no_object_again(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """L5: what was written or checked once is known by its size and its time."""
    read: list[str] = []
    monkeypatch.setattr(
        "content.release.mending.mend", lambda store, digest, missing: read.append(digest)
    )
    copy.build()
    copy.edit("pages/stay/fr.md", "Demande", "Pose la question")
    copy.build(now=NOW + 60)
    copy.build(now=NOW + 60)
    assert read == []


def test_damaged_packs_are_built_anew_though_nothing_has_changed(copy: Copy) -> None:
    before = {path: path.read_bytes() for path in stored_packs(copy.services.store)}
    for path in before:
        os.truncate(path, 50)
    copy.build()
    assert {path: path.read_bytes() for path in stored_packs(copy.services.store)} == before


def test_a_build_says_how_far_writing_is(copy: Copy) -> None:
    said: list[str] = []
    store = copy.services.store
    with staging(store) as stage:
        for number in range(3 * SHARE):
            stage.add(f"{number}".encode())
        assert len(stage.commit(said.append)) == 3 * SHARE
    total = 3 * SHARE
    assert said[-1] == f"wrote {total} of {total} files …"
    assert len(said) > 1
    with staging(store) as stage:
        assert stage.commit(said.append) == []
