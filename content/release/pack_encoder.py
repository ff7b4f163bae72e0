"""Making packs (pack.py says what one is), run by run; a run made before is not made again.

What a run says depends only on its objects, on what they may be like, on the objects just before
them, and on the numbers of all these. Its key is the hash of that, so the runs of an earlier pack
serve again where nothing has changed: one edited page of 3,000 costs one new run. Runs end at
objects that their digests choose, so that a longer page does not move all ends after it.
"""

import struct
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass

import deflate

from content.release.digest import Digest, digest_of
from content.release.pack import (
    LARGEST_OBJECTS_BYTES,
    LARGEST_UNPACKED_BYTES,
    LENGTH_BYTES,
    Step,
)
from content.release.pack_search import Crowd, Memory, find_copies

# A run is closed before its objects pass this: a phone unpacks and stores one run at a time. In a
# large pack, from half of it on, each fourth object ends it; in a small one that would cost more
# than making all runs again.
RUN_BYTES = 2**18
LARGE_BYTES = 2**20
_ENDING = "0123"

# How hard libdeflate presses, and how hard a large pack: under 1 % larger, in 40 % of the time.
MOST, QUICK = 12, 10

# What a gzip member begins with that names no file, time and system.
GZIP_HEAD = bytes((0x1F, 0x8B, zlib.DEFLATED, 0, 0, 0, 0, 0, 0, 0xFF))

# How many objects before it an object is compared with.
WINDOW = 32

# How many of them are held before those that are too far back are dropped.
LONGEST_CROWD = 4 * WINDOW

# Counts into the keys of runs: other rules give other runs.
RULES = b"5"

# Runs by their key.
Runs = MutableMapping[Digest, bytes]

# How the objects of a run are made, and the texts that no other object has.
Parts = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Item:
    """One object to pack, its size, and what of the base it may be like.

    One that stands `alone` is compared with these only, of which the first is the likest, and not
    with its neighbours in the pack: they would add next to nothing to what stood in its place
    before, or have nothing in common with it. How it is made is then the same in each pack that
    brings it.
    """

    digest: Digest
    size: int
    like: tuple[Digest, ...] = ()
    alone: bool = False


def encode(
    base: Sequence[Digest], items: Iterable[Item], memory: Memory, runs: Runs
) -> Iterator[tuple[Digest, bytes]]:
    """Yield the runs of a pack with their keys; `base` are its sources by number.

    Items are distinct, and none is in the base. An object too large for a run is left out: phones
    ask for it by its name. The end is not yielded.
    """
    pack = _Encoding(base, items, memory)
    for group in pack.groups:
        key = pack.key_of(group)
        if made := key not in runs:
            runs[key] = pack.make(group)
        if run := runs[key]:
            yield key, run
        pack.pass_by(group, there=bool(run), made=made)


def group_sizes(items: Iterable[Item]) -> list[int]:
    """Return how many bytes go into each run of a pack of these items."""
    return [sum(item.size for item in group) for group in _grouped(list(items))]


def some_runs(
    base: Sequence[Digest],
    items: Iterable[Item],
    memory: Memory,
    wanted: Container[int],
    after_each: Callable[[], None] = lambda: None,
) -> dict[Digest, bytes]:
    """Make some runs of a pack by their numbers, as if the others were made already.

    `after_each` is called when one of them is made. Where it was wrong that the others are made,
    because an object is left out, these have other keys than those that `encode` asks for, and are
    of no use.
    """
    pack, runs = _Encoding(base, items, memory), {}
    for number, group in enumerate(pack.groups):
        there, made = True, number in wanted
        if made:
            key = pack.key_of(group)
            runs[key] = pack.make(group)
            there = bool(runs[key])
            after_each()
        pack.pass_by(group, there=there, made=made)
    return runs


class _Encoding:
    """The encoding of one pack, run by run: what the next one depends on."""

    def __init__(self, base: Sequence[Digest], items: Iterable[Item], memory: Memory) -> None:
        items = list(items)
        self._numbers = {digest: number for number, digest in enumerate(base)}
        self._row = _Row(memory)
        self._memory = memory
        self._level = QUICK if _is_large(items) else MOST
        self.groups = list(_grouped(items))

    def key_of(self, group: list[Item]) -> Digest:
        """Return what names the run of a group, if it is the next one."""
        return _key(group, self._row.window, self._numbers, self._level)

    def make(self, group: list[Item]) -> bytes:
        """Make the next run; nothing for an object that cannot stand in one."""
        parts = _Run(self._row.crowd(), self._numbers, self._memory).encode(group)
        return _pressed(*parts, self._level) if parts else b""

    def pass_by(self, group: list[Item], *, there: bool, made: bool) -> None:
        """Go on to the next one. `there` says whether the pack has this one, `made` that it was
        made just now.
        """
        if there:
            first = len(self._numbers)
            self._numbers |= {item.digest: place for place, item in enumerate(group, first)}
            self._row.add(group, made=made)
        else:
            self._row.forget()


class _Row:
    """The new objects packed so far, and the last of them as a crowd, which runs share."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._digests: list[Digest] = []
        self._crowd, self._held = Crowd(), 0

    @property
    def window(self) -> list[Digest]:
        """The last objects, as many as one is compared with."""
        return self._digests[-WINDOW:]

    def crowd(self) -> Crowd:
        """Return a crowd that ends with the last objects; whoever makes a run adds to it."""
        if len(self._digests) - self._held >= WINDOW or len(self._crowd) > LONGEST_CROWD:
            self.forget()
        for digest in self._digests[self._held :]:
            self._crowd.add(digest, self._memory.text(digest))
        self._held = len(self._digests)
        return self._crowd

    def add(self, group: Sequence[Item], *, made: bool) -> None:
        """Put the objects of a run at the end; if it was made now, the crowd has them."""
        digests = [item.digest for item in group if not item.alone]
        self._digests += digests
        self._held += len(digests) if made else 0

    def forget(self) -> None:
        """Begin a new crowd."""
        self._crowd, self._held = Crowd(), max(0, len(self._digests) - WINDOW)


def _is_large(items: Iterable[Item]) -> bool:
    return sum(item.size for item in items) > LARGE_BYTES


def _grouped(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the items run by run; a large one stands alone."""
    large = _is_large(items)
    group: list[Item] = []
    size = 0
    for item in items:
        if group and size + item.size > RUN_BYTES:
            yield group
            group, size = [], 0
        group.append(item)
        size += item.size
        if large and size >= RUN_BYTES // 2 and item.digest[0] in _ENDING:
            yield group
            group, size = [], 0
    if group:
        yield group


def _key(group: list[Item], window: list[Digest], numbers: dict[Digest, int], level: int) -> Digest:
    """Return what names a run: the hash of all that it is made from."""
    parts = [RULES, b"%d %d" % (level, len(numbers)), *(digest.encode() for digest in window)]
    for item in group:
        parts.append(b"%s %d" % (item.digest.encode(), item.alone))
        parts += (b"%d:%s" % (numbers[digest], digest.encode()) for digest in item.like)
    return digest_of(b"\n".join(parts))


class _Run:
    """The making of one run."""

    def __init__(self, before: Crowd, numbers: dict[Digest, int], memory: Memory) -> None:
        self._numbers = dict(numbers)
        self._memory = memory
        self._before = before

    def encode(self, group: list[Item]) -> Parts | None:
        """Return what is to be pressed; nothing for an object that cannot stand in a run."""
        first = len(self._numbers)
        heads, literals = [_varint(len(group))], []
        for place, item in enumerate(group):
            steps, more = self._steps_of(item)
            heads.append(_head(steps))
            literals += more
            self._numbers[item.digest] = first + place
            if not item.alone:
                self._before.add(item.digest, self._memory.text(item.digest))
        head, text = b"".join(heads), b"".join(literals)
        size = sum(item.size for item in group)
        if size > LARGEST_OBJECTS_BYTES or len(head) + len(text) > LARGEST_UNPACKED_BYTES:
            return None
        return head, text

    def _steps_of(self, item: Item) -> tuple[list[Step], list[bytes]]:
        """Return how an object is made, and its literals."""
        if item.alone:
            pieces, literals = self._memory.recipe(item.digest, item.like)
        else:
            text, like = self._memory.text(item.digest), self._memory.crowd(item.like)
            pieces, literals = find_copies(text, like, self._before, WINDOW)
        return [
            (new, old, self._numbers[one] if one else 0, at) for new, old, one, at in pieces
        ], literals


def _pressed(steps: bytes, literals: bytes, level: int) -> bytes:
    """Press a run as one gzip member; return it behind its length.

    Steps and literals get tables of their own. libdeflate presses harder than zlib, which alone can
    be made to begin anew in the middle.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    member = GZIP_HEAD + packer.compress(steps) + packer.flush(zlib.Z_FULL_FLUSH)
    member += deflate.deflate_compress(literals, level)
    checksum = zlib.crc32(literals, zlib.crc32(steps))
    member += struct.pack("<II", checksum, len(steps) + len(literals))
    return len(member).to_bytes(LENGTH_BYTES) + member


def _head(steps: list[Step]) -> bytes:
    numbers = [len(steps)]
    for literal, length, source, offset in steps:
        numbers += (literal, length, source, offset) if length else (literal, length)
    return b"".join(map(_varint, numbers))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
