"""What the last build made, so that the next one makes only what has changed.

A pure speed-up: without the file, or with a damaged one, a build takes longer and gives the same
release. A key is the hash of all that a thing was made from; the code that made it is hashed once,
for the whole file. Only what the last build used is kept, so the file is as large as the guide.
"""

import hashlib
import platform
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

from content.front_matter import Head
from content.library import Memories, PageData
from content.memory import Memory
from content.release.manifest import Entry
from content.release.mending import Mark, check_objects, marks_of
from content.release.store import ReleaseStore, remove_halves
from pwa.remembering import Remembered, recall, remember

ROOT = Path(__file__).resolve().parents[1]

# What pages and indexes are made by. Scripts and styles are in the key of a page themselves.
CODE = {"content": ("*.py",), "search_index": ("*",), "pwa": ("*.py", "*.html", "*.svg", "*.mo")}

# Marks depend on no code.
MARKS_FORMAT = "1"


class Kept(Remembered):
    """What stands in the file: entries by key; groups of them, each by its path; and by key the
    release whose folder holds a search index.
    """

    entries: dict[str, Entry] = {}
    groups: dict[str, dict[str, Entry]] = {}
    indexes: dict[str, str] = {}


class KeptFiles(Remembered):
    """What the files of pages said, by the digest of the file."""

    heads: dict[str, Head] = {}
    pages: dict[str, PageData] = {}


class KeptMarks(Remembered):
    """The marks of objects and encodings that were whole, by the names of their files."""

    marks: dict[str, Mark] = {}


class BuildCache:
    """Remembers entries by key. One that the store does not hold any more, or not whole, is
    forgotten, and so made again.

    Opening it looks through the store: what is damaged is mended, or stands in `lost`. One is open
    at a time: what killed builds have left half-written in its folder is removed.
    """

    def __init__(
        self, folder: Path, store: ReleaseStore, code: str, progress: Callable[[str], None]
    ) -> None:
        self.folder, self.code = folder, code
        self._store = store
        with suppress(OSError):
            remove_halves(folder)
        # Listed once: to ask for each of ten thousand takes ten times as long.
        known = recall(folder / "marks.json", KeptMarks, MARKS_FORMAT).marks
        checked = check_objects(store, known, progress)
        self.lost, self._mended = checked.lost, checked.mended
        self._marks, self._marks_before = checked.marks, known
        self._before = recall(folder / "build.json", Kept, code)
        self._now = Kept(made_with=code)
        files = recall(folder / "files.json", KeptFiles, code)
        self.memories = Memories(Memory(files.heads), Memory(files.pages))

    def entry(self, key: str) -> Entry | None:
        """Return what was made with this key, and keep it."""
        entry = self._before.entries.get(key)
        return self.keep(key, entry) if entry and self._holds(entry) else None

    def keep(self, key: str, entry: Entry) -> Entry:
        """Remember what was made with this key; return it."""
        self._now.entries[key] = entry
        return entry

    def group(self, key: str) -> dict[str, Entry] | None:
        """Return what was made together with this key, by path, and keep it."""
        group = self._before.groups.get(key)
        return (
            self.keep_group(key, group) if group and all(map(self._holds, group.values())) else None
        )

    def keep_group(self, key: str, group: dict[str, Entry]) -> dict[str, Entry]:
        """Remember what was made together with this key; return it."""
        self._now.groups[key] = group
        return group

    def index(self, key: str) -> str:
        """Return the release that the index with this key was built for, or an empty text."""
        return self._before.indexes.get(key, "")

    def keep_index(self, key: str, release_id: str) -> None:
        """Remember for which release an index stands."""
        self._now.indexes[key] = release_id

    def note_written(self, names: Collection[str]) -> int:
        """Take note of the files that this build wrote; return how many damaged objects are whole
        again.
        """
        self._marks |= marks_of(self._store, names)
        return self._mended + len(self.lost.intersection(names))

    def save(self) -> None:
        """Write what this build made or took."""
        remember(self.folder / "build.json", self._now)
        if self._marks != self._marks_before:
            kept = KeptMarks(made_with=MARKS_FORMAT, marks=self._marks)
            remember(self.folder / "marks.json", kept)
        heads, pages = self.memories.heads, self.memories.pages
        if heads.changed or pages.changed:
            files = KeptFiles(made_with=self.code, heads=heads.used, pages=pages.used)
            remember(self.folder / "files.json", files)

    def _holds(self, entry: Entry) -> bool:
        return all(name in self._marks for name in (entry.object, *entry.chunks))


def code_digest() -> str:
    """Return the hash of the code that makes pages and indexes, and of all that it stands on."""
    found = hashlib.sha256(platform.python_version().encode())
    for package in sorted(set(_packages())):
        found.update(package.encode() + b"\n")
    for folder, patterns in CODE.items():
        for path in sorted({p for pattern in patterns for p in (ROOT / folder).rglob(pattern)}):
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.relative_to(ROOT).as_posix().encode() + b"\n")
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _packages() -> Iterator[str]:
    """Yield what is installed, as the folders say that name it (“Flask-3.1.3.dist-info”).

    `importlib.metadata` would read and parse a file of each of them.
    """
    for folder in sys.path:
        for pattern in ("*.dist-info", "*.egg-info"):
            yield from (path.name for path in Path(folder).glob(pattern))
