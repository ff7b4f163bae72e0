"""The packs that a publication builds: a phone of any recent release follows it with little."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from content.release.digest import digest_of
from content.release.manifest import CORE, Pointer, release_id
from content.release.pack import pack_name
from content.release.pack_runs import RunShelf, keys_path
from content.release.packs import (
    RELEASES_BACK,
    Damaged,
    build_packs,
    stored_packs,
)
from content.release.store import ReleaseStore
from content.release.tree import CHUNK_BYTES, point_at, store_parts
from tests.content.pack_guide import AS_OF, HEADERS, NOW, Guide, Phone


@pytest.fixture(autouse=True)
def _no_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here cuts the power; waiting for the disk would be most of the time."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def guide(tmp_path: Path) -> Guide:
    return Guide(ReleaseStore(tmp_path / "releases"))


def installed(guide: Guide, pointer: Pointer) -> Phone:
    return Phone(guide.store).install(pointer)


def compressed_bytes(guide: Guide, path: str) -> int:
    """Return the size of a page as it would travel alone."""
    digest = guide.store.add(guide.page(path).data)
    return guide.store.path_of(digest, "gzip").stat().st_size


def test_a_first_visit_takes_few_requests(guide: Guide) -> None:
    """D6: the core, each language, and what the document loaded itself."""
    pointer = guide.publish()
    phone = Phone(guide.store)
    core = {CORE: pointer.manifests[CORE]}
    assert phone.take(core, {})
    phone.complete(pointer)
    assert phone.fetched == [digest_of(guide.style)], "every page names it: it is left out"
    for code in guide.languages:
        assert phone.take({code: pointer.manifests[code]}, core)
    phone.complete(pointer)
    assert phone.requests == 1 + 1 + len(guide.languages)
    assert phone.pack_bytes < sum(
        compressed_bytes(guide, leaf.path)
        for leaves in guide.parts().values()
        for leaf in leaves
        if leaf.headers == "page"
    )


@pytest.mark.parametrize("pages", [30, 300, pytest.param(3_000, marks=pytest.mark.soak)])
def test_one_edited_page_costs_little_however_many_there_are(guide: Guide, pages: int) -> None:
    """D5: the page's compressed size, the change of the manifest, and 1 KB."""
    guide.pages, guide.languages = pages, ("en",)
    phone, by_part = (installed(guide, guide.publish()) for _ in range(2))
    guide.texts["/en/7"] = guide.text("/en/7").replace("<p>", "<p>A new sentence. ", 1)
    pointer = guide.publish()
    phone.update(pointer)
    by_part.update(pointer, by_part=True)
    for one in (phone, by_part):
        assert one.fetched == []
        assert one.requests == 2
        assert one.pack_bytes <= 700
        assert one.pack_bytes <= compressed_bytes(guide, "/en/7") + 1024
    # And when every word of it is new
    guide.texts["/en/7"] = "\n".join(f"<p>{n} quite other words {n * 7}</p>" for n in range(90))
    last = installed(guide, pointer)
    last.update(guide.publish())
    assert last.pack_bytes <= compressed_bytes(guide, "/en/7") + 1024


def test_an_update_from_each_of_the_last_releases_is_one_pack_or_one_for_each_part(
    guide: Guide,
) -> None:
    """D6: at most 4 requests; further back, phones take objects and lose nothing."""
    guide.pages = 6
    phones = []
    for number in range(RELEASES_BACK + 2):
        guide.texts["/fr/2"] = f"<p>the {number}. time</p>"
        guide.style = b"body { color: black }\n" * (60 + number)
        pointer = guide.publish()
        phones.append(
            [(installed(guide, pointer), False)]
            + [
                (kept_some(guide, pointer, codes), True)
                for codes in (("en",), ("fr",), ("en", "fr"))
            ]
        )
    for number, of_one_release in enumerate(phones[1:-1], 1):
        for phone, by_part in of_one_release:
            phone.update(pointer, by_part=by_part)
            assert phone.requests <= 4, number
            assert phone.fetched == []
    forgotten = phones[0][0][0]
    assert not forgotten.take(dict(pointer.manifests), dict(forgotten.parts))
    forgotten.complete(pointer)


def kept_some(guide: Guide, pointer: Pointer, codes: tuple[str, ...]) -> Phone:
    phone = Phone(guide.store)
    core = {CORE: pointer.manifests[CORE]}
    phone.take(core, {})
    for code in codes:
        phone.take({code: pointer.manifests[code]}, core)
    phone.complete(pointer)
    return phone.counting_anew()


def test_a_change_of_every_page_costs_a_part_of_what_they_cost(guide: Guide) -> None:
    """A new stylesheet changes one line of every page: only that line travels."""
    pointer = guide.publish()
    phone = installed(guide, pointer)
    guide.style += b"h1 { color: green }\n"
    phone.update(guide.publish())
    pages = 3 * 33
    assert phone.fetched == []
    # A digest of 32 bytes for each page in the manifests, and the new line once
    assert phone.pack_bytes < pages * 50 + 2_000


def test_going_back_is_a_pack_too(guide: Guide) -> None:
    """K1: a phone on the release in force follows a rollback in 2 requests."""
    old = guide.publish()
    guide.texts["/en/7"] = "<p>A mistake.</p>"
    new = guide.publish()
    phone = installed(guide, new)
    build_packs(guide.store, old.manifests, guide.said.append)
    back = point_at(guide.store, old.manifests, as_of=AS_OF, now=NOW)
    phone.update(back)
    assert phone.requests == 2
    assert phone.fetched == []
    assert phone.pack_bytes < compressed_bytes(guide, "/en/7") + 1024


def test_a_large_search_export_travels_in_the_chunks_that_changed(guide: Guide) -> None:
    chance = random.Random(1)
    words = [chance.randbytes(CHUNK_BYTES) for _ in range(4)]
    guide.words["en"] = b"".join(words) + b"the rest"
    pointer = guide.publish()
    entry = guide.store.manifest(pointer.manifests["en"]).entries["/en/words"]
    assert entry.chunks == tuple(map(digest_of, [*words, b"the rest"]))
    assert entry.object == digest_of(guide.words["en"])
    phone = installed(guide, pointer)
    assert entry.object not in phone.objects, "phones keep the chunks instead"
    words[2] = chance.randbytes(CHUNK_BYTES)
    guide.words["en"] = b"".join(words) + b"the rest"
    phone.update(guide.publish())
    assert phone.pack_bytes < CHUNK_BYTES + 1_500
    # And a byte put in at the front moves them all, but costs little
    guide.words["en"] = b"!" + guide.words["en"]
    phone.counting_anew().update(guide.publish())
    assert phone.pack_bytes < 1_500


@pytest.mark.parametrize(("size", "count"), [(CHUNK_BYTES, 0), (CHUNK_BYTES + 1, 2)])
def test_only_a_large_export_is_cut(guide: Guide, size: int, count: int) -> None:
    guide.words["en"] = bytes(size)
    guide.texts["/en/7"] = "<p>long</p>\n" * 9_000
    entries = guide.store.manifest(guide.publish().manifests["en"]).entries
    assert len(entries["/en/words"].chunks) == count
    assert entries["/en/7"].chunks == ()
    assert entries["/en/7"].kept == (entries["/en/7"].object,)


def test_the_same_releases_give_the_same_packs(guide: Guide, tmp_path: Path) -> None:
    other = Guide(ReleaseStore(tmp_path / "other"))
    for one in (guide, other):
        one.publish()
        one.texts["/en/7"] = "<p>New.</p>"
        one.publish()
    packs = [{p.name: p.read_bytes() for p in stored_packs(one.store)} for one in (guide, other)]
    assert packs[0] == packs[1]
    assert len(packs[0]) > 4


def test_a_pack_that_is_there_is_not_built_again(guide: Guide) -> None:
    guide.publish()
    written = {path: path.stat().st_ino for path in stored_packs(guide.store)}
    guide.publish()
    assert {path: path.stat().st_ino for path in stored_packs(guide.store)} == written
    assert guide.said[-1].startswith("packs: 0 built")


def test_packs_of_old_releases_go_and_those_of_the_last_ones_stay(guide: Guide) -> None:
    guide.pages, guide.languages = 2, ("en",)
    pointers = []
    for number in range(RELEASES_BACK + 3):
        guide.texts["/en/1"] = f"<p>{number}</p>"
        pointers.append(guide.publish())
    cores = {CORE: pointers[0].manifests[CORE]}
    held = [
        guide.store.path_of_pack(pack_name({"en": one.manifests["en"]}, cores)).exists()
        for one in pointers
    ]
    assert held == [False] * 2 + [True] * (RELEASES_BACK + 1)


def test_an_update_that_would_cost_more_than_a_first_visit_is_left_out(guide: Guide) -> None:
    guide.languages, guide.pages = ("en",), 3
    chance = random.Random(1)
    guide.words["en"] = chance.randbytes(50_000)
    old = guide.publish()
    # The language is another one in all but name, and close to the new core
    guide.words["en"] = chance.randbytes(50_000)
    guide.texts = {f"/en/{n}": f"<p>{chance.randbytes(400).hex()}</p>" for n in range(3)}
    guide.texts["/en/u0"] = "\n".join(guide.texts.values())
    new = guide.publish()
    assert ", 1 left out" in guide.said[-1]
    part = guide.store.path_of_pack(
        pack_name({"en": new.manifests["en"]}, {"en": old.manifests["en"]})
    )
    assert not part.exists()
    assert guide.store.path_of_pack(pack_name(new.manifests, old.manifests)).exists()


def test_a_past_release_that_is_damaged_stops_nothing(guide: Guide) -> None:
    old = guide.publish()
    guide.store.path_of(old.manifests["fr"]).write_bytes(b"{}")
    guide.texts["/en/7"] = guide.texts["/fr/7"] = "<p>New.</p>"
    pointer = guide.publish()
    assert [line for line in guide.said if old.id in line and "is damaged" in line]
    assert installed(guide, pointer).parts == pointer.manifests


@pytest.mark.parametrize("harm", ["damaged", "missing"])
def test_a_release_that_is_damaged_itself_is_not_published(guide: Guide, harm: str) -> None:
    place = guide.store.path_of(guide.store.add(guide.page("/en/7").data))
    if harm == "missing":
        manifests = store_parts(guide.store, guide.parts(), HEADERS)
        place.unlink()
    else:
        place.write_bytes(b"something else")
        manifests = store_parts(guide.store, guide.parts(), HEADERS)
    with pytest.raises(Damaged, match=f"{place.name} is {harm}"):
        build_packs(guide.store, manifests, guide.said.append)


def test_without_packs_nothing_is_lost(guide: Guide) -> None:
    phone = installed(guide, guide.publish())
    guide.texts["/en/7"] = "<p>New.</p>"
    pointer = guide.publish()
    shutil.rmtree(guide.store.root / "packs")
    phone.complete(pointer)
    assert len(phone.fetched) == 2, "the manifest and the page"


def cut(path: Path, left: int = 50) -> None:
    os.truncate(path, min(left, path.stat().st_size - 1))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [cut, flip, lambda path: path.write_bytes(b"")])
def test_a_damaged_pack_is_built_anew(guide: Guide, damage: Callable[[Path], None]) -> None:
    """Also when nothing has changed: it is what phones take first."""
    guide.publish()
    guide.texts["/en/7"] = "<p>An edit.</p>"
    pointer = guide.publish()
    targets = {pointer.id, *(release_id({n: d}) for n, d in pointer.manifests.items())}
    packs = {path: path.read_bytes() for path in stored_packs(guide.store)}
    before = {path: data for path, data in packs.items() if path.name[:64] in targets}
    for path in packs:
        damage(path)
    build_packs(guide.store, pointer.manifests, guide.said.append)
    after = {path: path.read_bytes() for path in stored_packs(guide.store)}
    assert before.items() <= after.items()
    # And those that lead to the release before cannot be built any more; phones check them
    assert len(packs) - len(before) == 1
    assert len(after) == len(packs) if damage is flip else after == before
    assert "; 0 were there, 0 left out" in guide.said[-1]
    build_packs(guide.store, pointer.manifests, guide.said.append)
    assert "packs: 0 built" in guide.said[-1]


@pytest.mark.parametrize("damage", [flip, lambda path: cut(path, path.stat().st_size - 20)])
def test_no_run_of_a_damaged_pack_serves_again(
    guide: Guide, damage: Callable[[Path], None]
) -> None:
    guide.publish()
    packs = [path for path in stored_packs(guide.store) if keys_path(path).exists()]
    assert packs
    for path in packs:
        for whole in (True, False):
            shelf = RunShelf()
            shelf.load(path)
            assert bool(shelf) == whole
            damage(path)


def test_damaged_packs_of_the_last_release_go_into_none_of_the_next(
    guide: Guide, tmp_path: Path
) -> None:
    """Neither as runs, nor in a series, nor as a size that makes updates look too large."""
    other = Guide(ReleaseStore(tmp_path / "other"))
    for one in (guide, other):
        one.publish()
    for path in stored_packs(guide.store):
        cut(path, path.stat().st_size - 20)
    for one in (guide, other):
        one.texts["/en/7"] = "<p>An edit.</p>"
        one.publish()
    packs, expected = (
        {path.name: path.read_bytes() for path in stored_packs(one.store)} for one in (guide, other)
    )
    assert packs.items() <= expected.items()
    # And the one that led to the last release is cut, and deleted
    assert len(expected) - len(packs) == 1


def test_what_killed_builds_left_is_removed(guide: Guide) -> None:
    pointer = guide.publish()
    folder = guide.store.root / "packs"
    whole = {path.name for path in folder.iterdir()}
    (folder / ".new-abc").write_bytes(b"half a pack")
    (folder / ("0" * 64 + ".keys")).write_bytes(b"")
    (folder / ("0" * 64 + "-" + "1" * 64 + ".keys")).write_bytes(b"")
    build_packs(guide.store, pointer.manifests, guide.said.append)
    assert {path.name for path in folder.iterdir()} == whole


@pytest.mark.parametrize("one_process", [False, True])
def test_it_is_said_how_far_packs_are(guide: Guide, one_process: bool) -> None:
    """L5: of 3,000 pages they take as long as all the rest."""
    said: list[str] = []
    for pages in (10, 11, 12, 13):
        guide.pages = pages
        manifests = store_parts(guide.store, guide.parts(), HEADERS)
        build_packs(guide.store, manifests, said.append, one_process=one_process)
        point_at(guide.store, manifests, as_of=AS_OF, now=NOW)
    passing = [line for line in said if line.endswith("…")]
    assert all(line.startswith("building packs for ") for line in passing)
    for words in ("first visits, ", "updates, from 1 of ", "updates, from 2 of 2 releases, "):
        assert any(words in line for line in passing), words
    assert any("%" in line for line in passing) != one_process
    assert len([line for line in said if line.startswith("packs: ")]) == 4
