"""Removing objects that no remembered release names, so that a store does not grow for ever."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from content.release.digest import Digest
from content.release.manifest import FORMAT, Pointer
from content.release.packs import Damaged, read_whole
from content.release.store import NoRelease, ReleaseStore

# Distinct earlier releases that keep their objects: phones update from them, windows are open on
# them.
REMEMBERED = 10

# A phone that began an update finishes it with the objects of the release it began with.
DAY_SECONDS = 86_400

# As the one way to write JSON writes them (digest.py): a quotation mark inside a text is escaped.
_NAME = re.compile(rb'"([0-9a-f]{64})"')
_FORMAT = b'"format":%d,' % FORMAT


def remove_unneeded(store: ReleaseStore, now: float) -> int:
    """Remove the objects, with their encodings, that nothing may still ask for; return the files.

    What stays: the release in force, the last ones, every release that was in force within the last
    day, and every file younger than a day. Pointers stay all. `now` is in Unix seconds. When a
    manifest of a remembered release cannot be read, nothing is removed: nobody knows what it names.

    Raises:
        OSError: the disk refused; nothing that a remembered release names was touched.
    """
    remembered = _remembered(store, now)
    if not remembered:
        return 0
    try:
        manifests = {digest for pointer in remembered for digest in pointer.manifests.values()}
        needed = {name for digest in manifests for name in _named(store, digest)}
    except Damaged:
        return 0
    # Objects before their encodings: an object that stands is taken to have all it needs.
    unneeded = sorted(
        (name.partition(".")[2], path) for name, path in store.files() if name[:64] not in needed
    )
    old = [path for _, path in unneeded if os.stat(path).st_mtime < now - DAY_SECONDS]
    for path in old:
        Path(path).unlink(missing_ok=True)
    return len(old)


def _remembered(store: ReleaseStore, now: float) -> list[Pointer]:
    """Return the pointer in force and those of remembered releases, each id once."""
    try:
        found = {(current := store.current()).id: current}
    except NoRelease:
        return []
    replaced_at = now
    for pointer in store.history():
        if len(found) > REMEMBERED and pointer.id not in found and replaced_at < now - DAY_SECONDS:
            break
        found.setdefault(pointer.id, pointer)
        replaced_at = _published_at(store, pointer, now)
    return list(found.values())


def _published_at(store: ReleaseStore, pointer: Pointer, now: float) -> float:
    """Return when a pointer was published: its number is that second, or later.

    Numbers never fall, so once the clock was ahead they say nothing until it has caught up. Then
    the file of the record says it, unless it was ahead as well: those are taken to be old.
    """
    if pointer.sequence <= now:
        return pointer.sequence
    try:
        written = store.record_of(pointer).stat().st_mtime
    except OSError:
        return now
    return written if written <= now else 0


def _named(store: ReleaseStore, manifest: Digest) -> Iterator[str]:
    """Yield the names in a manifest.

    To parse those of eleven releases would take longer than all the rest.

    Raises:
        Damaged: it is missing, damaged, or of a format that may name objects otherwise.
    """
    data = read_whole(store, manifest)
    if _FORMAT not in data:
        raise Damaged(f"{store.path_of(manifest)} is of another format")
    yield manifest
    yield from (name.decode() for name in _NAME.findall(data))
