"""The folders of the search without JavaScript: one for each recent release, made beside them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from content.release.store import flush
from pwa.build_cache import BuildCache
from pwa.search import texts_path
from pwa.services import Services

# How many releases keep their index.
INDEXES_KEPT = 3


class Indexes:
    """The index folder of the release that is being built; nothing reads it before `commit`."""

    def __init__(self, services: Services, cache: BuildCache) -> None:
        self._services, self._cache = services, cache
        self._folder = services.search_dir(".building")
        self._keys: list[str] = []

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Open the folder to build in; what is left of it in the end goes."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        try:
            yield self._folder
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def take_kept(self, code: str, key: str) -> bool:
        """Take over one language's index from an earlier release; say whether it is there.

        Raises:
            OSError: the disk refused.
        """
        release_id = self._cache.index(key)
        before = self._services.search_dir(release_id)
        if not release_id or not texts_path(before, code).exists():
            return False
        (self._folder / code).mkdir()
        for file in [*(before / code).iterdir(), texts_path(before, code)]:
            _link(file, self._folder / file.relative_to(before))
        self.expect(code, key)
        return True

    def expect(self, code: str, key: str) -> None:
        """Note the key of an index that the folder will hold."""
        self._keys.append(key)

    def commit(self, new_id: str) -> None:
        """Flush the indexes and put them where the search of this release looks.

        Raises:
            OSError: the disk refused.
        """
        wanted = self._services.search_dir(new_id)
        # The id covers all that an index is made from but the code: one that is there and was made
        # by this code is the same, and in use.
        if not wanted.exists() or any(self._cache.index(key) != new_id for key in self._keys):
            _flush(self._folder)
            if wanted.exists():
                aside = self._services.search_dir(".replaced")
                shutil.rmtree(aside, ignore_errors=True)
                wanted.replace(aside)
            self._folder.replace(wanted)
            flush(wanted.parent)
        for key in self._keys:
            self._cache.keep_index(key, new_id)

    def remove_old(self, new_id: str) -> None:
        """Drop the indexes of all but the last releases."""
        recent = self._services.store.recent(INDEXES_KEPT)
        kept = {pointer.id for pointer in recent} | {new_id}
        for folder in self._services.search_dir(new_id).parent.iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def _link(file: Path, place: Path) -> None:
    """Give a file, which nobody changes any more, a second name; or copy it where none can be."""
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)


def _flush(folder: Path) -> None:
    """Bring a folder and all in it to the disk."""
    for path in [*folder.rglob("*"), folder]:
        flush(path)
