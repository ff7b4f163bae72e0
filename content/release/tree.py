"""Turning a tree of paths into a published release."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.release.digest import Digest
from content.release.manifest import (
    FORMAT,
    Control,
    Entry,
    HeaderSet,
    Manifest,
    Pointer,
    release_id,
)
from content.release.store import NoRelease, ReleaseStore


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands at one path: its bytes and the name of its header set."""

    path: str
    data: bytes
    headers: str


# The parts of a release by name (`core`, then one per language), each with its leaves.
Parts = Mapping[str, Iterable[Leaf]]


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
    except NoRelease:
        return False
    return (current.id, current.as_of, current.control) == (release_id(manifests), as_of, "normal")


def point_at(
    store: ReleaseStore,
    manifests: dict[str, Digest],
    *,
    as_of: str,
    now: float,
    control: Control = "normal",
) -> Pointer:
    """Publish a pointer to manifests that the store already holds."""
    pointer = Pointer(
        format=FORMAT,
        sequence=store.next_sequence(now),
        id=release_id(manifests),
        as_of=as_of,
        control=control,
        manifests=manifests,
    )
    store.publish(pointer)
    return pointer


def _store_part(
    store: ReleaseStore, name: str, leaves: Iterable[Leaf], header_sets: Mapping[str, HeaderSet]
) -> Digest:
    entries = {
        leaf.path: Entry(store.add(leaf.data), len(leaf.data), leaf.headers) for leaf in leaves
    }
    used = {entry.headers: header_sets[entry.headers] for entry in entries.values()}
    return store.add(Manifest(FORMAT, name, used, entries).encode())
