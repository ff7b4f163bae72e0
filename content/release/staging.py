"""Objects on their way into a store: written first, flushed together, and only then named.

To wait for the disk after each of 27,000 small files takes longer than all the rest of a build.
So a build writes into a folder of its own, flushes all of it at once, and renames each file to its
place in the store. A name in the store still means: these bytes are on the disk, whole. Whatever
ends a build before that leaves a folder behind that nothing reads, and the next build removes it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from content.release.digest import Digest, digest_of
from content.release.store import ReleaseStore, encodings, flush

PREFIX = ".building-"

# Files flushed at once: a disk that is asked for several writes its journal once for all of them.
FLUSHED_AT_ONCE = 8

# How many files one thread flushes before it is said how far all is.
SHARE = 250


@dataclass(frozen=True, slots=True)
class Staging:
    """A folder of objects that the store does not name yet. Several processes may add to it.

    `quick` presses less hard; what a reader gets says the same. Those that are `lost` stand in the
    store under their names and are damaged.
    """

    store: ReleaseStore
    folder: Path
    quick: bool = False
    lost: frozenset[Digest] = frozenset()

    def add(self, data: bytes, *, quick: bool = False) -> Digest:
        """Write bytes and their encodings; return their name. What is there already costs nothing.

        Raises:
            OSError: the disk refused.
        """
        digest = digest_of(data)
        if not self.holds(digest):
            for suffix, encoded in encodings(data, quick=quick or self.quick):
                _write(self.folder / (digest + suffix), encoded)
            _write(self.folder / digest, data)
        return digest

    def holds(self, digest: Digest) -> bool:
        """Whether an object is in the store, whole, or here."""
        stored = digest not in self.lost and self.store.path_of(digest).exists()
        return stored or (self.folder / digest).exists()

    def commit(self, progress: Callable[[str], None] = lambda line: None) -> list[str]:
        """Bring everything to the disk and into the store, each object after its encodings.

        Return the names of the files. `progress` is told how far it is.

        Raises:
            OSError: the disk refused; what stands in the store is whole.
        """
        # Backwards: <digest>.gz, <digest>.br, <digest>.
        names = sorted(os.listdir(self.folder), reverse=True)
        files = [os.path.join(self.folder, name) for name in names]
        # Shares of them for the threads: to hand out one at a time takes five times as long.
        size = min(SHARE, len(files) // FLUSHED_AT_ONCE + 1)
        shares = [files[start : start + size] for start in range(0, len(files), size)]
        with ThreadPoolExecutor(FLUSHED_AT_ONCE) as pool:
            for number, _ in enumerate(pool.map(_flush, shares)):
                progress(f"wrote {min(number * size + size, len(files))} of {len(files)} files …")
        folders = {name[:2]: self.store.path_of(Digest(name)).parent for name in names}
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        for name, file in zip(names, files, strict=True):
            os.replace(file, os.path.join(folders[name[:2]], name))
        for folder in [*folders.values(), *{folder.parent for folder in folders.values()}]:
            flush(folder)
        return names


@contextmanager
def staging(store: ReleaseStore, lost: frozenset[Digest] = frozenset()) -> Iterator[Staging]:
    """Open a folder beside the objects for as long as a build lasts; one build at a time.

    Objects that are `lost` are written anew when they are added.

    Raises:
        OSError: the disk refused.
    """
    store.root.mkdir(parents=True, exist_ok=True)
    for abandoned in store.root.glob(f"{PREFIX}*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    # A name never used before: what outlives its build writes nowhere.
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=store.root))
    try:
        yield Staging(store, folder, lost=lost)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        os.fchmod(file.fileno(), 0o644)


def _flush(files: Iterable[str]) -> None:
    for file in files:
        flush(file)
