"""Turning a tree of paths into a published release."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from content.release.digest import Digest
from content.release.manifest import (
    FORMAT,
    Control,
    Entry,
    HeaderSet,
    Manifest,
    Pointer,
    UnknownFormat,
    release_id,
)
from content.release.store import NoRelease, ReleaseStore

# The header set of search exports, the one kind of leaf that grows with the number of pages; what
# is larger than this goes to phones in pieces of this size.
WORDS = "words"
CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands at one path: its bytes and the name of its header set."""

    path: str
    data: bytes
    headers: str


# The parts of a release by name (`core`, then one per language), each with its leaves.
Parts = Mapping[str, Iterable[Leaf]]


class Objects(Protocol):
    """Where bytes are put and get their name: a store, or the folder of a build."""

    def add(self, data: bytes, *, quick: bool = False) -> Digest:
        """Store bytes, pressed less hard when it must be `quick`; return their name."""


def store_parts(
    store: ReleaseStore, parts: Parts, header_sets: Mapping[str, HeaderSet]
) -> dict[str, Digest]:
    """Store every leaf and then the manifests; return the manifests' digests by part.

    Nothing points at them yet, so readers see nothing of it.

    Raises:
        OSError: the disk refused.
    """
    return {name: _store_part(store, name, leaves, header_sets) for name, leaves in parts.items()}


def is_current(store: ReleaseStore, manifests: Mapping[str, Digest], as_of: str) -> bool:
    """Whether the release in force is already this one, so that publishing it says nothing new."""
    try:
        current = store.current()
    except (NoRelease, UnknownFormat):
        return False
    return (current.id, current.as_of) == (release_id(manifests), as_of)


def point_at(
    store: ReleaseStore,
    manifests: dict[str, Digest],
    *,
    as_of: str,
    now: float,
    control: Control | None = None,
) -> Pointer:
    """Publish a pointer to manifests that the store already holds.

    What phones are ordered to do (`control`) stays as it is, unless another order is given: only
    the operator who gave it knows when it has done its work.
    """
    pointer = Pointer(
        format=FORMAT,
        sequence=store.next_sequence(now),
        id=release_id(manifests),
        as_of=as_of,
        control=control or _control(store),
        manifests=manifests,
    )
    store.publish(pointer)
    return pointer


def _control(store: ReleaseStore) -> Control:
    try:
        return store.last().control
    except NoRelease:
        return "normal"


def _store_part(
    store: ReleaseStore, name: str, leaves: Iterable[Leaf], header_sets: Mapping[str, HeaderSet]
) -> Digest:
    entries = {leaf.path: store_leaf(store, leaf) for leaf in leaves}
    return store_manifest(store, name, entries, header_sets)


def store_leaf(store: Objects, leaf: Leaf) -> Entry:
    """Store the bytes of a leaf; return what its manifest says of it.

    A large search export is stored a second time, in pieces for phones. It changes with each edit,
    so neither is pressed hard.
    """
    size = len(leaf.data)
    if leaf.headers != WORDS or size <= CHUNK_BYTES:
        return Entry(store.add(leaf.data), size, leaf.headers)
    starts = range(0, size, CHUNK_BYTES)
    pieces = (leaf.data[start : start + CHUNK_BYTES] for start in starts)
    chunks = tuple(store.add(piece, quick=True) for piece in pieces)
    return Entry(store.add(leaf.data, quick=True), size, leaf.headers, chunks)


def store_manifest(
    store: Objects, name: str, entries: Mapping[str, Entry], header_sets: Mapping[str, HeaderSet]
) -> Digest:
    """Store the manifest of a part whose entries are stored already."""
    used = {entry.headers: header_sets[entry.headers] for entry in entries.values()}
    return store.add(Manifest(FORMAT, name, used, dict(entries)).encode())
