"""D6: series, packs in one file: whatever a phone keeps of a guide, few answers bring it."""

import os
from itertools import combinations
from pathlib import Path

import pytest

from content.release.digest import digest_of
from content.release.manifest import CORE, Pointer
from content.release.pack import is_pack_name, pack_name
from content.release.pack_files import store_series
from content.release.packs import stored_packs
from content.release.series import (
    ANSWERS,
    MOST_PARTS,
    Parts,
    Series,
    first_visits,
    groups,
    pick,
    updates,
)
from content.release.store import ReleaseStore
from tests.content.pack_guide import Guide, Phone

LANGUAGES = ("ar", "en", "fr", "nl", "pt", "ro")


@pytest.fixture(autouse=True)
def _no_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here cuts the power; waiting for the disk would be most of the time."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def guide(tmp_path: Path) -> Guide:
    return Guide(ReleaseStore(tmp_path / "releases"), pages=3)


def edition(number: int, languages: tuple[str, ...] = LANGUAGES) -> Parts:
    return {one: digest_of(f"{one}{number}".encode()) for one in (CORE, *languages)}


def bytes_of(guide: Guide, name: str) -> bytes:
    return guide.store.path_of_pack(name).read_bytes()


def holds_what_it_says(guide: Guide, series: Series) -> bool:
    return bytes_of(guide, series.name) == b"".join(bytes_of(guide, one) for one in series.packs)


def test_a_first_visit_gets_her_own_language_first_then_all_others(guide: Guide) -> None:
    old = guide.publish()
    guide.texts["/en/2"] = "<p>New.</p>"
    new = guide.publish()
    core = {CORE: new.manifests[CORE]}
    series = list(first_visits(new.manifests))
    assert [one.packs for one in series] == [
        tuple(pack_name({code: new.manifests[code]}, core) for code in order.split())
        for order in ("en fr nl", "fr en nl", "nl en fr")
    ]
    assert all(holds_what_it_says(guide, one) for one in series)
    gone = [one.name for one in first_visits(old.manifests)]
    assert not any(guide.store.path_of_pack(name).exists() for name in gone)


def test_one_language_alone_needs_no_series() -> None:
    assert list(first_visits(edition(1, ("en",)))) == []


def test_a_phone_with_all_languages_takes_one_pack_though_one_is_gone(guide: Guide) -> None:
    guide.languages = ("ar", "en", "fr", "nl")
    old = guide.publish()
    phone = phone_of(guide, old, *guide.languages).counting_anew()
    guide.style += b"h1 { color: green }\n"
    guide.languages = ("ar", "en", "fr")
    new = guide.publish()
    assert phone.take(dict(new.manifests), dict(old.manifests))
    del phone.parts["nl"]
    phone.complete(new)
    assert phone.fetched == []


def test_a_phone_with_some_languages_takes_three_answers_at_most(guide: Guide) -> None:
    """Its packs stand in series, each made as it is when it is asked for alone."""
    guide.languages = LANGUAGES
    old, _ = guide.publish(), guide.texts.update({"/en/2": "<p>New.</p>"})
    guide.style += b"h1 { color: green }\n"
    new = guide.publish()
    series = list(updates(new.manifests, old.manifests))
    assert series
    assert all(holds_what_it_says(guide, one) for one in series)
    phone = phone_of(guide, old, "ar", "en", "nl", "ro")
    for one in groups(new.manifests, old.manifests):
        held = [part for part in one if part in phone.parts]
        name = pack_name({part: new.manifests[part] for part in held}, dict(old.manifests))
        assert len(held) < 2 or any(one.name == name for one in series)
        for part in held:
            assert phone.take({part: new.manifests[part]}, {part: old.manifests[part]})
    phone.complete(new)
    assert phone.fetched == []


def phone_of(guide: Guide, pointer: Pointer, *languages: str) -> Phone:
    phone = Phone(guide.store)
    core = {CORE: pointer.manifests[CORE]}
    assert phone.take(core, {})
    for code in languages:
        assert phone.take({code: pointer.manifests[code]}, core)
    phone.complete(pointer)
    return phone.counting_anew()


def test_every_choice_of_parts_is_three_answers() -> None:
    seen = 0
    old, new = edition(1), edition(2)
    names = {one.name for one in updates(new, old)}
    for count in range(ANSWERS, len(LANGUAGES)):
        for some in combinations(LANGUAGES, count):
            kept = [[part for part in group if part in (CORE, *some)] for group in groups(new, old)]
            several = [group for group in kept if len(group) > 1]
            assert len([group for group in kept if group]) <= ANSWERS
            assert all(pack_name(pick(new, group), old) in names for group in several)
            seen += 1
    assert seen > 40


def test_where_each_part_can_be_asked_for_there_are_no_series_of_updates() -> None:
    old = edition(1)
    few = {**old, **pick(edition(2), [CORE, "en", "fr"])}
    assert list(updates(few, old)) == []
    assert list(updates(edition(2, LANGUAGES[:2]), edition(1, LANGUAGES[:2]))) == []


def test_a_guide_of_many_languages_gets_no_files_beyond_number() -> None:
    codes = tuple(f"a{chr(97 + n)}" for n in range(MOST_PARTS))
    most = codes[: MOST_PARTS - 1]
    assert len(list(updates(edition(2, most), edition(1, most)))) == 3 * 11
    assert list(updates(edition(2, codes), edition(1, codes))) == []


def test_where_most_languages_are_gone_a_series_has_not_the_name_of_the_pack() -> None:
    codes = tuple(f"a{chr(97 + n)}" for n in range(MOST_PARTS - 1))
    old, new = edition(1, codes), edition(2, codes[:3])
    assert pack_name(new, old) not in {one.name for one in updates(new, old)}


def test_languages_that_were_published_since_come_in_one_answer(guide: Guide) -> None:
    guide.languages = ("en",)
    old = guide.publish()
    guide.languages = ("ar", "en", "fr", "nl")
    new = guide.publish()
    (series,) = updates(new.manifests, old.manifests)
    core, added = {CORE: new.manifests[CORE]}, ("ar", "fr", "nl")
    assert series.packs == tuple(pack_name({one: new.manifests[one]}, core) for one in added)
    assert holds_what_it_says(guide, series)


def test_no_pack_has_the_name_of_a_series(guide: Guide) -> None:
    guide.languages = LANGUAGES
    old = guide.publish()
    guide.style += b"h1 { color: green }\n"
    new = guide.publish()
    series = [*first_visits(new.manifests), *updates(new.manifests, old.manifests)]
    names = [one.name for one in series]
    packs = {name for one in series for name in one.packs}
    whole = pack_name(new.manifests, old.manifests)
    assert len(set(names)) == len(names)
    assert not {*packs, whole} & set(names)
    assert all(map(is_pack_name, names))
    stored = {path.name for path in stored_packs(guide.store)}
    assert {*names, *packs, whole} <= stored


def test_a_series_goes_when_another_release_is_published(guide: Guide) -> None:
    guide.languages = LANGUAGES
    pointers = []
    for number in range(3):
        guide.style += b"h%d { color: green }\n" % number
        pointers.append(guide.publish())
    first, second, third = (one.manifests for one in pointers)
    gone = [one.name for one in updates(second, first)]
    there = [one.name for old in (first, second) for one in updates(third, old)]
    assert gone
    assert not any(guide.store.path_of_pack(name).exists() for name in gone)
    assert all(guide.store.path_of_pack(name).exists() for name in there)


def test_where_a_pack_was_left_out_its_series_is_too(guide: Guide) -> None:
    there, missing = next(first_visits(guide.publish().manifests)), "a" * 64
    broken = Series("b" * 64, (there.packs[0], missing))
    store_series(guide.store, [broken])
    assert not guide.store.path_of_pack(broken.name).exists()
    store_series(guide.store, [Series(broken.name, there.packs)])
    assert bytes_of(guide, broken.name) == bytes_of(guide, there.name)
