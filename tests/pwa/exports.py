"""Small releases and their exports, for the tests of the export."""

from collections.abc import Mapping
from pathlib import Path

from content.release.digest import digest_of
from content.release.manifest import CORE, Pointer, read_manifest, read_pointer
from content.release.store import write_atomically
from content.release.tree import Leaf, point_at, store_parts
from pwa.assets.files import write_digests
from pwa.export_folder import MARKER, SITE, VERSIONS
from pwa.exporting import export_site
from pwa.headers import RELEASED, leaving
from pwa.services import Services, open_services
from pwa.settings import Settings
from service_worker import SCRIPT_FILE

LONG = b"The same calm words, again and again. " * 40
SCRIPT = b"let calm = true;\n" * 40
EXIT = "https://example.org/"
NOW = 1_790_000_000

HEADERS = {**RELEASED, "exit": leaving(EXIT)}

PAGES: Mapping[str, tuple[bytes, str]] = {
    "/": (b"languages", "page"),
    "/404": (b"nothing here", "missing"),
    "/en/": (LONG, "page"),
    "/en/k3f9": (b"a page", "page"),
    "/en/w4ng": (b"a page that is taken back later", "page"),
    "/x/1": (b"decoy", "exit"),
}


def opened_services(folder: Path) -> Services:
    """Open a store without a release, beside a built worker."""
    settings = Settings(content_dir=str(folder / "content"), data_dir=str(folder / "data"))
    opened = open_services(settings)
    put_worker(opened, b"the worker")
    return opened


def put_worker(services: Services, script: bytes) -> None:
    """Put a worker where `bundles build` puts it, and list it."""
    write_atomically(services.build_dir / SCRIPT_FILE, script)
    write_digests(services.build_dir, {SCRIPT_FILE: [digest_of(script)]})


def publish(services: Services, pages: Mapping[str, tuple[bytes, str]], script: bytes) -> Pointer:
    leaves = [Leaf(path, data, headers) for path, (data, headers) in pages.items()]
    leaves.append(Leaf(f"/o/{digest_of(script)}", script, "script"))
    manifests = store_parts(services.store, {CORE: leaves}, HEADERS)
    return point_at(services.store, manifests, as_of="2026-11-01", now=NOW)


def silent(line: str) -> None:
    """Take a line of progress and say nothing."""


def export(services: Services, folder: Path, now: float = NOW) -> Pointer:
    return export_site(services, folder, now=now, progress=silent)


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


def as_before(out: Path) -> None:
    """Make an export what earlier versions of this program left."""
    site = out / SITE
    target = site.resolve()
    site.unlink()
    target.rename(site)
    (out / VERSIONS).rmdir()
    (out / MARKER).write_bytes(b'{"format":1,"paths":["/","/en/"]}')
