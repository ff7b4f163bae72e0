"""Going back to an older release, and orders to all phones, by command."""

import errno
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result

from content.beside import beside
from content.release.digest import Digest
from content.release.manifest import CORE, Pointer
from content.release.pack import pack_name
from content.release.pack_files import remove_pack
from content.release.packs import build_packs, stored_packs
from content.release.store import write_atomically
from content.release.tree import Leaf, point_at, store_parts
from pwa.commands.release import LISTED
from pwa.headers import RELEASED
from pwa.republishing import roll_back
from pwa.services import Services, open_services
from pwa.settings import Settings
from tests.conftest import Built
from tests.pwa.copies import check_whole

Run = Callable[..., Result]
SET = {"page": RELEASED["page"], "missing": RELEASED["missing"]}
DAY = "2026-11-{:02}"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return open_services(Settings(content_dir=str(tmp_path / "none"), data_dir=str(tmp_path)))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        return Built(tmp_path, "").app().test_cli_runner().invoke(args=["release", *arguments])

    return invoke


def publish(services: Services, number: int) -> Pointer:
    """Publish a small guide, each number another one."""
    words = f"<p>guide {number}</p>\n".encode() * 40
    parts = {
        CORE: [Leaf("/", words, "page"), Leaf("/404", b"nothing", "missing")],
        "en": [Leaf("/en/", words + b"home", "page")],
    }
    manifests = store_parts(services.store, parts, SET)
    build_packs(services.store, manifests, lambda line: None)
    return point_at(services.store, manifests, as_of=DAY.format(number), now=1_790_000_000)


def in_force(services: Services) -> Pointer:
    return services.store.current()


def test_a_rollback_publishes_the_old_tree_under_a_higher_number(
    services: Services, run: Run
) -> None:
    """K1"""
    old, new = publish(services, 1), publish(services, 2)
    objects = {path for path in services.store.root.glob("objects/*/*")}
    result = run("rollback", old.id[:12])
    assert (result.exit_code, result.stdout) == (0, old.id + "\n")
    now = in_force(services)
    assert (now.id, now.as_of, now.control) == (old.id, old.as_of, "normal")
    assert now.sequence > new.sequence
    assert {path for path in services.store.root.glob("objects/*/*")} == objects
    # And phones that have the release in force find their packs: all of it, or part by part
    steps = [(old.manifests, new.manifests)]
    steps += [({n: old.manifests[n]}, {n: new.manifests[n]}) for n in old.manifests]
    for target, base in steps:
        assert services.store.path_of_pack(pack_name(target, base)).exists()


def test_a_rollback_says_how_far_it_is(services: Services) -> None:
    old, _ = publish(services, 1), publish(services, 2)
    said: list[str] = []
    roll_back(services, old.id, now=0, progress=said.append)
    assert [line for line in said if line.startswith("checked")] == [
        f"checked {number} of 3 files of this release …" for number in (1, 2, 3)
    ]
    assert any(line.startswith("building packs") for line in said)


def test_going_back_and_forth_by_any_id_of_the_list(services: Services, run: Run) -> None:
    pointers = [publish(services, number) for number in range(1, 15)]
    for pointer in (pointers[0], pointers[-1], pointers[5]):
        assert run("rollback", pointer.id).exit_code == 0
        assert in_force(services).id == pointer.id
    lines = run("list").stdout.splitlines()
    assert lines[0].startswith(pointers[5].id)
    assert [line.endswith(" in force") for line in lines] == [True] + [False] * 16


def a_shared_beginning(services: Services) -> str:
    """Publish until two ids begin alike, in their first characters."""
    seen: set[str] = set()
    for number in range(400):
        data = str(number).encode()
        manifests = store_parts(services.store, {CORE: [Leaf("/", data, "page")]}, SET)
        pointer = point_at(services.store, manifests, as_of="2026-11-01", now=0)
        if pointer.id[:4] in seen:
            return pointer.id[:4]
        seen.add(pointer.id[:4])
    raise AssertionError("no two ids begin alike")


@pytest.mark.parametrize(
    ("asked", "said"),
    [("0000000000", "No release begins with"), ("", "at least 4 characters"),
     ("abc", "at least 4 characters"), ("../..", "No release begins with")],
)  # fmt: skip
def test_an_id_that_is_none_is_a_sentence(
    services: Services, run: Run, asked: str, said: str
) -> None:
    publish(services, 1)
    before = in_force(services)
    result = run("rollback", asked)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""
    assert in_force(services) == before


def test_a_beginning_of_several_ids_is_a_sentence(services: Services, run: Run) -> None:
    result = run("rollback", a_shared_beginning(services))
    assert result.exit_code == 1
    assert "2 releases begin with" in result.stderr


def test_the_release_in_force_is_not_gone_back_to(services: Services, run: Run) -> None:
    pointer = publish(services, 1)
    result = run("rollback", pointer.id)
    assert result.exit_code == 1
    assert "in force already" in result.stderr


@pytest.mark.parametrize(
    "harm", ["a page is missing", "a page is damaged", "a manifest is damaged"]
)
def test_a_release_that_is_not_whole_any_more_is_not_gone_back_to(
    services: Services, run: Run, harm: str
) -> None:
    old, new = publish(services, 1), publish(services, 2)
    manifest = old.manifests["en"]
    page = services.store.manifest(manifest).entries["/en/"].object
    place = services.store.path_of(manifest if "manifest" in harm else page)
    for file in place.parent.glob(f"{place.name}*"):
        if "missing" in harm:
            file.unlink()
        else:
            file.write_bytes(b"{}")
    result = run("rollback", old.id)
    assert result.exit_code == 1
    assert "not whole any more" in result.stderr
    assert place.name in result.stderr
    assert in_force(services) == new


@pytest.mark.parametrize("damaged", ["", ".br", ".gz"])
def test_a_rollback_mends_what_is_damaged_of_an_object(
    services: Services, run: Run, damaged: str
) -> None:
    """Browsers take the `.br`; from there on it would be given out as it is."""
    old, _ = publish(services, 1), publish(services, 2)
    page = services.store.manifest(old.manifests["en"]).entries["/en/"].object
    for name in (page, old.manifests["en"]):
        file = services.store.path_of(Digest(name + damaged))
        os.truncate(file, 20)
    assert run("rollback", old.id).exit_code == 0
    check_whole(services.store)


@pytest.mark.parametrize("files_with_room", range(5))
def test_a_full_disk_costs_a_rollback_its_packs_and_nothing_else(
    services: Services, run: Run, monkeypatch: pytest.MonkeyPatch, files_with_room: int
) -> None:
    """K1: to take back a wrong number is urgent, and packs are a speed-up."""
    old = publish(services, 1)
    for pack in stored_packs(services.store):
        remove_pack(pack)
    publish(services, 2)
    before = sorted((services.store.root / "packs").iterdir())
    room = files_with_room

    def refusing(path: Path, data: bytes) -> None:
        nonlocal room
        if not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        room -= 1
        write_atomically(path, data)

    for module in ("packs", "pack_runs"):
        monkeypatch.setattr(f"content.release.{module}.write_atomically", refusing)
    monkeypatch.setattr("content.release.packs.beside", partial(beside, here=True))
    result = run("rollback", old.id)
    assert (result.exit_code, result.stdout) == (0, old.id + "\n")
    assert in_force(services).id == old.id
    assert "The disk refused the packs for phones (No space left" in result.stderr
    # And what was built is given up, so that the pointer has its room
    assert sorted((services.store.root / "packs").iterdir()) == before


def test_damaged_pointers_are_passed_over_with_a_sentence(services: Services, run: Run) -> None:
    old = publish(services, 1)
    new = publish(services, 2)
    folder = services.store.root / "pointers"
    (folder / f"{old.sequence}.json").rename(folder / "5.json")
    (folder / "7.json").write_bytes(b"\xff{")
    (folder / "8.json").write_bytes(new.encode().replace(b'"as_of"', b'"as_off"'))
    (folder / "notes.json").write_bytes(b"")
    (folder / ".new-abc").write_bytes(b"")
    listed = run("list")
    assert listed.exit_code == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [new.id, old.id]
    assert listed.stderr.count("is damaged and was passed over") == 2
    assert run("rollback", old.id).exit_code == 0
    assert in_force(services).id == old.id


def test_a_damaged_pointer_in_force_is_a_sentence(services: Services, run: Run) -> None:
    old = publish(services, 1)
    services.store.current_path.write_bytes(b"{")
    assert run("list").exit_code == 0
    for arguments in (("rollback", old.id), ("control", "network-first")):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "current.json is damaged" in result.stderr


def test_a_build_mends_a_damaged_pointer_and_loses_neither_order_nor_number(
    services: Services, run: Run
) -> None:
    """D8, K2: phones that know a higher number would refuse a lower one, and an order stands."""
    publish(services, 1)
    assert run("control", "network-first").exit_code == 0
    ordered = in_force(services)
    ahead = services.store.root / "pointers" / f"{ordered.sequence + 1_000_000}.json"
    for damage in (b"{", b""):
        ahead.write_bytes(b"damaged, but phones may have seen it")
        services.store.current_path.write_bytes(damage)
        mended = publish(services, 2)
        assert mended.control == "network-first"
        assert mended.sequence > ordered.sequence + 1_000_000
        assert in_force(services) == mended
    # And where no record can be read, it begins anew, above all their numbers
    for record in services.store.root.glob("pointers/*.json"):
        record.write_bytes(b"{")
    services.store.current_path.write_bytes(b"{")
    anew = publish(services, 3)
    assert anew.control == "normal"
    assert anew.sequence > mended.sequence


def test_before_the_first_release_there_is_nothing_to_order_or_go_back_to(run: Run) -> None:
    assert (run("list").exit_code, run("list").stdout) == (0, "")
    assert "release build" in run("control", "network-first").stderr
    assert "No release begins with" in run("rollback", "abcd").stderr


def test_the_list_shows_the_last_ones_and_reads_no_others(services: Services, run: Run) -> None:
    pointer = publish(services, 1)
    for number in range(1, LISTED + 10):
        data = pointer.encode().replace(str(pointer.sequence).encode(), str(number).encode())
        (services.store.root / "pointers" / f"{number}.json").write_bytes(data)
    (services.store.root / "pointers/1.json").write_bytes(b"damaged, and never read")
    few, every = run("list"), run("list", "--all")
    assert len(few.stdout.splitlines()) == LISTED
    assert "release list --all" in few.stderr
    assert "damaged" not in few.stderr
    assert len(every.stdout.splitlines()) == LISTED + 9
    assert "damaged" in every.stderr


def test_an_order_stays_until_another_one(services: Services, run: Run) -> None:
    """K2: a build and a rollback leave it as it is."""
    old, new = publish(services, 1), publish(services, 2)
    assert run("control", "network-first").stdout == new.id + "\n"
    ordered = in_force(services)
    assert (ordered.control, ordered.id, ordered.as_of) == ("network-first", new.id, new.as_of)
    assert ordered.sequence > new.sequence
    assert publish(services, 3).control == "network-first"
    back = run("rollback", old.id)
    assert in_force(services).control == "network-first"
    assert "ask the network first" in back.stderr
    assert " network-first in force" in run("list").stdout
    assert run("control", "normal").exit_code == 0
    assert publish(services, 4).control == "normal"


def test_phones_are_told_to_remove_themselves_only_by_a_plain_yes(
    services: Services, run: Run
) -> None:
    """K2"""
    pointer = publish(services, 1)
    refused = run("control", "remove")
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    assert in_force(services) == pointer
    assert run("control", "remove", "--yes").exit_code == 0
    assert in_force(services).control == "remove"
    again = run("control", "remove", "--yes")
    assert (again.exit_code, "already" in again.stderr) == (1, True)
    assert run("control", "everything").exit_code == 2


def test_the_search_fits_the_release_in_force_again_or_leads_to_the_list(
    built: Built, tmp_path: Path
) -> None:
    """A rollback to a release whose index is gone: no error, and no answer of another release."""
    data = Path(shutil.copytree(built.data, tmp_path / "data"))
    copy = Built(data, built.release_id)
    services: Services = copy.app().extensions["guide"]
    client = copy.app().test_client()
    # Given a newer release, and the index of the older one still there
    core = Leaf("/404", b"nothing", "missing")
    parts = {CORE: [core, Leaf("/", b"languages", "page")]}
    newer = point_at(
        services.store, store_parts(services.store, parts, SET), as_of="2026-11-24", now=0
    )
    assert client.post("/en/search", data={"q": "police"}).status_code == 404
    # When it is gone back to, the search answers from it
    runner = copy.app().test_cli_runner()
    result = runner.invoke(args=["release", "rollback", built.release_id])
    assert (result.exit_code, "index" in result.stderr) == (0, False)
    assert client.post("/en/search", data={"q": "police"}).status_code == 200
    # And without the index, it leads to the list of all pages, as a plain server does
    runner.invoke(args=["release", "rollback", newer.id])
    shutil.rmtree(services.search_dir(built.release_id))
    result = runner.invoke(args=["release", "rollback", built.release_id])
    assert "the list of all pages" in result.stderr
    answer = client.post("/fr/search", data={"q": "police"})
    assert (answer.status_code, answer.data) == (303, b"")
    assert client.get(answer.headers["Location"]).status_code == 200
