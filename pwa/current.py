"""The release in force, held in memory and read again when its pointer file changes."""

from dataclasses import dataclass, field

from content.release.digest import Digest
from content.release.manifest import Entry, HeaderSet, Manifest, Pointer
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
        """
        try:
            state = self._store.current_path.stat()
        except FileNotFoundError:
            raise NoRelease("no release has been built yet") from None
        seen = (state.st_mtime_ns, state.st_ino, state.st_size)
        if self._tree is None or seen != self._seen:
            self._tree, self._seen = read_tree(self._store), seen
        return self._tree


def read_tree(store: ReleaseStore) -> ReleaseTree:
    """Read the release in force, and the typed files of the releases before it."""
    pointer = store.current()
    files: dict[str, Found] = {}
    for past in store.recent(RELEASES_REMEMBERED):
        files = _typed_files(_manifests(store, past)) | files
    manifests = _manifests(store, pointer)
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
