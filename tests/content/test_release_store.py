"""The store: objects under their hash, one atomic pointer, and nothing half-written ever."""

import gzip
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest

from content.release.digest import Digest, digest_of
from content.release.manifest import Control, HeaderSet, Pointer, UnknownFormat
from content.release.store import NoRelease, ReleaseStore, write_atomically
from content.release.tree import Leaf, is_current, point_at, store_parts

HEADERS = {"page": HeaderSet(200, {"Content-Type": "text/html"})}
BEFORE = b"the guide of yesterday " * 40
AFTER = b"the guide of today " * 40

NOW = 1_795_430_000.0


class DiskRefused(OSError):
    """What a full or broken disk says."""


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return ReleaseStore(tmp_path / "releases")


def publish(store: ReleaseStore, data: bytes, *, now: float = NOW) -> Pointer:
    parts = {"core": [Leaf("/", data, "page")], "en": [Leaf("/en/", data + b".", "page")]}
    return point_at(store, store_parts(store, parts, HEADERS), as_of="2026-11-23", now=now)


def everything_named_is_there(store: ReleaseStore, pointer: Pointer) -> bool:
    manifests = [store.manifest(Digest(digest)) for digest in pointer.manifests.values()]
    entries = [entry for manifest in manifests for entry in manifest.entries.values()]
    return all(
        digest_of(store.read(entry.object)) == entry.object
        and len(store.read(entry.object)) == entry.size
        for entry in entries
    )


def files(store: ReleaseStore) -> Iterator[Path]:
    return (path for path in store.root.rglob("*") if path.is_file())


def test_making_a_store_touches_no_disk(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path / "releases")
    with pytest.raises(NoRelease):
        store.current()
    assert store.published() == []
    assert list(tmp_path.iterdir()) == []


def test_bytes_are_stored_under_their_hash_with_their_encodings(store: ReleaseStore) -> None:
    digest = store.add(BEFORE)
    assert digest == digest_of(BEFORE)
    assert store.read(digest) == BEFORE
    assert brotli.decompress(store.path_of(digest, "br").read_bytes()) == BEFORE
    assert gzip.decompress(store.path_of(digest, "gzip").read_bytes()) == BEFORE


def test_an_encoding_that_saves_nothing_is_not_kept(store: ReleaseStore) -> None:
    digest = store.add(b"short")
    assert [path.name for path in files(store)] == [digest]


def test_encodings_are_the_same_bytes_on_every_day(store: ReleaseStore, tmp_path: Path) -> None:
    other = ReleaseStore(tmp_path / "other")
    digest = store.add(BEFORE)
    other.add(BEFORE)
    for encoding in ("br", "gzip"):
        assert store.path_of(digest, encoding).read_bytes() == (
            other.path_of(digest, encoding).read_bytes()
        )
    assert store.path_of(digest, "gzip").read_bytes()[4:8] == bytes(4), "no time stands in it"


def test_bytes_that_are_held_already_are_not_written_again(
    store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(BEFORE)
    monkeypatch.setattr(os, "replace", _refuse)
    assert store.add(BEFORE) == digest_of(BEFORE)


def test_every_pointer_that_was_published_is_listed_newest_first(store: ReleaseStore) -> None:
    first = publish(store, BEFORE)
    second = publish(store, AFTER)
    assert store.current() == second
    assert store.published() == [second, first]


@pytest.mark.parametrize(
    ("now", "sequence"),
    [(NOW + 60, int(NOW) + 60), (NOW, int(NOW) + 1), (NOW - 10**9, int(NOW) + 1)],
    ids=["later", "in the same second", "on a server whose clock was set back"],
)
def test_a_sequence_number_always_grows(store: ReleaseStore, now: float, sequence: int) -> None:
    """D8: max(previous + 1, now)."""
    publish(store, BEFORE)
    assert publish(store, AFTER, now=now).sequence == sequence


def test_a_release_is_current_only_as_it_stands(store: ReleaseStore) -> None:
    pointer = publish(store, BEFORE)
    assert is_current(store, pointer.manifests, "2026-11-23")
    assert not is_current(store, pointer.manifests, "2026-11-24")
    assert not is_current(store, {"core": pointer.id}, "2026-11-23")


def test_a_tree_that_was_published_before_gets_its_id_again(store: ReleaseStore) -> None:
    """K1: going back is publishing the old tree under a higher number."""
    first = publish(store, BEFORE)
    publish(store, AFTER)
    held = set(files(store))

    back = publish(store, BEFORE)

    assert back.id == first.id
    assert back.sequence > first.sequence
    assert {path.parent.name for path in set(files(store)) - held} == {"pointers"}


def _refuse(*_: object, **__: object) -> None:
    raise DiskRefused("no space left")


# The steps by which bytes reach the disk, each of which may fail.
STEPS = ("mkstemp", "write", "fsync", "chmod", "replace")


class Failing:
    """Makes the n-th use of one step fail, and counts the uses."""

    def __init__(self, real: Callable[..., Any], fails_at: int | None) -> None:
        self.real, self.fails_at, self.used = real, fails_at, 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.used += 1
        if self.used == self.fails_at:
            raise DiskRefused("no space left")
        return self.real(*args, **kwargs)


def break_step(monkeypatch: pytest.MonkeyPatch, step: str, fails_at: int | None) -> Failing:
    owner: Any = tempfile if step == "mkstemp" else os
    name = {"write": "fdopen"}.get(step, step)
    failing = Failing(getattr(owner, name), fails_at)
    monkeypatch.setattr(owner, name, failing)
    return failing


@pytest.mark.parametrize("step", STEPS)
def test_a_disk_that_fails_anywhere_leaves_the_old_release_whole(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C2, reduced: each write, flush and rename of a publication fails once."""
    # Given how often the step is used when all goes well
    with monkeypatch.context() as patch:
        counted = ReleaseStore(tmp_path / "counted")
        publish(counted, BEFORE)
        counting = break_step(patch, step, None)
        publish(counted, AFTER)
    assert counting.used >= 6

    for fails_at in range(1, counting.used + 1):
        store = ReleaseStore(tmp_path / f"store-{fails_at}")
        old = publish(store, BEFORE)

        # When this one use of it fails
        with monkeypatch.context() as patch:
            break_step(patch, step, fails_at)
            refused = False
            try:
                publish(store, AFTER)
            except DiskRefused:
                refused = True

        # Then readers have the old release, or, when only the last flush of the pointer failed or
        # its record, the new one; the list of releases says so; and no half file stands anywhere
        now = store.current()
        too_late = 3 if step == "fsync" else 1
        assert refused == (fails_at <= counting.used - too_late)
        assert (now == old) == refused
        assert store.published()[0] == now
        assert everything_named_is_there(store, now)
        for path in files(store):
            assert not path.name.startswith(".new-")
            if path.parent.parent.name == "objects" and not path.suffix:
                assert digest_of(path.read_bytes()) == path.name

        # And trying again succeeds
        new = publish(store, AFTER)
        assert store.current() == new
        assert everything_named_is_there(store, new)


def test_the_pointer_is_written_after_what_it_names_and_its_record_last(
    store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    real = os.replace

    def replace(source: str, target: Path) -> None:
        written.append(Path(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    pointer = publish(store, BEFORE)
    places = [path.relative_to(store.root).parts[0] for path in written]
    assert places[-2:] == ["current.json", "pointers"]
    assert set(places[:-2]) == {"objects"}
    manifests = [path.name for path in written[:-2] if path.name in pointer.manifests.values()]
    pages = [path.name for path in written if path.name == digest_of(BEFORE)]
    assert written[:-2].index(store.path_of(Digest(pages[0]))) < (
        written[:-2].index(store.path_of(Digest(manifests[0])))
    )


@pytest.mark.parametrize("died", ["current.json", "record"])
def test_an_order_that_was_never_in_force_stands_in_no_record(
    died: str, store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K2: were the pointer damaged afterwards, the record would be what phones are ordered."""

    class Killed(BaseException):
        pass

    def kill(path: Path, data: bytes) -> None:
        if (path.name == "current.json") == (died == "current.json"):
            raise Killed
        write_atomically(path, data)

    # Given a publication that is killed with an order to phones
    first = publish(store, BEFORE)
    with monkeypatch.context() as patch:
        patch.setattr("content.release.store.write_atomically", kill)
        with pytest.raises(Killed):
            point_at(store, first.manifests, as_of="2026-11-23", now=NOW, control="remove")
    # Then the list of releases says what is in force, and no more
    in_force = store.current()
    assert in_force.control == ("normal" if died == "current.json" else "remove")
    assert store.published()[0] == store.last() == in_force
    # And the next publication leaves no gap
    second = publish(store, AFTER)
    assert second.control == in_force.control
    records = {path.stem for path in store.root.glob("pointers/*")}
    assert records == {str(one.sequence) for one in (first, in_force, second)}


def test_an_order_and_the_number_outlive_the_pointer(store: ReleaseStore) -> None:
    first = publish(store, BEFORE)
    ordered = point_at(store, first.manifests, as_of="2026-11-23", now=NOW, control="network-first")
    store.current_path.unlink()
    next_one = publish(store, AFTER)
    assert next_one.control == "network-first"
    assert next_one.sequence == ordered.sequence + 1


def test_a_record_with_a_number_that_no_phone_can_know_is_passed_over(store: ReleaseStore) -> None:
    first = publish(store, BEFORE)
    (store.root / f"pointers/{2**53 - 1}.json").touch()
    (store.root / f"pointers/{10**20}.json").touch()
    second = publish(store, AFTER)
    assert second.sequence == first.sequence + 1
    assert store.published() == [second, first]


def test_a_pointer_that_nobody_could_read_is_not_published(store: ReleaseStore) -> None:
    first = publish(store, BEFORE)
    with pytest.raises(UnknownFormat):
        publish(store, AFTER, now=2.0**60)
    assert store.current() == first
    assert store.published() == [first]


def test_releases_are_counted_by_what_they_hold(store: ReleaseStore) -> None:
    """Orders and new dates are pointers to a release that is there already."""
    first = publish(store, BEFORE)
    second = publish(store, AFTER)
    orders: list[Control] = ["network-first", "normal", "network-first"]
    for mode in orders:
        again = point_at(store, second.manifests, as_of="2026-11-24", now=NOW, control=mode)
    assert store.releases(2) == [again, first]
    assert store.releases(1) == [again]


def test_what_a_killed_publication_left_half_written_goes_with_the_next(
    store: ReleaseStore,
) -> None:
    publish(store, BEFORE)
    halves = [store.root / ".new-abc", store.root / "pointers/.new-def"]
    for path in halves:
        path.touch()
    publish(store, AFTER)
    assert not any(path.exists() for path in halves)


def test_a_file_is_flushed_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    for step in ("fsync", "replace"):
        real = getattr(os, step)

        def note(*args: Any, step: str = step, real: Callable[..., Any] = real) -> Any:
            steps.append(step)
            return real(*args)

        monkeypatch.setattr(os, step, note)
    write_atomically(tmp_path / "file", b"bytes")
    assert steps == ["fsync", "replace", "fsync"]
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644
