"""The folder of an export: whose it is, which version of the site is served, and switching.

    DIR/export.json     the marker: this folder is an export, and what is no longer needed in it
    DIR/versions/<n>-x  one whole version of the site: the one that is served, or one on its way
    DIR/site            a link to the version that is served, replaced by one rename
    DIR/site-before     what earlier versions of this program wrote where the link stands now
    DIR/building.lock   what stays of the lock of an export

A version is never changed once the link leads to it. Whatever ends an export leaves the link where
it was, and a version that nobody reads, which the next export removes.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import DecodeError, Struct, ValidationError, json

from content.release.digest import canonical_json
from content.release.manifest import Pointer, UnknownFormat, read_pointer
from content.release.store import flush, write_atomically
from pwa.build_lock import alone
from pwa.export_files import FOLDER_MODE, CannotExport, NewSite, make_folder

MARKER = "export.json"
SITE = "site"
BEFORE = "site-before"
VERSIONS = "versions"
LOCK = "building.lock"
POINTER = "release"

# What the names of half-written files begin with (content/release/store.py: write_atomically).
HALF_WRITTEN = ".new-"

# Exports of format 1 had a folder where the link stands now, and a list of its pages.
FORMATS = (1, 2)


class Marker(Struct, frozen=True, forbid_unknown_fields=True):
    """What an export says of its folder.

    `unneeded` are the objects that no release names any more, each with the time, in Unix seconds,
    of the export that found it so. `paths` stood in format 1 and mean nothing now.
    """

    format: int
    unneeded: dict[str, int] = {}
    paths: list[str] = []


def read_marker(folder: Path) -> Marker:
    """Read the marker of a folder; an empty or missing folder gets that of a new export.

    Raises:
        CannotExport: there are files and no marker of ours.
        OSError: it cannot be read, or is no folder.
    """
    try:
        marker = json.decode((folder / MARKER).read_bytes(), type=Marker)
    except FileNotFoundError:
        if not folder.exists() or all(map(_left_by_export, folder.iterdir())):
            return Marker(FORMATS[-1])
    except (DecodeError, ValidationError):
        pass
    else:
        if marker.format in FORMATS:
            return marker
    raise CannotExport(
        f"{folder} holds files that no export of this version wrote; name an empty folder."
    )


def _left_by_export(path: Path) -> bool:
    """Whether an export that was killed before it wrote its marker left this behind."""
    return path.name == LOCK or path.name.startswith(HALF_WRITTEN)


def write_marker(folder: Path, unneeded: Mapping[str, int]) -> None:
    """Write the marker.

    Raises:
        OSError: the disk refused.
    """
    value = {"format": FORMATS[-1], "unneeded": dict(unneeded)}
    write_atomically(folder / MARKER, canonical_json(value))


@contextmanager
def new_version(
    folder: Path, pointer: Pointer, progress: Callable[[str], None]
) -> Iterator[NewSite]:
    """Open a new version beside the one that is served, for one export at a time.

    The body ends with `switch_to`, or the version is removed.

    Raises:
        CannotExport: the folder is not ours, or holds a newer release.
        OSError: the disk refused.
    """
    read_marker(folder)
    make_folder(folder, set())
    # Another installation may export here as well; its builds have a lock of their own.
    with alone(folder, progress):
        marker = read_marker(folder)
        for path in folder.glob(f"{HALF_WRITTEN}*"):
            path.unlink()
        _put_back(folder)
        older = _served(folder)
        if older is not None:
            _check_sequence(folder, older, pointer)
        if not (folder / MARKER).exists():
            write_marker(folder, marker.unneeded)
        make_folder(folder / VERSIONS, set())
        _remove_others(folder)
        made = tempfile.mkdtemp(prefix=f"{pointer.sequence}-", dir=folder / VERSIONS)
        os.chmod(made, FOLDER_MODE)
        try:
            yield NewSite(Path(made), older)
        finally:
            if _served(folder) != Path(made):
                shutil.rmtree(made, ignore_errors=True)


def switch_to(folder: Path, version: Path) -> bool:
    """Serve a version that is on the disk; return whether a folder made way for the link.

    Raises:
        OSError: the disk refused; what was served is served still.
    """
    site, link = folder / SITE, folder / f".{SITE}-new"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(VERSIONS) / version.name)
    was_folder = site.is_dir() and not site.is_symlink()
    if was_folder:
        # No rename puts a link over a folder. Whatever stops an export between these two, the
        # next one puts the folder back before all else.
        site.rename(_free(folder))
    link.replace(site)
    # Readers have the new version now. When the disk refuses here, the older one stays as well: a
    # power cut may lead them back to it.
    with suppress(OSError):
        _remove_others(folder)
    return was_folder


def _put_back(folder: Path) -> None:
    site, before = folder / SITE, folder / BEFORE
    if before.is_dir() and not os.path.lexists(site):
        before.rename(site)


def _free(folder: Path) -> Path:
    """Return the name for the folder that makes way."""
    before = folder / BEFORE
    if os.path.lexists(before):
        raise CannotExport(f"{before} is in the way; rename or delete it, and export again.")
    return before


def _served(folder: Path) -> Path | None:
    """Return the folder of the files that are served, if there are any.

    Raises:
        CannotExport: the link leads to something that is not ours.
    """
    site = folder / SITE
    if not os.path.lexists(site):
        return None
    target = site.resolve()
    if site.is_symlink() and target.parent != folder / VERSIONS:
        raise CannotExport(
            f"{site} leads out of {folder}; delete this link, which no export made, and export "
            "again."
        )
    return target if target.is_dir() else None


def _check_sequence(folder: Path, older: Path, pointer: Pointer) -> None:
    """Compare the number of the release with that of the one that is served.

    Raises:
        CannotExport: it is lower: phones that have the other one would refuse it.
    """
    try:
        served = read_pointer((older / POINTER).read_bytes())
    except (FileNotFoundError, UnknownFormat):
        return
    if served.sequence > pointer.sequence:
        raise CannotExport(
            f"{folder} holds a newer guide, number {served.sequence}; this one has number "
            f"{pointer.sequence}. Nothing was changed. To serve this one, run: flask --app app "
            "release build, or: release rollback, and export again."
        )


def _remove_others(folder: Path) -> None:
    """Remove the versions that are not served; what cannot be removed goes the next time.

    Raises:
        OSError: nobody knows whether the link is on the disk, and nothing was removed.
    """
    flush(folder)
    served = _served(folder)
    for path in (folder / VERSIONS).iterdir():
        if path != served:
            shutil.rmtree(path, ignore_errors=True)
