"""The exported folder: what stands in it, in which order it is written, and what it refuses."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from content.release.digest import digest_of
from content.release.manifest import CORE
from content.release.pack import pack_name
from content.release.packs import build_packs, stored_packs
from content.release.store import NoRelease, write_atomically
from content.release.tree import Leaf, point_at, store_parts
from pwa.build_lock import alone
from pwa.export_files import CannotExport
from pwa.export_folder import MARKER
from pwa.exporting import export_site, place_of
from pwa.headers import leaving
from pwa.services import Services
from service_worker import SCRIPT_FILE
from tests.pwa.exports import (
    EXIT,
    LONG,
    NOW,
    PAGES,
    SCRIPT,
    export,
    missing_objects,
    opened_services,
    publish,
    put_worker,
    silent,
)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """Open a store without a release, beside a built worker."""
    return opened_services(tmp_path)


def test_every_path_stands_as_a_file(services: Services, tmp_path: Path) -> None:
    pointer = publish(services, PAGES, SCRIPT)
    assert export(services, tmp_path / "out") == pointer
    site = tmp_path / "out/site"
    assert (site / "index.html").read_bytes() == b"languages"
    assert (site / "en/index.html").read_bytes() == LONG
    assert (site / "en/k3f9").read_bytes() == b"a page"
    assert (site / "sw.js").read_bytes() == b"the worker"
    assert (site / "release").read_bytes() == pointer.encode()
    assert missing_objects(site) == set()


def test_the_worker_has_its_encodings_beside_it_while_they_save_something(
    services: Services, tmp_path: Path
) -> None:
    publish(services, PAGES, SCRIPT)
    beside = tmp_path / "out/site/sw.js.gz"
    put_worker(services, LONG)
    export(services, tmp_path / "out")
    assert gzip.decompress(beside.read_bytes()) == LONG
    put_worker(services, b"the worker")
    export(services, tmp_path / "out")
    assert not beside.exists()
    assert (tmp_path / "out/site/sw.js").read_bytes() == b"the worker"


def test_encodings_stand_beside_where_the_store_has_them(
    services: Services, tmp_path: Path
) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    site, held = tmp_path / "out/site", services.store.path_of(digest_of(LONG)).parent
    for suffix in (".br", ".gz"):
        encoded = (held / (digest_of(LONG) + suffix)).read_bytes()
        assert (site / f"en/index.html{suffix}").read_bytes() == encoded
        assert (site / f"o/{digest_of(LONG)}{suffix}").read_bytes() == encoded
        assert not (site / f"en/k3f9{suffix}").exists()


def test_what_pages_load_stands_there_a_second_time_with_its_type(
    services: Services, tmp_path: Path
) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    objects = tmp_path / "out/site/o"
    assert [path.name for path in objects.glob("*.js")] == [f"{digest_of(SCRIPT)}.js"]
    assert (objects / f"{digest_of(SCRIPT)}.js").read_bytes() == SCRIPT


def test_exporting_again_keeps_the_objects_of_the_older_pointer(
    services: Services, tmp_path: Path
) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    site = tmp_path / "out/site"
    before = {path.name for path in (site / "o").iterdir()}
    without = {path: page for path, page in PAGES.items() if path != "/en/w4ng"}
    publish(services, {**without, "/en/": (b"short", "page")}, b"new();" * 40)
    export(services, tmp_path / "out")
    assert before < {path.name for path in (site / "o").iterdir()}
    assert not (site / "en/w4ng").exists(), "a page taken back is gone from its address"
    assert (site / "en/index.html").read_bytes() == b"short"
    assert not (site / "en/index.html.gz").exists(), "no encoding of the older page remains"


def test_a_fresh_export_holds_what_open_windows_of_the_last_release_load(
    services: Services, tmp_path: Path
) -> None:
    publish(services, PAGES, SCRIPT)
    publish(services, PAGES, b"new();" * 40)
    export(services, tmp_path / "out")
    assert (tmp_path / "out/site/o" / f"{digest_of(SCRIPT)}.js").read_bytes() == SCRIPT


def test_exporting_the_same_again_writes_no_page_anew(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    files = {p: p.stat().st_ino for p in (tmp_path / "out/site").rglob("*") if p.is_file()}
    export(services, tmp_path / "out")
    again = {p: p.stat().st_ino for p in (tmp_path / "out/site").rglob("*") if p.is_file()}
    assert again == files


def test_a_changed_file_has_a_later_time_even_within_a_second(
    services: Services, tmp_path: Path
) -> None:
    times = []
    for word in (b"one", b"two", b"six"):
        publish(services, {**PAGES, "/en/k3f9": (word, "page")}, SCRIPT)
        export(services, tmp_path / "out")
        site = tmp_path / "out/site"
        times.append([int((site / f).stat().st_mtime) for f in ("en/k3f9", "release")])
    assert len({page for page, _ in times}) == len({pointer for _, pointer in times}) == 3


def test_the_operator_hears_when_the_configuration_has_changed(
    services: Services, tmp_path: Path
) -> None:
    said: list[str] = []
    for exit_site in (EXIT, EXIT, "https://example.net/"):
        said.append("--")
        manifests = store_parts(
            services.store,
            {CORE: [Leaf("/x/1", b"decoy", "exit")]},
            {"exit": leaving(exit_site)},
        )
        point_at(services.store, manifests, as_of="2026-11-01", now=0)
        export_site(services, tmp_path / "out", now=NOW, progress=said.append)
    first, second, third = " ".join(said).split("--")[1:]
    assert "nginx.conf has changed" in first
    assert "changed" not in second
    assert "nginx.conf has changed" in third
    assert "Caddyfile has changed" in third


def test_an_export_waits_for_a_build_and_takes_what_it_made(
    services: Services, tmp_path: Path
) -> None:
    # Given a release, and a build that is under way
    publish(services, PAGES, SCRIPT)
    with ThreadPoolExecutor(1) as other, alone(services.settings.data, print):
        # When an export begins
        exported = other.submit(export, services, tmp_path / "out")
        time.sleep(0.2)
        assert not (tmp_path / "out").exists()
        # And the build ends
        newer = publish(services, {**PAGES, "/en/k3f9": (b"newer", "page")}, SCRIPT)
    # Then the folder has what the build made
    assert exported.result() == newer
    assert (tmp_path / "out/site/en/k3f9").read_bytes() == b"newer"


def test_two_exports_to_one_folder_wait_for_each_other(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    newer = publish(services, {**PAGES, "/en/k3f9": (b"newer", "page")}, SCRIPT)
    with ThreadPoolExecutor(1) as other, alone(tmp_path / "out", print):
        exported = other.submit(export, services, tmp_path / "out")
        time.sleep(0.2)
        assert (tmp_path / "out/site/en/k3f9").read_bytes() == b"a page"
    assert exported.result() == newer


def test_an_older_release_does_not_replace_a_newer_one(services: Services, tmp_path: Path) -> None:
    # Given an export, and another installation that is behind
    older = publish(services, PAGES, SCRIPT)
    behind = services.settings.data / "releases/current.json"
    newer = publish(services, {**PAGES, "/en/k3f9": (b"newer", "page")}, SCRIPT)
    export(services, tmp_path / "out")
    write_atomically(behind, older.encode())
    # When that one exports to the same folder, then it is refused
    with pytest.raises(CannotExport, match="holds a newer guide"):
        export(services, tmp_path / "out")
    assert (tmp_path / "out/site/release").read_bytes() == newer.encode()
    assert (tmp_path / "out/site/en/k3f9").read_bytes() == b"newer"
    # And a rollback, which has a higher number, is not
    back = point_at(services.store, older.manifests, as_of=older.as_of, now=0)
    assert export(services, tmp_path / "out") == back
    assert (tmp_path / "out/site/en/k3f9").read_bytes() == b"a page"


def test_packs_are_exported_as_they_are_and_old_ones_go(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "out/site/pack"
    for word in (b"one ", b"two "):
        pages = {**PAGES, "/en/k3f9": (word * 400, "page")}
        pointer = publish(services, pages, SCRIPT)
        build_packs(services.store, pointer.manifests, silent)
        export(services, tmp_path / "out")
        packs = {path.name: path.read_bytes() for path in stored_packs(services.store)}
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == packs
        assert pack_name(pointer.manifests, {}) in packs
    assert len(packs) == 3, "the core of both releases, and from the one to the other"
    gone = stored_packs(services.store)[0]
    gone.unlink()
    export(services, tmp_path / "out")
    assert {path.name for path in folder.iterdir()} == packs.keys() - {gone.name}


def test_chunks_are_exported_too(services: Services, tmp_path: Path) -> None:
    words = bytes(range(256)) * 300
    publish(services, {**PAGES, "/en/words": (words, "words")}, SCRIPT)
    export(services, tmp_path / "out")
    site = tmp_path / "out/site"
    for chunk in (words[:65_536], words[65_536:]):
        assert (site / "o" / digest_of(chunk)).read_bytes() == chunk
    assert (site / "en/words").read_bytes() == words


def test_a_folder_with_files_of_somebody_else_is_refused(
    services: Services, tmp_path: Path
) -> None:
    publish(services, PAGES, SCRIPT)
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"sun")
    with pytest.raises(CannotExport, match="name an empty folder"):
        export(services, folder)
    assert [path.name for path in folder.iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize("marker", [b"", b"[]", b'{"format":9,"paths":[]}', b'{"paths":[]}'])
def test_a_marker_that_is_not_ours_is_no_marker(
    services: Services, tmp_path: Path, marker: bytes
) -> None:
    publish(services, PAGES, SCRIPT)
    write_atomically(tmp_path / "out" / MARKER, marker)
    with pytest.raises(CannotExport, match="name an empty folder"):
        export(services, tmp_path / "out")


def test_a_file_in_place_of_the_folder_is_refused(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(CannotExport):
        export(services, tmp_path / "out")


@pytest.mark.parametrize("path", ["/../evil", "/en/../../evil", "//etc/evil", "/../../"])
def test_no_path_leads_out_of_the_folder(services: Services, tmp_path: Path, path: str) -> None:
    with pytest.raises(CannotExport, match="leads out of"):
        place_of(tmp_path / "site", path)
    publish(services, {**PAGES, path: (b"evil", "page")}, SCRIPT)
    with pytest.raises(CannotExport):
        export(services, tmp_path / "out")
    assert not (tmp_path / "evil").exists()
    assert not (tmp_path / "out").exists()


def test_a_link_inside_the_site_does_not_outlive_an_export(
    services: Services, tmp_path: Path
) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "out/site/en").rename(elsewhere)
    (tmp_path / "out/site/en").symlink_to(elsewhere)
    (tmp_path / "out/site/404").unlink()
    (tmp_path / "out/site/404").symlink_to(elsewhere / "k3f9")
    export(services, tmp_path / "out")
    assert not (tmp_path / "out/site/en").is_symlink()
    assert not (tmp_path / "out/site/404").is_symlink()
    assert not (tmp_path / "out/site/en/k3f9").samefile(elsewhere / "k3f9")
    assert (elsewhere / "k3f9").read_bytes() == b"a page"


def test_a_site_that_leads_elsewhere_is_refused(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out/site").unlink()
    (tmp_path / "out/site").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotExport, match="leads out of"):
        export(services, tmp_path / "out")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_marker_makes_no_file_outside_disappear(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    (tmp_path / "dear").write_bytes(b"dear")
    write_atomically(tmp_path / "out" / MARKER, b'{"format":1,"paths":["/../../dear"]}')
    export(services, tmp_path / "out")
    assert (tmp_path / "dear").exists()


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/en/k3f9", "decoy"), ("/en/K3F9.html", "page"), ("/o/aa", "page"), ("/new/class/x", "page")],
)
def test_a_path_that_the_servers_would_send_otherwise_is_refused(
    services: Services, tmp_path: Path, path: str, headers: str
) -> None:
    publish(services, {**PAGES, path: (b"?", headers)}, SCRIPT)
    with pytest.raises(CannotExport, match="release build"):
        export(services, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("url", ["https://example.org/$host", 'https://example.org/"; }'])
def test_an_exit_cannot_write_into_the_configuration(
    services: Services, tmp_path: Path, url: str
) -> None:
    exits = {"exit": leaving(url)}
    parts = {CORE: [Leaf("/x/1", b"decoy", "exit")]}
    manifests = store_parts(services.store, parts, exits)
    point_at(services.store, manifests, as_of="2026-11-01", now=0)
    with pytest.raises(CannotExport, match="cannot carry"):
        export(services, tmp_path / "out")


def test_a_damaged_object_is_not_passed_on(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    services.store.path_of(digest_of(SCRIPT)).write_bytes(b"something else")
    with pytest.raises(CannotExport, match="is damaged"):
        export(services, tmp_path / "out")
    assert not (tmp_path / "out/site/release").exists()


def test_without_a_worker_or_a_release_there_is_nothing_to_export(
    services: Services, tmp_path: Path
) -> None:
    with pytest.raises(NoRelease):
        export(services, tmp_path / "out")
    publish(services, PAGES, SCRIPT)
    (services.build_dir / SCRIPT_FILE).unlink()
    with pytest.raises(CannotExport, match="bundles build"):
        export(services, tmp_path / "out")
    assert not (tmp_path / "out").exists()
