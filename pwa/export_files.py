"""Writing one version of the plain files: beside the one that is served, and on the disk before it
is.

Nothing here changes a file that a server may be reading. What the older version holds with the same
bytes is the same file under a second name, so that a version costs what has changed.
"""

import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from content.release.store import flush

# Files flushed at once: a disk that is asked for several writes its journal once for all of them.
FLUSHED_AT_ONCE = 8

FILE_MODE, FOLDER_MODE = 0o644, 0o755


class CannotExport(Exception):
    """The folder cannot take an export; the text is one sentence for an operator."""


class NewSite:
    """A folder that becomes the site; `older` is the one that is served now, if there is one."""

    def __init__(self, folder: Path, older: Path | None) -> None:
        self.folder, self.older = folder, older
        self._made = {folder}
        self._straight: set[Path] = set()
        self._written: list[Path] = []

    def put(self, name: str, data: bytes) -> None:
        """Have the file `name` hold these bytes.

        Servers make their ETags of size and time in seconds: what stays keeps its time, and what
        changes gets a later one even within the same second.

        Raises:
            OSError: the disk refused.
        """
        place = self._place(name)
        before = self._before(name)
        if before is not None and _holds(before, data):
            self._link(before, place)
            return
        with open(place, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), FILE_MODE)
        if before is not None:
            later = int(before.stat().st_mtime) + 1
            if place.stat().st_mtime < later:
                os.utime(place, (later, later))
        self._written.append(place)

    def carry(self, name: str) -> None:
        """Have a file of the older version in this one too, as it is.

        Raises:
            OSError: the disk refused.
        """
        before = self._before(name)
        if before is not None:
            self._link(before, self._place(name))

    def flush(self) -> None:
        """Bring all that was written to the disk, at once.

        Raises:
            OSError: the disk refused.
        """
        shares = (self._written[n::FLUSHED_AT_ONCE] for n in range(FLUSHED_AT_ONCE))
        with ThreadPoolExecutor(FLUSHED_AT_ONCE) as pool:
            list(pool.map(_flush, shares))
        _flush([*self._made, self.folder.parent])

    def _place(self, name: str) -> Path:
        place = self.folder / name
        make_folder(place.parent, self._made)
        return place

    def _before(self, name: str) -> Path | None:
        """Return the older version's file, unless a link would lead out of that version."""
        if self.older is None:
            return None
        before = self.older / name
        if before.parent not in self._straight:
            if before.parent.resolve() != before.parent:
                return None
            self._straight.add(before.parent)
        return before if before.is_file() and not before.is_symlink() else None

    def _link(self, before: Path, place: Path) -> None:
        try:
            os.link(before, place)
        except OSError:
            # Some disks know no second names, and some systems allow them to the owner only.
            shutil.copy2(before, place)
            os.chmod(place, FILE_MODE)
            self._written.append(place)


def make_folder(folder: Path, made: set[Path]) -> None:
    """Make a folder and those above it that are missing, for every server to read; note them.

    A strict umask would close them to the web server, which is another user.

    Raises:
        OSError: the disk refused, or a file stands there.
    """
    if folder in made:
        return
    if not folder.is_dir():
        make_folder(folder.parent, made)
        with suppress(FileExistsError):
            folder.mkdir()
            folder.chmod(FOLDER_MODE)
        made.add(folder)


def _holds(file: Path, data: bytes) -> bool:
    return file.stat().st_size == len(data) and file.read_bytes() == data


def _flush(paths: Iterable[Path]) -> None:
    for path in paths:
        flush(path)
