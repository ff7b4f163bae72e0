"""The exported folder: what stands in it, in which order it is written, and what it refuses."""

import gzip
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from content.release.digest import digest_of
from content.release.manifest import CORE, Pointer, read_manifest, read_pointer
from content.release.pack import pack_name
from content.release.packs import build_packs, stored_packs
from content.release.store import NoRelease, write_atomically
from content.release.tree import Leaf, point_at, store_parts
from pwa.builder import alone
from pwa.exporting import MARKER, CannotExport, export_site, place_of
from pwa.headers import RELEASED, leaving
from pwa.services import Services, open_services
from pwa.settings import Settings
from service_worker import SCRIPT_FILE

LONG = b"The same calm words, again and again. " * 40
SCRIPT = b"let calm = true;\n" * 40
EXIT = "https://example.org/"

HEADERS = {**RELEASED, "exit": leaving(EXIT)}

PAGES: Mapping[str, tuple[bytes, str]] = {
    "/": (b"languages", "page"),
    "/404": (b"nothing here", "missing"),
    "/en/": (LONG, "page"),
    "/en/k3f9": (b"a page", "page"),
    "/en/w4ng": (b"a page that is taken back later", "page"),
    "/x/1": (b"decoy", "exit"),
}


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """Open a store without a release, beside a built worker."""
    settings = Settings(content_dir=str(tmp_path / "content"), data_dir=str(tmp_path / "data"))
    opened = open_services(settings)
    write_atomically(opened.build_dir / "service-worker.js", b"the worker")
    return opened


def publish(services: Services, pages: Mapping[str, tuple[bytes, str]], script: bytes) -> Pointer:
    leaves = [Leaf(path, data, headers) for path, (data, headers) in pages.items()]
    leaves.append(Leaf(f"/o/{digest_of(script)}", script, "script"))
    manifests = store_parts(services.store, {CORE: leaves}, HEADERS)
    return point_at(services.store, manifests, as_of="2026-11-01", now=1_790_000_000)


def silent(line: str) -> None:
    """Take a line of progress and say nothing."""


def export(services: Services, folder: Path) -> Pointer:
    return export_site(services, folder, progress=silent)


def missing_objects(site: Path) -> set[str]:
    """Return what the pointer of an export leads to and the export does not hold."""
    pointer = read_pointer((site / "release").read_bytes())
    wanted = set(pointer.manifests.values())
    for digest in pointer.manifests.values():
        entries = read_manifest((site / "o" / digest).read_bytes()).entries
        wanted |= {entry.object for entry in entries.values()}
    return {
        name
        for name in wanted
        if not (site / "o" / name).exists() or digest_of((site / "o" / name).read_bytes()) != name
    }


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
    script, beside = services.build_dir / SCRIPT_FILE, tmp_path / "out/site/sw.js.gz"
    script.write_bytes(LONG)
    export(services, tmp_path / "out")
    assert gzip.decompress(beside.read_bytes()) == LONG
    script.write_bytes(b"the worker")
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


def test_objects_are_written_first_and_the_pointer_last(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    site = tmp_path / "out/site"
    written = {p: p.stat().st_mtime_ns for p in site.rglob("*") if p.is_file()}
    objects = [time for path, time in written.items() if path.parent.name == "o"]
    pages = [time for p, time in written.items() if p.parent.name != "o" and p.name != "release"]
    assert max(objects) <= min(pages)
    assert max(pages) <= written[site / "release"]


def test_a_stopped_export_leaves_a_whole_older_one_and_can_be_done_again(
    services: Services, tmp_path: Path
) -> None:
    # Given an export, and a newer release
    older = publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    newer = publish(services, {**PAGES, "/en/n3w0": (b"new", "page")}, b"new();" * 40)
    # When the disk refuses a page in the middle
    site = tmp_path / "out/site"
    (site / "en/n3w0/in-the-way").mkdir(parents=True)
    with pytest.raises(CannotExport, match="phones keep the guide they have"):
        export(services, tmp_path / "out")
    # Then readers have the older release, whole
    assert read_pointer((site / "release").read_bytes()) == older
    assert missing_objects(site) == set()
    # And the next export ends well
    (site / "en/n3w0/in-the-way").rmdir()
    (site / "en/n3w0").rmdir()
    assert export(services, tmp_path / "out") == newer
    assert missing_objects(site) == set()


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
        export_site(services, tmp_path / "out", progress=said.append)
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
    with ThreadPoolExecutor(1) as other, alone(services.settings.data):
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
    with ThreadPoolExecutor(1) as other, alone(tmp_path / "out"):
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


def test_no_link_leads_out_of_the_folder(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "out/site/en").rename(elsewhere)
    (tmp_path / "out/site/en").symlink_to(elsewhere)
    publish(services, {**PAGES, "/en/k3f9": (b"changed", "page")}, SCRIPT)
    with pytest.raises(CannotExport, match="leads out of"):
        export(services, tmp_path / "out")
    assert (elsewhere / "k3f9").read_bytes() == b"a page"


def test_a_marker_makes_no_file_outside_disappear(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    (tmp_path / "dear").write_bytes(b"dear")
    write_atomically(tmp_path / "out" / MARKER, b'{"format":1,"paths":["/../../dear"]}')
    with pytest.raises(CannotExport, match="leads out of"):
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
    (services.build_dir / "service-worker.js").unlink()
    with pytest.raises(CannotExport, match="bundles build"):
        export(services, tmp_path / "out")
    assert not (tmp_path / "out").exists()
