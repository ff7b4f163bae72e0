"""Objects of old releases leave the server, and none that anybody may still ask for."""

import os
from pathlib import Path

import pytest

from content.release.digest import Digest, digest_of
from content.release.manifest import HeaderSet, Pointer
from content.release.store import ReleaseStore
from content.release.tree import Leaf, point_at, store_parts
from content.release.unneeded import DAY_SECONDS, REMEMBERED, remove_unneeded
from tests.conftest import NOW, Built
from tests.pwa.copies import check_whole, copy_of_sample

HEADERS = {"page": HeaderSet(200, {"Content-Type": "text/html"})}


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return ReleaseStore(tmp_path / "releases")


def text(number: int) -> bytes:
    return f"the guide of day {number} ".encode() * 40


def publish(store: ReleaseStore, number: int, now: float) -> Pointer:
    parts = {"core": [Leaf("/", text(number), "page"), Leaf("/same", b"same" * 99, "page")]}
    return point_at(store, store_parts(store, parts, HEADERS), as_of="2026-11-23", now=now)


def publish_daily(store: ReleaseStore, days: int) -> list[Pointer]:
    return [publish(store, day, NOW + day * DAY_SECONDS) for day in range(days)]


def make_old(store: ReleaseStore) -> None:
    for path in (store.root / "objects").glob("*/*"):
        os.utime(path, (NOW - DAY_SECONDS, NOW - DAY_SECONDS))


def held(store: ReleaseStore, number: int) -> bool:
    return store.path_of(digest_of(text(number))).exists()


def test_the_release_in_force_and_ten_before_it_are_kept(store: ReleaseStore) -> None:
    days = REMEMBERED + 5
    pointers = publish_daily(store, days)
    make_old(store)

    removed = remove_unneeded(store, NOW + days * DAY_SECONDS)

    kept = [day for day in range(days) if held(store, day)]
    assert kept == list(range(days - REMEMBERED - 1, days))
    assert removed == (days - len(kept)) * 6, "a page and a manifest, with encodings"
    assert store.published() == pointers[::-1], "pointers stay"
    assert check_whole(store) == pointers[-1]
    assert remove_unneeded(store, NOW + days * DAY_SECONDS) == 0


def test_nothing_younger_than_a_day_is_removed(store: ReleaseStore) -> None:
    days = REMEMBERED + 5
    publish_daily(store, days)
    for path in (store.root / "objects").glob("*/*"):
        os.utime(path, (NOW + days * DAY_SECONDS - 60,) * 2)
    assert remove_unneeded(store, NOW + days * DAY_SECONDS) == 0


def test_a_release_that_was_in_force_within_the_day_keeps_its_objects(store: ReleaseStore) -> None:
    """However many were published since: a phone is in the middle of taking it."""
    for number in range(REMEMBERED * 3):
        publish(store, number, NOW + 60 * number)
    make_old(store)
    assert remove_unneeded(store, NOW + 3600) == 0
    assert remove_unneeded(store, NOW + 2 * DAY_SECONDS) > 0
    assert check_whole(store)


def test_going_to_and_fro_counts_each_release_once(store: ReleaseStore) -> None:
    publish(store, 0, NOW)
    for day in range(1, 40):
        publish(store, 1 + day % 2, NOW + day * DAY_SECONDS)
    make_old(store)
    assert remove_unneeded(store, NOW + 50 * DAY_SECONDS) == 0
    assert held(store, 0)


def test_a_release_that_came_back_into_force_is_kept(store: ReleaseStore) -> None:
    publish_daily(store, 12)
    back = publish(store, 0, NOW + 12 * DAY_SECONDS)
    make_old(store)
    remove_unneeded(store, NOW + 30 * DAY_SECONDS)
    assert held(store, 0)
    assert check_whole(store) == back


def test_with_a_remembered_manifest_that_cannot_be_read_nothing_is_removed(
    store: ReleaseStore,
) -> None:
    pointers = publish_daily(store, REMEMBERED + 5)
    make_old(store)
    manifest = store.path_of(Digest(pointers[-2].manifests["core"]))
    manifest.write_bytes(b"{")
    assert remove_unneeded(store, NOW + 30 * DAY_SECONDS) == 0
    manifest.unlink()
    assert remove_unneeded(store, NOW + 30 * DAY_SECONDS) == 0


def test_an_empty_store_has_nothing_to_remove(store: ReleaseStore) -> None:
    assert remove_unneeded(store, NOW) == 0
    assert not store.root.exists()


def test_a_publication_removes_what_nobody_needs_any_more(built: Built, tmp_path: Path) -> None:
    # Given a guide that changed every day for two weeks
    copy = copy_of_sample(built, tmp_path)
    copy.build(now=NOW)
    first = copy.services.current.tree().paths["/fr/bb22"].entry.object
    word = "Demande"
    for day in range(1, REMEMBERED + 4):
        copy.edit("pages/stay/fr.md", word, word + "r")
        word += "r"
        make_old(copy.services.store)
        copy.build(now=NOW + day * DAY_SECONDS)

    # Then the page of the first day is gone, and a phone of ten releases ago finds all of its own
    store = copy.services.store
    assert not store.path_of(Digest(first)).exists()
    check_whole(store)
    for pointer in store.published()[: REMEMBERED + 1]:
        for part in pointer.manifests.values():
            for entry in store.manifest(Digest(part)).entries.values():
                assert digest_of(store.read(entry.object)) == entry.object


@pytest.mark.parametrize("is_right_again", [True, False])
def test_a_clock_that_was_ahead_does_not_keep_everything_for_ever(
    store: ReleaseStore, is_right_again: bool
) -> None:
    """The number of one release is years ahead, and with it those of all that follow."""
    years = 3 * 365 * DAY_SECONDS
    publish(store, 0, NOW + years)
    days = REMEMBERED + 5
    for day in range(1, days):
        pointer = publish(store, day, NOW + day * DAY_SECONDS)
        written = NOW + day * DAY_SECONDS + (0 if is_right_again else years)
        os.utime(store.record_of(pointer), (written, written))
    make_old(store)

    remove_unneeded(store, NOW + days * DAY_SECONDS)

    assert [day for day in range(days) if held(store, day)] == list(
        range(days - REMEMBERED - 1, days)
    )


def test_after_a_clock_that_was_ahead_what_was_in_force_today_stays(store: ReleaseStore) -> None:
    publish(store, 0, NOW + 3 * 365 * DAY_SECONDS)
    days = REMEMBERED + 5
    for day in range(1, days):
        pointer = publish(store, day, NOW)
        os.utime(store.record_of(pointer), (NOW, NOW))
    make_old(store)
    remove_unneeded(store, NOW + 60)
    assert all(held(store, day) for day in range(days))
