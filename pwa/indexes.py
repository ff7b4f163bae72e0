"""The folders of the search without JavaScript: one for each recent release, made beside them.

Each notes the size and the time of its files, so that a build notices one that a full disk or a
power cut has spoiled since, without reading it, and makes that language anew.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from content.release.digest import canonical_json
from content.release.store import flush
from pwa.build_cache import BuildCache
from pwa.search import texts_path
from pwa.services import Services

# How many releases keep their index.
INDEXES_KEPT = 3

BUILDING = ".building"

# In the folder of a release: the size in bytes and the time in nanoseconds of each file in it.
NOTED = "noted"


class Indexes:
    """The index folder of the release that is being built; nothing reads it before `commit`."""

    def __init__(self, services: Services, cache: BuildCache) -> None:
        self._services, self._cache = services, cache
        # A name never used before: what outlives a killed build writes nowhere.
        self._folder = services.search_dir(f"{BUILDING}-{secrets.token_hex(8)}")
        self._keys: dict[str, str] = {}

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Open the folder to build in; what is left of it in the end goes, and of killed builds."""
        for abandoned in self._folder.parent.glob(f"{BUILDING}*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        self._folder.mkdir(parents=True)
        try:
            yield self._folder
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def take_kept(self, code: str, key: str) -> bool:
        """Take over one language's index from an earlier release; say whether it is there, whole.

        Raises:
            OSError: the disk refused.
        """
        release_id = self._cache.index(key)
        before = self._services.search_dir(release_id)
        if not release_id or not _is_whole(before, code):
            return False
        (self._folder / code).mkdir()
        for file in [*(before / code).iterdir(), texts_path(before, code)]:
            _link(file, self._folder / file.relative_to(before))
        self.expect(code, key)
        return True

    def expect(self, code: str, key: str) -> None:
        """Note the key of an index that the folder will hold."""
        self._keys[code] = key

    def commit(self, new_id: str) -> None:
        """Flush the indexes and put them where the search of this release looks.

        Raises:
            OSError: the disk refused.
        """
        wanted = self._services.search_dir(new_id)
        # The id covers all that an index is made from but the code: one that is there whole and was
        # made by this code is the same, and in use.
        if any(
            self._cache.index(key) != new_id or not _is_whole(wanted, code)
            for code, key in self._keys.items()
        ):
            _note(self._folder)
            _flush(self._folder)
            if wanted.exists():
                aside = self._services.search_dir(".replaced")
                shutil.rmtree(aside, ignore_errors=True)
                wanted.replace(aside)
            self._folder.replace(wanted)
            flush(wanted.parent)
        for key in self._keys.values():
            self._cache.keep_index(key, new_id)

    def remove_old(self, new_id: str) -> None:
        """Drop the indexes of all but the last releases."""
        recent = self._services.store.releases(INDEXES_KEPT)
        kept = {pointer.id for pointer in recent} | {new_id}
        for folder in self._services.search_dir(new_id).parent.iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def _note(folder: Path) -> None:
    """Note what each file of a folder is like."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    noted = {path.relative_to(folder).as_posix(): _look_of(path) for path in files}
    (folder / NOTED).write_bytes(canonical_json(noted))


def _is_whole(folder: Path, code: str) -> bool:
    """Say whether the files of a language are like those that were put there."""
    try:
        noted = msgspec.json.decode((folder / NOTED).read_bytes(), type=dict[str, list[int]])
        names = [name for name in noted if name.startswith((f"{code}/", f"{code}."))]
        return bool(names) and all(_look_of(folder / name) == noted[name] for name in names)
    except (OSError, ValueError):
        return False


def _look_of(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]


def _link(file: Path, place: Path) -> None:
    """Give a file, which nobody changes any more, a second name; or copy it where none can be."""
    try:
        os.link(file, place)
    except OSError:
        shutil.copy2(file, place)


def _flush(folder: Path) -> None:
    """Bring a folder and all in it to the disk."""
    for path in [*folder.rglob("*"), folder]:
        flush(path)
