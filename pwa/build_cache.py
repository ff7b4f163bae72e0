"""What the last build made, so that the next one makes only what has changed.

A pure speed-up: without the file, or with a damaged one, a build takes longer and gives the same
release. A key is the hash of all that a thing was made from; the code that made it is hashed once,
for the whole file. Only what the last build used is kept, so the file is as large as the guide.
"""

import hashlib
import platform
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import msgspec

from content.release.digest import Digest, digest_of
from content.release.manifest import Entry
from content.release.store import ReleaseStore, write_atomically

ROOT = Path(__file__).resolve().parents[1]

# What pages and indexes are made by. Scripts and styles are in the key of a page themselves.
CODE = {"content": ("*.py",), "search_index": ("*",), "pwa": ("*.py", "*.html", "*.svg", "*.mo")}


class Kept(msgspec.Struct):
    """What stands in the file. `indexes`: the release whose folder holds a search index, by key."""

    code: str
    entries: dict[str, Entry] = {}
    indexes: dict[str, str] = {}


class BuildCache:
    """Remembers entries by key. One that the store does not hold any more is forgotten."""

    def __init__(self, file: Path, store: ReleaseStore, code: str) -> None:
        self._file, self._store = file, store
        self._before = _read(file, code)
        self._now = Kept(code)

    def entry(self, key: str) -> Entry | None:
        """Return what was made with this key, and keep it."""
        entry = self._before.entries.get(key)
        if entry is None or not all(map(self._holds, (entry.object, *entry.chunks))):
            return None
        return self.keep(key, entry)

    def keep(self, key: str, entry: Entry) -> Entry:
        """Remember what was made with this key; return it."""
        self._now.entries[key] = entry
        return entry

    def index(self, key: str) -> str:
        """Return the release that the index with this key was built for, or an empty text."""
        return self._before.indexes.get(key, "")

    def keep_index(self, key: str, release_id: str) -> None:
        """Remember for which release an index stands."""
        self._now.indexes[key] = release_id

    def save(self) -> None:
        """Write the file. A disk that refuses costs the next build time, and this one nothing."""
        data = msgspec.json.encode(self._now)
        with suppress(OSError):
            write_atomically(self._file, digest_of(data).encode() + b"\n" + data)

    def _holds(self, digest: Digest) -> bool:
        return self._store.path_of(digest).exists()


def code_digest() -> str:
    """Return the hash of the code that makes pages and indexes, and of all that it stands on."""
    found = hashlib.sha256(platform.python_version().encode())
    for package in sorted((one.name, one.version) for one in metadata.distributions()):
        found.update(repr(package).encode())
    for folder, patterns in CODE.items():
        for path in sorted({p for pattern in patterns for p in (ROOT / folder).rglob(pattern)}):
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.relative_to(ROOT).as_posix().encode() + b"\n")
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _read(file: Path, code: str) -> Kept:
    """Read the file; what is torn, foreign or of other code counts as none."""
    try:
        digest, _, data = file.read_bytes().partition(b"\n")
        if digest.decode() == digest_of(data):
            kept = msgspec.json.decode(data, type=Kept)
            return kept if kept.code == code else Kept(code)
    except (OSError, ValueError):
        pass
    return Kept(code)
