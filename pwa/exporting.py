"""The static export: a release as plain files, and the configuration a plain server needs.

    DIR/export.json      the marker: this folder is an export, and these are its pages
    DIR/nginx.conf       what nginx must know to answer as Flask does; DIR/Caddyfile the same
    DIR/site/en/k3f9     every path of the release; `/en/` is the file en/index.html
    DIR/site/o/<sha256>  every object and manifest, of this release and of those just before it;
                         what pages load stands there twice, once with a suffix for its type
    DIR/site/pack/<name> every pack of these, which never has an encoding beside it
    DIR/site/sw.js       the worker
    DIR/site/release     the pointer

Beside each file stand .br and .gz where the store has them. Objects are written first, pages then,
the pointer last, each file by one rename: whoever reads a folder that is being served finds all
that its pointer names. Exporting again removes no object, so phones in the middle of an update to
the older release finish it; a page that the new release lacks goes once the new pointer stands.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import DecodeError, Struct, ValidationError, json

from content.release.digest import Digest, canonical_json, digest_of
from content.release.manifest import HeaderSet, Pointer, UnknownFormat, read_pointer
from content.release.packs import stored_packs
from content.release.store import ENCODINGS, ReleaseStore, encodings, write_atomically
from pwa.builder import Progress, alone
from pwa.current import OBJECT_PREFIX, RELEASES_REMEMBERED, Found, ReleaseTree
from pwa.server_configs import caddy, nginx
from pwa.server_configs.addresses import EXIT, TYPED, CannotWrite, Site, class_of
from pwa.services import Services
from service_worker import SCRIPT_FILE, SCRIPT_PATH

MARKER = "export.json"
SITE = "site"
# What stays of the lock that `alone` takes in the folder.
LOCK = "building.lock"
POINTER_PATH = "/release"
PACK_PREFIX = "/pack/"

FORMAT = 1


class CannotExport(Exception):
    """The folder cannot take an export; the text is one sentence for an operator."""


class Marker(Struct, frozen=True, forbid_unknown_fields=True):
    """What an export says of its folder: the paths of pages that it wrote."""

    format: int
    paths: list[str]


def export_site(services: Services, folder: Path, *, progress: Progress) -> Pointer:
    """Write the current release below `folder`, over an older export if one is there.

    Raises:
        NoRelease: nothing has been built yet.
        CannotExport: the folder holds files of somebody else's or a newer release, an entry leads
            out of it, the release was built by another version, or the disk refused. The pointer
            that was there stays in force.
    """
    services.current.tree()  # where nothing was built, a lock would make the first folder
    try:
        # A build that tidies would take away what is being copied.
        with alone(services.settings.data):
            tree = services.current.tree()
            _export(services, tree, folder.resolve(), progress)
    except OSError as error:
        raise CannotExport(
            f"The export stopped ({error}); phones keep the guide they have."
        ) from error
    except CannotWrite as error:
        raise CannotExport(str(error)) from error
    return tree.pointer


def _export(services: Services, tree: ReleaseTree, folder: Path, progress: Progress) -> None:
    site = folder / SITE
    worker = _worker(services.build_dir)
    texts = _configurations(Site(site, services.settings.site_url, _exits(tree)))
    pages = {p: found for p, found in tree.paths.items() if not p.startswith(OBJECT_PREFIX)}
    places = {path: place_of(site, path) for path in pages}
    _check_classes(tree)
    _older_pages(folder)
    # Another installation may export here as well; its builds have a lock of their own.
    with alone(folder):
        _check_sequence(site, tree.pointer)
        older = _claim(folder, pages)
        _write_objects(services.store, tree, site, progress)
        for path, place in places.items():
            _copy(services.store, pages[path].entry.object, place)
        progress(f"pages: {len(pages)}")
        packs = _write_packs(services.store, site, progress)
        _write_worker(site, worker)
        _write_configurations(folder, texts, progress)
        _write(place_of(site, POINTER_PATH), tree.pointer_bytes)
        _remove(site, older - set(pages))
        _keep_packs(site, packs)
        _mark(folder, pages)


def place_of(site: Path, path: str) -> Path:
    """Return the file for a path of the site; `/en/` is en/index.html.

    Raises:
        CannotExport: it would stand outside `site`, by its own words or by a link on the way.
    """
    name = path.removeprefix("/")
    place = site / (f"{name}index.html" if path.endswith("/") else name)
    if not place.resolve().is_relative_to(site):
        raise CannotExport(f"“{path}” leads out of {site}; nothing was written for it.")
    return place


def _worker(build_dir: Path) -> bytes:
    try:
        return (build_dir / SCRIPT_FILE).read_bytes()
    except FileNotFoundError:
        message = f"{SCRIPT_FILE} is missing; run: flask --app app bundles build"
        raise CannotExport(message) from None


def _configurations(site: Site) -> dict[str, str]:
    return {"nginx.conf": nginx.configuration(site), "Caddyfile": caddy.configuration(site)}


def _exits(tree: ReleaseTree) -> dict[str, HeaderSet]:
    """Return the headers of the exits, by path."""
    return {
        path: found.headers
        for path, found in sorted(tree.paths.items())
        if re.fullmatch(EXIT, path)
    }


def _check_classes(tree: ReleaseTree) -> None:
    """Compare what the release says of each path with what the configurations will send.

    Raises:
        CannotExport: they differ, as when the release was built by another version.
    """
    exits = _exits(tree)
    for path, found in tree.paths.items():
        if path in exits:
            continue
        if path.startswith(OBJECT_PREFIX):
            known = found.headers in TYPED.values()
        else:
            kind = class_of(path)
            known = kind is not None and kind.headers == found.headers
        if not known:
            raise CannotExport(
                f"The headers of {path} are not those of this version; "
                "run: flask --app app release build"
            )


def _check_sequence(site: Path, pointer: Pointer) -> None:
    """Compare the number of the release with that of the one that is served.

    Raises:
        CannotExport: it is lower: phones that have the other one would refuse it.
    """
    try:
        served = read_pointer((site / POINTER_PATH[1:]).read_bytes())
    except (FileNotFoundError, UnknownFormat):
        return
    if served.sequence > pointer.sequence:
        raise CannotExport(
            f"{site.parent} holds a newer guide, number {served.sequence}; this one has number "
            f"{pointer.sequence}. Nothing was changed. To serve this one, run: flask --app app "
            "release build, or: release rollback, and export again."
        )


def _claim(folder: Path, pages: Iterable[str]) -> set[str]:
    """Mark the folder as an export, of its older pages and these; return the older ones.

    Written first, so that an export that stopped half-way can be done again.

    Raises:
        CannotExport: there are files and no marker of ours.
    """
    older = _older_pages(folder)
    for path in older:
        place_of(folder / SITE, path)
    _mark(folder, older | set(pages))
    return older


def _older_pages(folder: Path) -> set[str]:
    try:
        marker = json.decode((folder / MARKER).read_bytes(), type=Marker)
    except FileNotFoundError:
        if not folder.exists() or all(path.name == LOCK for path in folder.iterdir()):
            return set()
    except (DecodeError, ValidationError):
        pass
    else:
        if marker.format == FORMAT:
            return set(marker.paths)
    raise CannotExport(
        f"{folder} holds files that no export of this version wrote; name an empty folder."
    )


def _mark(folder: Path, pages: Iterable[str]) -> None:
    _write(folder / MARKER, canonical_json({"format": FORMAT, "paths": sorted(pages)}))


def _write_objects(store: ReleaseStore, tree: ReleaseTree, site: Path, progress: Progress) -> None:
    """Write all that phones and open windows may ask for: typed copies first, then every object."""
    for name, suffix in _typed(tree.files):
        _copy(store, name, place_of(site, OBJECT_PREFIX + name + suffix))
    names = sorted(set(_objects(store, tree.pointer)))
    for name in names:
        _copy(store, name, place_of(site, OBJECT_PREFIX + name))
    progress(f"objects: {len(names)}")


def _typed(files: Mapping[str, Found]) -> Iterator[tuple[Digest, str]]:
    """Yield the objects that pages load, each with the suffix that stands for its type.

    The files of past releases may have gone out with other headers; their type is what counts.
    """
    suffixes = {one.fields["Content-Type"]: suffix for suffix, one in TYPED.items()}
    for found in files.values():
        if suffix := suffixes.get(found.headers.fields["Content-Type"]):
            yield found.entry.object, suffix


def _objects(store: ReleaseStore, current: Pointer) -> Iterator[Digest]:
    """Yield the manifests and objects of the current release and of those that Flask remembers."""
    for pointer in (current, *store.recent(RELEASES_REMEMBERED)):
        for digest in pointer.manifests.values():
            yield digest
            for entry in store.manifest(digest).entries.values():
                yield from (entry.object, *entry.chunks)


def _copy(store: ReleaseStore, digest: Digest, place: Path) -> None:
    """Write an object and its encodings to `place`; an encoding it lacks is taken away.

    Raises:
        CannotExport: the store's bytes are not what their name says.
    """
    data = store.read(digest)
    if digest_of(data) != digest:
        raise CannotExport(f"{store.path_of(digest)} is damaged; nothing may be published from it.")
    for encoding, suffix in ENCODINGS.items():
        source, beside = store.path_of(digest, encoding), place.with_name(place.name + suffix)
        if source.exists():
            _write(beside, source.read_bytes())
        else:
            beside.unlink(missing_ok=True)
    _write(place, data)


def _write_worker(site: Path, worker: bytes) -> None:
    """Write the worker, and beside it the one encoding in which Flask sends it too."""
    place, suffix = place_of(site, SCRIPT_PATH), ENCODINGS["gzip"]
    beside = place.with_name(place.name + suffix)
    if encoded := dict(encodings(worker)).get(suffix):
        _write(beside, encoded)
    else:
        beside.unlink(missing_ok=True)
    _write(place, worker)


def _write_packs(store: ReleaseStore, site: Path, progress: Progress) -> set[str]:
    """Write the packs that the store holds; return their names."""
    packs = stored_packs(store)
    for pack in packs:
        _write(place_of(site, PACK_PREFIX + pack.name), pack.read_bytes())
    progress(f"packs: {len(packs)}")
    return {pack.name for pack in packs}


def _keep_packs(site: Path, names: set[str]) -> None:
    """Take away the packs of older releases; phones that are in the middle of one take objects."""
    for path in site.glob(f"{PACK_PREFIX[1:]}*"):
        if path.name not in names:
            path.unlink()


def _write_configurations(folder: Path, texts: Mapping[str, str], progress: Progress) -> None:
    for name, text in texts.items():
        if _write(folder / name, text.encode()):
            progress(f"{name} has changed: adapt your server's copy and reload it")


def _write(place: Path, data: bytes) -> bool:
    """Write a file unless it holds these bytes already; return whether it was written.

    Servers make their ETags of size and time in seconds: what stays keeps its time, and what
    changes gets a later one even within the same second.
    """
    if not place.is_file():
        write_atomically(place, data)
        return True
    if place.read_bytes() == data:
        return False
    later = int(place.stat().st_mtime) + 1
    write_atomically(place, data)
    if place.stat().st_mtime < later:
        os.utime(place, (later, later))
    return True


def _remove(site: Path, paths: Iterable[str]) -> None:
    for path in paths:
        place = place_of(site, path)
        for suffix in ("", *ENCODINGS.values()):
            place.with_name(place.name + suffix).unlink(missing_ok=True)
