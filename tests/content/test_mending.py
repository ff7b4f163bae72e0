"""Damaged objects are found without reading those that are known, and mended from what is whole."""

import errno
import os
from pathlib import Path

import brotli
import pytest

from content.release.digest import Digest
from content.release.mending import SUFFIXES, Checked, check_objects, mend
from content.release.store import ReleaseStore

TEXT = b"<p>What a reader is given.</p>\n" * 40
SHORT = b"short"


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return ReleaseStore(tmp_path)


def file(store: ReleaseStore, digest: Digest, suffix: str) -> Path:
    return store.path_of(Digest(digest + suffix))


def checked(store: ReleaseStore, known: Checked | None = None) -> Checked:
    return check_objects(store, known.marks if known else {}, lambda line: None)


def contents(store: ReleaseStore) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.root.glob("objects/*/*")}


@pytest.mark.parametrize("harmed", [SUFFIXES[:1], SUFFIXES[1:], SUFFIXES[::2], SUFFIXES[:2]])
@pytest.mark.parametrize("harm", [b"", b"other bytes", brotli.compress(b"other bytes"), None])
def test_one_whole_file_of_an_object_is_enough(
    store: ReleaseStore, harmed: tuple[str, ...], harm: bytes | None
) -> None:
    digest, short, empty = store.add(TEXT), store.add(SHORT), store.add(b"")
    before, known = contents(store), checked(store)
    assert (len(known.lost), known.mended, len(known.marks)) == (0, 0, 5)
    for suffix in harmed:
        path = file(store, digest, suffix)
        path.write_bytes(path.read_bytes()[:20] if harm is None else harm)
    after = checked(store, known)
    assert (len(after.lost), after.mended) == (0, 1)
    assert contents(store) == before
    assert checked(store, after) == Checked(after.marks, frozenset(), 0)
    assert {short, empty} < after.marks.keys()


def test_an_encoding_that_is_gone_is_made_again_and_one_that_never_was_is_not(
    store: ReleaseStore,
) -> None:
    digest = store.add(TEXT)
    store.add(SHORT)
    before, known = contents(store), checked(store)
    file(store, digest, ".br").unlink()
    assert checked(store).mended == 0, "nobody knows that it was there"
    assert checked(store, known).mended == 1
    assert contents(store) == before


def test_what_no_file_says_is_lost_until_it_is_written_anew(store: ReleaseStore) -> None:
    digest, short = store.add(TEXT), store.add(SHORT)
    for suffix in SUFFIXES:
        file(store, digest, suffix).write_bytes(b"x")
    store.path_of(short).write_bytes(b"")
    after = checked(store)
    assert after == Checked({}, frozenset({digest, short}), 0)
    assert checked(store, after).lost == {digest, short}


def test_what_is_known_is_not_read_again(
    store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        store.add(TEXT + bytes([number]))
    known = checked(store)
    late = store.add(TEXT)
    read: list[Digest] = []

    def reading(store: ReleaseStore, digest: Digest, missing: list[str]) -> str:
        read.append(digest)
        return mend(store, digest, missing)

    monkeypatch.setattr("content.release.mending.mend", reading)
    checked(store, known)
    assert read == [late]


def test_a_place_that_the_disk_cannot_read_is_damage_and_any_other_refusal_is_not(
    store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = store.add(TEXT)
    bad, real, number = store.path_of(digest), Path.read_bytes, errno.EIO

    def read_bytes(path: Path) -> bytes:
        if path == bad:
            raise OSError(number, os.strerror(number))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert mend(store, digest) == "mended"
    number = errno.EMFILE
    with pytest.raises(OSError, match="Too many open files"):
        mend(store, digest)


def test_what_else_lies_among_objects_is_passed_over(store: ReleaseStore) -> None:
    digest = store.add(TEXT)
    folder = store.path_of(digest).parent
    for name in (".new-abc", digest + ".txt", "notes"):
        (folder / name).write_bytes(b"?")
    found = checked(store)
    assert {name[:64] for name in found.marks} == {digest}
    assert found.lost == set()
