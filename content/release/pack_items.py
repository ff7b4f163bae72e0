"""What a pack holds, in which order, and what each object may be like: from manifests alone.

Manifests come first, sorted by part: a phone takes nothing that they do not name. Then everything
else by path, which keeps the pages of a language together and so close in words; the search exports
last, as a phone can be used without them.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from content.release.digest import Digest
from content.release.manifest import Entry, Manifest
from content.release.pack_encoder import WINDOW, Item
from content.release.tree import CHUNK_BYTES, WORDS

# Manifests by their digest: the parts that a phone wants, or those that it holds.
Manifests = Mapping[Digest, Manifest]

SizeOf = Callable[[Digest], int]

# With how many older chunks one is compared: an edit moves bytes by less than a chunk.
CHUNKS_AROUND = 5

_LOADED = re.compile(rb"/o/([0-9a-f]{64})")
_LOADED_KINDS = ("script", "style")


def items_of(
    target: Manifests, base: Manifests, leaving_out: Iterable[Digest], size_of: SizeOf
) -> Iterator[Item]:
    """Yield the objects of a pack, each once: all of the target's but those to be left out.

    These are the members of the base, and what phones have from elsewhere. `size_of` tells how
    large a manifest is.
    """
    known = set(leaving_out)
    # A part that is in the base has nothing new.
    new = ((digest, manifest) for digest, manifest in target.items() if digest not in base)
    by_part = sorted(new, key=lambda one: one[1].name)
    for digest, manifest in by_part:
        if digest not in known:
            known.add(digest)
            same = tuple(older for older, one in base.items() if one.name == manifest.name)
            like = same or tuple(sorted(base, key=lambda older: base[older].name))
            yield Item(digest, size_of(digest), like, alone=bool(same))
    shelf = _Shelf(base)
    for path, entry in _in_order(manifest for _, manifest in by_part):
        for place, digest in enumerate(entry.kept):
            if digest not in known:
                known.add(digest)
                size = CHUNK_BYTES if entry.chunks else entry.size
                older = shelf.older(path, place)
                like = older or (() if entry.chunks else shelf.near(path, entry))
                yield Item(digest, size, like, alone=bool(older or entry.chunks))


def loaded_by_every_page(core: Manifest, read: Callable[[Digest], bytes]) -> set[Digest]:
    """Return the scripts and styles that every page of the core names.

    Whoever opens a page has loaded them when the worker begins: a first pack without them is
    smaller, and the phone takes them from the browser's own cache.
    """
    loaded = {e.object for e in core.entries.values() if e.headers in _LOADED_KINDS}
    pages = [entry.object for entry in core.entries.values() if entry.headers == "page"]
    for page in pages:
        loaded &= {Digest(name.decode()) for name in _LOADED.findall(read(page))}
    return loaded if pages else set()


def _in_order(manifests: Iterator[Manifest]) -> list[tuple[str, Entry]]:
    entries = {path: entry for one in manifests for path, entry in one.entries.items()}
    return sorted(entries.items(), key=lambda one: (one[1].headers == WORDS, one[0]))


class _Shelf:
    """The base by path: what an object may be like."""

    def __init__(self, base: Manifests) -> None:
        self._entries = {path: e for one in base.values() for path, e in one.entries.items()}
        self._new: Counter[str] = Counter()

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        """The paths by kind, in order; an update that brings no new one does without."""
        paths: dict[str, list[str]] = {}
        for path in sorted(self._entries):
            paths.setdefault(self._entries[path].headers, []).append(path)
        return paths

    def older(self, path: str, place: int) -> tuple[Digest, ...]:
        """Return what stood at the path.

        `place` is the number of the chunk: its older self comes first, then those around it, into
        which its bytes may have moved.
        """
        older = self._entries.get(path)
        chunks = older.kept if older else ()
        nearest = sorted(range(len(chunks)), key=lambda number: abs(number - place))
        return tuple(dict.fromkeys(chunks[number] for number in nearest[:CHUNKS_AROUND]))

    def near(self, path: str, entry: Entry) -> tuple[Digest, ...]:
        """Return what stands near a path, and is of the kind of its new entry.

        After many new ones of a kind there is enough of it in the pack itself: the rest depends on
        nothing in the base, and serves again when that changes.
        """
        self._new[entry.headers] += 1
        if self._new[entry.headers] > WINDOW:
            return ()
        paths = self._paths.get(entry.headers, [])
        here = bisect_left(paths, path)
        around = range(max(0, here - WINDOW // 2), min(len(paths), here + WINDOW // 2))
        return tuple(dict.fromkeys(self._entries[paths[number]].object for number in around))
