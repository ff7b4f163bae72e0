"""Objects that are no longer what their names say: found by little reading, and made whole again.

A disk that fills up, breaks or is restored by halves leaves files that are cut. A reader would be
given them as they are, so a publication looks at all of them first. To read 27,000 files takes as
long as a build after an edit; so whoever has checked a file notes its mark, its size and when it
was last changed, and only files with another mark are read. What a disk changes without a trace in
either is found by a rollback, which reads everything, and by phones, which check each object.
"""

import errno
import os
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import brotli

from content.release.digest import Digest, digest_of, is_digest
from content.release.store import ENCODINGS, ReleaseStore, encodings, write_atomically

# The size of a file in bytes, and when it was last changed, in nanoseconds.
Mark = tuple[int, int]
Marks = Mapping[str, Mark]

GZIP = 16 + zlib.MAX_WBITS
DIGEST_CHARACTERS = 64

SUFFIXES = ("", *ENCODINGS.values())

# After so many objects it is said how far the checking is.
TOLD_EVERY = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """What a store holds: the marks of whole objects and their encodings by the names of their
    files, the objects that are lost, and how many were mended.
    """

    marks: dict[str, Mark]
    lost: frozenset[Digest]
    mended: int


def check_objects(store: ReleaseStore, known: Marks, progress: Callable[[str], None]) -> Checked:
    """Check the objects whose files have other marks than the `known` ones; mend what can be.

    Raises:
        OSError: the disk refused.
    """
    seen = _marks(store.files())
    changed = {name[:DIGEST_CHARACTERS] for name, _ in seen.items() ^ known.items()}
    gone = known.keys() - seen.keys()
    lost, mended = set(), []
    to_read = sorted(map(Digest, changed & seen.keys()))
    for number, digest in enumerate(to_read, 1):
        became = mend(store, digest, [suffix for suffix in SUFFIXES if digest + suffix in gone])
        if became == "lost":
            lost.add(digest)
        elif became == "mended":
            mended.append(digest)
        if number % TOLD_EVERY == 0:
            progress(f"checked {number} of {len(to_read)} stored objects …")
    seen |= marks_of(store, (digest + suffix for digest in mended for suffix in SUFFIXES))
    whole = {name: mark for name, mark in seen.items() if name[:DIGEST_CHARACTERS] not in lost}
    return Checked(whole, frozenset(lost), len(mended))


def marks_of(store: ReleaseStore, names: Iterable[str]) -> dict[str, Mark]:
    """Return the marks of some files by their names, of those that are there."""
    return _marks((name, os.fspath(_path(store, name))) for name in names)


def mend(
    store: ReleaseStore, digest: Digest, missing: Collection[str] = ()
) -> Literal["whole", "mended", "lost"]:
    """Read an object and its encodings; write those anew that do not say what its name says.

    One whole file of them is enough. `missing` are the suffixes of encodings that were there once.

    Raises:
        OSError: the disk refused.
    """
    paths = {suffix: _path(store, digest + suffix) for suffix in SUFFIXES}
    stored = {suffix: _stored(path) for suffix, path in paths.items()}
    said = {suffix: _decoded(data, suffix) for suffix, data in stored.items()}
    whole = {s: data for s, data in said.items() if data is not None and digest_of(data) == digest}
    wanted = {suffix for suffix, data in stored.items() if data is not None} | {"", *missing}
    damaged = wanted - whole.keys()
    if not damaged:
        return "whole"
    if not whole:
        return "lost"
    data = next(iter(whole.values()))
    new = {"": data, **dict(encodings(data))}
    # The object comes last: one that stands is taken to have its encodings.
    for suffix in sorted(damaged, reverse=True):
        if suffix in new:
            write_atomically(paths[suffix], new[suffix])
        else:
            paths[suffix].unlink(missing_ok=True)
    return "mended"


def _stored(path: Path) -> bytes | None:
    """Return the bytes of a file, as far as the disk gives them; nothing if there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.EIO:
            return b""
        raise


def _decoded(data: bytes | None, suffix: str) -> bytes | None:
    """Return what a file says; nothing if it is not whole."""
    if data is None or not suffix:
        return data
    try:
        if suffix == ENCODINGS["br"]:
            return bytes(brotli.decompress(data))
        unpacker = zlib.decompressobj(GZIP)
        unpacked = unpacker.decompress(data)
    except (brotli.error, zlib.error):
        return None
    return unpacked if unpacker.eof and not unpacker.unused_data else None


def _marks(files: Iterable[tuple[str, str]]) -> dict[str, Mark]:
    found: dict[str, Mark] = {}
    for name, path in files:
        digest, suffix = name[:DIGEST_CHARACTERS], name[DIGEST_CHARACTERS:]
        if suffix in SUFFIXES and is_digest(digest):
            with suppress(FileNotFoundError):
                status = os.stat(path)
                found[name] = (status.st_size, status.st_mtime_ns)
    return found


def _path(store: ReleaseStore, name: str) -> Path:
    return store.path_of(Digest(name[:DIGEST_CHARACTERS])).with_name(name)
