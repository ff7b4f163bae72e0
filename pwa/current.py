"""The release in force, held in memory and read again when its pointer file changes.

Damage on the disk takes nothing from readers that can still be read: the release that is held
stays, and a server that has just started goes back to the newest one that is whole.
"""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field

from content.release.digest import Digest
from content.release.manifest import Entry, HeaderSet, Manifest, Pointer, UnknownFormat
from content.release.store import NoRelease, ReleaseStore

# How many past releases keep their files served with the right type: windows are open on them.
RELEASES_REMEMBERED = 10

OBJECT_PREFIX = "/o/"


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path: the object, and the status and headers it goes out with."""

    entry: Entry
    headers: HeaderSet


@dataclass(frozen=True, slots=True)
class ReleaseTree:
    """One release, by path. `files` are the typed files of this and recent releases, by digest."""

    pointer: Pointer
    pointer_bytes: bytes
    paths: dict[str, Found]
    files: dict[str, Found] = field(default_factory=dict)


class CurrentRelease:
    """Answers which release is in force. A new pointer is seen by the next request."""

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store
        self._seen: tuple[int, int, int] | None = None
        self._tree: ReleaseTree | None = None

    def tree(self) -> ReleaseTree:
        """Return the release in force.

        Raises:
            NoRelease: nothing has been published yet.
            UnknownFormat, OSError: nothing that was published can be read.
        """
        seen = _state(self._store.current_path)
        if self._tree is None or seen != self._seen:
            self._tree, self._seen = self._read(), seen
        return self._tree

    def _read(self) -> ReleaseTree:
        try:
            return read_tree(self._store, self._store.current())
        except (NoRelease, UnknownFormat, OSError) as error:
            tree = self._tree or _newest_whole(self._store)
            if tree is None:
                raise
            print(f"fault: {type(error).__name__} in current.json; an earlier release is served",
                  file=sys.stderr)  # fmt: skip
            return tree


def _state(path: os.PathLike[str]) -> tuple[int, int, int] | None:
    """Return what tells one state of a file from another; None while there is no file."""
    try:
        state = os.stat(path)
    except FileNotFoundError:
        return None
    return (state.st_mtime_ns, state.st_ino, state.st_size)


def _newest_whole(store: ReleaseStore) -> ReleaseTree | None:
    for pointer in store.history():
        with suppress(UnknownFormat, OSError):
            return read_tree(store, pointer)
    return None


def read_tree(store: ReleaseStore, pointer: Pointer) -> ReleaseTree:
    """Read a release, and the typed files of the releases before it that can be read.

    Raises:
        UnknownFormat, OSError: a manifest of the release itself cannot be read.
    """
    manifests = _manifests(store, pointer)
    files: dict[str, Found] = {}
    for past in store.releases(RELEASES_REMEMBERED):
        with suppress(UnknownFormat, OSError):
            files = _typed_files(_manifests(store, past)) | files
    return ReleaseTree(
        pointer=pointer,
        pointer_bytes=pointer.encode(),
        paths={path: found for manifest in manifests for path, found in _found(manifest)},
        files=_typed_files(manifests) | files,
    )


def _manifests(store: ReleaseStore, pointer: Pointer) -> list[Manifest]:
    return [store.manifest(Digest(digest)) for digest in pointer.manifests.values()]


def _found(manifest: Manifest) -> list[tuple[str, Found]]:
    return [
        (path, Found(entry, manifest.headers[entry.headers]))
        for path, entry in manifest.entries.items()
    ]


def _typed_files(manifests: list[Manifest]) -> dict[str, Found]:
    return {
        path.removeprefix(OBJECT_PREFIX): found
        for manifest in manifests
        for path, found in _found(manifest)
        if path.startswith(OBJECT_PREFIX)
    }
