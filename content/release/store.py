"""The release store on disk: objects, their encodings, and the pointer that names the current one.

objects/ab/<sha256>        the bytes; beside them .br and .gz where they save something
pointers/<sequence>.json   every pointer that was ever published
current.json               the pointer in force, replaced by one rename
packs/<name>               many objects in one answer (packs.py)
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import brotli
import deflate

from content.release.digest import Digest, digest_of
from content.release.manifest import (
    MOST_COUNT,
    Manifest,
    Pointer,
    UnknownFormat,
    read_manifest,
    read_pointer,
)

# Encodings in the order in which a client that takes both gets them.
ENCODINGS: Mapping[str, str] = {"br": ".br", "gzip": ".gz"}

# How hard Brotli and gzip press. Brotli's most takes 9 ms a page. Where thousands are made at once
# they are pressed in a thirtieth of the time, and are 9 % larger until they change. What is larger
# than this stands only in large guides, changes with each edit, and would take seconds.
BROTLI_MOST, BROTLI_QUICK = 11, 5
BROTLI_QUICK_WINDOW = 16
GZIP_MOST, GZIP_QUICK = 12, 6
LARGE_BYTES = 2**17

# How the names of files begin that are being written.
HALF = ".new-"

# Bytes that an encoding must save to be worth a file of its own.
WORTH_ENCODING_BYTES = 64


class NoRelease(LookupError):
    """Nothing has been published in this store yet."""


class ReleaseStore:
    """Reads and writes one folder. Nothing is created before the first write."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, data: bytes, *, quick: bool = False) -> Digest:
        """Store bytes with their encodings; return their name. Bytes already held cost nothing.

        `quick` presses less hard.

        Raises:
            OSError: the disk refused; nothing half-written is left under the name.
        """
        digest = digest_of(data)
        path = self.path_of(digest)
        if not path.exists():
            for suffix, encoded in encodings(data, quick=quick):
                write_atomically(path.with_name(path.name + suffix), encoded)
            write_atomically(path, data)
        return digest

    def read(self, digest: Digest) -> bytes:
        """Return an object's bytes.

        Raises:
            FileNotFoundError: the store does not hold it.
        """
        return self.path_of(digest).read_bytes()

    def manifest(self, digest: Digest) -> Manifest:
        """Read the manifest stored under `digest`."""
        return read_manifest(self.read(digest))

    def path_of(self, digest: Digest, encoding: str = "") -> Path:
        """Return where an object, or one of its encodings, stands or would stand."""
        return self.root / "objects" / digest[:2] / (digest + ENCODINGS.get(encoding, ""))

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the path of each file among the objects, half-written ones too."""
        objects = os.path.join(self.root, "objects")
        with suppress(FileNotFoundError):
            for folder in os.listdir(objects):
                path = os.path.join(objects, folder)
                with suppress(NotADirectoryError):
                    for name in os.listdir(path):
                        yield name, os.path.join(path, name)

    def path_of_pack(self, name: str) -> Path:
        """Return where a pack stands or would stand."""
        return self.root / "packs" / name

    def publish(self, pointer: Pointer) -> None:
        """Make `pointer` the current one in one atomic step, then write its record.

        So a record never tells of an order to phones that was not in force. When the disk refuses
        the record, or a crash comes first, the next publication writes it.

        Raises:
            OSError: the disk refused, and readers have the release that they had.
            UnknownFormat: nobody could read this pointer; nothing was written.
        """
        data = pointer.encode()
        read_pointer(data)
        with suppress(NoRelease, UnknownFormat):
            self._record(self.current())
        for folder in (self.root, self.root / "pointers"):
            remove_halves(folder)
        try:
            write_atomically(self.current_path, data)
        except OSError:
            # When only the last flush failed, readers have the new release already; after a power
            # cut they may have the old one once more, whole.
            if not self.current_path.exists() or self.current_path.read_bytes() != data:
                raise
        with suppress(OSError):
            self._record(pointer)

    def _record(self, pointer: Pointer) -> None:
        """Write the record of a pointer that is in force, where there is none."""
        record = self.record_of(pointer)
        if not record.exists():
            write_atomically(record, pointer.encode())

    def record_of(self, pointer: Pointer) -> Path:
        """Return where the record of a pointer stands or would stand."""
        return self.root / "pointers" / f"{pointer.sequence}.json"

    @property
    def current_path(self) -> Path:
        """The file that holds the pointer in force."""
        return self.root / "current.json"

    def current(self) -> Pointer:
        """Return the pointer in force.

        Raises:
            NoRelease: nothing was published yet.
        """
        try:
            return read_pointer(self.current_path.read_bytes())
        except FileNotFoundError:
            raise NoRelease("no release has been built yet") from None

    def published(self) -> list[Pointer]:
        """List every pointer ever published, newest first."""
        return list(self.history())

    def releases(self, count: int) -> list[Pointer]:
        """List the last distinct releases, the one in force first, each by its newest pointer.

        Orders to phones and new dates are published as pointers to a release that is there already.
        """
        found: dict[Digest, Pointer] = {}
        with suppress(NoRelease, UnknownFormat):
            current = self.current()
            found[current.id] = current
        for pointer in self.history():
            if len(found) >= count:
                break
            found.setdefault(pointer.id, pointer)
        return list(found.values())[:count]

    def history(self, damaged: Callable[[Path], None] = lambda path: None) -> Iterator[Pointer]:
        """Yield the pointers, newest first; tell `damaged` of files that are none, and go on."""
        with suppress(NoRelease, UnknownFormat, OSError):
            # A crash may have come before its record.
            if not self.record_of(current := self.current()).exists():
                yield current
        for sequence in sorted(self._sequences(), reverse=True):
            path = self.root / "pointers" / f"{sequence}.json"
            try:
                yield read_pointer(path.read_bytes())
            except (UnknownFormat, OSError):
                damaged(path)

    def _sequences(self) -> list[int]:
        """List the numbers of records, damaged ones too, but none larger than phones can know."""
        names = (path.stem for path in self.root.glob("pointers/*.json"))
        return [int(name) for name in names if name.isdecimal() and int(name) < MOST_COUNT]

    def last(self) -> Pointer:
        """Return the pointer in force; while its file cannot be read, the newest record that can.

        Raises:
            NoRelease: nothing was published yet, or nothing of it can be read.
        """
        try:
            return self.current()
        except (NoRelease, UnknownFormat):
            for pointer in self.history():
                return pointer
        raise NoRelease("no release has been built yet, or no pointer of it can be read")

    def next_sequence(self, now: float) -> int:
        """Return `max(previous + 1, now)`, so that a server restored from a backup goes on.

        Phones refuse a lower number than they know, so every record counts by its name, damaged or
        not, and the pointer in force where its record is gone.
        """
        known = self._sequences()
        with suppress(NoRelease):
            known.append(self.last().sequence)
        return max([int(now), *(number + 1 for number in known)])


def remove_halves(folder: Path) -> None:
    """Remove what writers that were killed have left half-written, while nobody else writes there.

    Raises:
        OSError: the disk refused.
    """
    for path in folder.glob(f"{HALF}*"):
        path.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that, after a crash at any moment, it is whole or absent.

    The bytes go to a temporary file in the same folder, are flushed to the disk, renamed into
    place, and the rename is flushed too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=HALF)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        # Somebody may end the program just after the file was renamed.
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    flush(path.parent)


def flush(path: Path | str) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def encodings(data: bytes, *, quick: bool = False) -> list[tuple[str, bytes]]:
    """Return the encodings of `data` that save something, each with its suffix."""
    if quick or len(data) > LARGE_BYTES:
        pressed = brotli.compress(data, quality=BROTLI_QUICK, lgwin=BROTLI_QUICK_WINDOW)
        level = GZIP_QUICK
    else:
        pressed, level = brotli.compress(data, quality=BROTLI_MOST), GZIP_MOST
    encoded = [(".br", pressed), (".gz", bytes(deflate.gzip_compress(data, level)))]
    return [(s, body) for s, body in encoded if len(body) + WORTH_ENCODING_BYTES <= len(data)]
