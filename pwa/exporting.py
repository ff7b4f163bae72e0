"""The static export: a release as plain files, and the configuration a plain server needs.

    DIR/nginx.conf       what nginx must know to answer as Flask does; DIR/Caddyfile the same
    DIR/site/en/k3f9     every path of the release; `/en/` is the file en/index.html
    DIR/site/o/<sha256>  every object and manifest, of this release and of those just before it;
                         what pages load stands there twice, once with a suffix for its type
    DIR/site/pack/<name> every pack of these, which never has an encoding beside it
    DIR/site/sw.js       the worker
    DIR/site/release     the pointer

Beside each file stand .br and .gz where they save something. `site` is a link (export_folder.py):
all files are on the disk before one rename has it lead to them, so whoever reads a folder that is
being served finds all of the older release, then all of the newer one, and never some of each.
Objects that no release names any more stay for a day, so phones in the middle of an update to the
older release finish it.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

from content.release.digest import Digest, digest_of
from content.release.manifest import HeaderSet, Pointer
from content.release.store import (
    ENCODINGS,
    WORTH_ENCODING_BYTES,
    write_atomically,
)
from pwa.build_lock import alone
from pwa.builder import Progress
from pwa.current import OBJECT_PREFIX, Found
from pwa.export_contents import Contents, read_contents
from pwa.export_files import CannotExport, NewSite
from pwa.export_folder import (
    BEFORE,
    POINTER,
    SITE,
    new_version,
    read_marker,
    switch_to,
    write_marker,
)
from pwa.export_objects import OBJECTS, carry_objects, write_objects, write_packs
from pwa.server_configs import caddy, nginx
from pwa.server_configs.addresses import EXIT, TYPED, CannotWrite, Site, class_of
from pwa.services import Services
from service_worker import SCRIPT_PATH, NotWhole, read_script

# The name of an object without a byte.
EMPTY = digest_of(b"")


def export_site(services: Services, folder: Path, *, now: float, progress: Progress) -> Pointer:
    """Write the current release below `folder`, over an older export if one is there.

    `now` is in Unix seconds.

    Raises:
        NoRelease: nothing has been built yet.
        UnknownFormat: the pointer in force cannot be read.
        CannotExport: the folder holds files of somebody else's or a newer release, an entry leads
            out of it, the release is not whole or was built by another version, or the disk
            refused. What was served is served still.
    """
    services.store.current()  # where nothing was built, a lock would make the first folder
    try:
        # A build that tidies would take away what is being copied.
        with alone(services.settings.data, progress):
            return _export(services, folder.resolve(), int(now), progress)
    except OSError as error:
        reason = f"{error.strerror}: {error.filename}" if error.filename else str(error)
        raise CannotExport(
            f"The export stopped ({reason}); readers and phones keep the guide they have."
        ) from error
    except CannotWrite as error:
        raise CannotExport(str(error)) from error


def _export(services: Services, folder: Path, now: int, progress: Progress) -> Pointer:
    contents = read_contents(services.store, progress)
    exits = _exits(contents.paths)
    texts = _configurations(Site(folder / SITE, services.settings.site_url, exits))
    worker = _worker(services.build_dir)
    places = _places(contents)
    _check_classes(contents.paths, exits)
    _check_filled(contents.paths)
    with new_version(folder, contents.pointer, progress) as site:
        write_objects(services.store, contents, places, site, progress)
        progress(f"pages: {len(contents.pages)}")
        write_packs(services.store, site, progress)
        _write_worker(site, worker)
        site.put(POINTER, contents.pointer.encode())
        unneeded = carry_objects(site, contents, read_marker(folder).unneeded, now)
        progress("writing to the disk …")
        site.flush()
        _write_configurations(folder, texts, progress)
        if switch_to(folder, site.folder):
            progress(
                f"“{SITE}” is a link from now on. The folder that was there is {folder / BEFORE}; "
                "delete it, unless files of yours are in it."
            )
        _mark(folder, unneeded, progress)
    return contents.pointer


def name_of(path: str) -> str:
    """Return the name, below the site, of the file for a path; `/en/` is en/index.html.

    Raises:
        CannotExport: it would stand outside the site.
    """
    name = path.removeprefix("/")
    name = f"{name}index.html" if path.endswith("/") else name
    if not {"", ".", ".."}.isdisjoint(name.split("/")):
        raise CannotExport(f"“{path}” leads out of the folder; nothing was exported.")
    return name


def place_of(site: Path, path: str) -> Path:
    """Return the file for a path of an export whose site is `site`.

    Raises:
        CannotExport: it would stand outside the site.
    """
    return site / name_of(path)


def _worker(build_dir: Path) -> bytes:
    """Return the worker.

    Raises:
        CannotExport: it is not whole: phones would take what is left for a new worker.
    """
    try:
        return read_script(build_dir)
    except NotWhole as error:
        raise CannotExport(f"Nothing was exported: {error}") from error


def _configurations(site: Site) -> dict[str, str]:
    return {"nginx.conf": nginx.configuration(site), "Caddyfile": caddy.configuration(site)}


def _exits(paths: Mapping[str, Found]) -> dict[str, HeaderSet]:
    """Return the headers of the exits, by path."""
    return {path: one.headers for path, one in sorted(paths.items()) if re.fullmatch(EXIT, path)}


def _check_classes(paths: Mapping[str, Found], exits: Collection[str]) -> None:
    """Compare what the release says of each path with what the configurations will send.

    Raises:
        CannotExport: they differ, as when the release was built by another version.
    """
    for path, found in paths.items():
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


def _check_filled(paths: Mapping[str, Found]) -> None:
    """Look at what pages load.

    Raises:
        CannotExport: a script, a style or a picture is empty, as after a full disk.
    """
    for path, found in paths.items():
        if path.startswith(OBJECT_PREFIX) and found.entry.object == EMPTY:
            kind = found.headers.fields["Content-Type"]
            raise CannotExport(
                f"A file of the guide in force ({kind}) is empty, and nothing was exported; run: "
                "flask --app app bundles build, then: release build, and export again."
            )


def _places(contents: Contents) -> dict[Digest, list[str]]:
    """Return the names of the files of each object, without those of its encodings.

    Raises:
        CannotExport: a page would stand outside the site.
    """
    places = defaultdict(list)
    for digest in contents.needed | contents.earlier:
        places[digest].append(f"{OBJECTS}/{digest}")
    for digest, suffix in contents.typed:
        places[digest].append(f"{OBJECTS}/{digest}{suffix}")
    for path, found in contents.pages.items():
        places[found.entry.object].append(name_of(path))
    return places


def _write_worker(site: NewSite, worker: bytes) -> None:
    """Write the worker, and beside it the one encoding in which Flask sends it, the same bytes."""
    name, encoded = name_of(SCRIPT_PATH), gzip.compress(worker, mtime=0)
    site.put(name, worker)
    if len(encoded) + WORTH_ENCODING_BYTES <= len(worker):
        site.put(name + ENCODINGS["gzip"], encoded)


def _write_configurations(folder: Path, texts: Mapping[str, str], progress: Progress) -> None:
    for name, text in texts.items():
        place, data = folder / name, text.encode()
        if not place.is_file() or place.read_bytes() != data:
            write_atomically(place, data)
            progress(f"{name} has changed: adapt your server's copy and reload it")


def _mark(folder: Path, unneeded: Mapping[str, int], progress: Progress) -> None:
    """Note what is unneeded; the guide is out already, so a failure only delays its removal."""
    try:
        write_marker(folder, unneeded)
    except OSError as error:
        progress(f"The guide is exported, but its mark could not be written ({error}).")
