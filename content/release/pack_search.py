"""Finding what objects have in common: copies from what is like them, the rest as literals.

Copies are found where tokens begin, the pieces of a text between `>`, line ends and commas: the
bytes from there on, when they stand in a source too, are where a copy may begin, and it is extended
both ways. That finds what pages have in common at any distance; what is left is small and lies
close together, as gzip likes it.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from content.release.digest import Digest

Read = Callable[[Digest], bytes]

# A step of a pack: the bytes of its literal and of its copy, the object copied from and the offset
# in it; no object where there is no copy.
Piece = tuple[int, int, Digest | None, int]

# How an object is made: its pieces, and their literals.
Recipe = tuple[list[Piece], list[bytes]]

# A shorter copy costs more than the literals that it saves, which gzip shortens too.
SHORTEST_COPY_BYTES = 48
SHORTEST_TOKEN_BYTES = 8

# From where a token begins, so much must be the same before a place is looked at.
START_BYTES = 16
_TOKEN = re.compile(rb"[^>\n,]*[>\n,]|[^>\n,]+")

# How many places with the same token are tried, of those that are like it and of those before it.
PLACES = 8

# An object that differs from the older one in one place of this size at most is compared no more.
SMALL_EDIT_BYTES = 256

# How much of what was read, and how many pieces of recipes, are remembered from one pack to the
# next.
REMEMBERED_BYTES = 24 * 2**20
REMEMBERED_PIECES = 60_000
REMEMBERED_CROWDS = 4


# Where a token begins and ends, and the first bytes from there on.
Start = tuple[int, int, bytes]


def _starts(data: bytes) -> Iterator[Start]:
    start = 0
    for token in _TOKEN.findall(data):
        end = start + len(token)
        if len(token) >= SHORTEST_TOKEN_BYTES:
            yield start, end, data[start : start + START_BYTES]
        start = end


@dataclass(slots=True)
class Text:
    """Bytes, and where each of the starts in them stands first."""

    data: bytes
    _places: dict[bytes, int] = field(default_factory=dict)
    _starts: list[Start] = field(default_factory=list)

    @property
    def starts(self) -> list[Start]:
        """Where tokens begin; remembered until `places` is asked for, which lasts longer."""
        if not self._starts:
            self._starts = list(_starts(self.data))
        return self._starts

    @property
    def places(self) -> dict[bytes, int]:
        """Each start with its first offset."""
        if not self._places:
            for offset, _, start in self.starts:
                self._places.setdefault(start, offset)
            self._starts = []
        return self._places


# A text, its name, and where a start stands in it.
Place = tuple[bytes, Digest, int]


class Crowd:
    """Some texts in a row, and which of them hold a start."""

    def __init__(self) -> None:
        self._count = 0
        self._holders: dict[bytes, list[tuple[int, Place]]] = {}

    def __len__(self) -> int:
        return self._count

    def add(self, digest: Digest, text: Text) -> None:
        """Put a text at the end of the row."""
        number, data, holders = self._count, text.data, self._holders
        self._count += 1
        for start, offset in text.places.items():
            place = (number, (data, digest, offset))
            if start in holders:
                holders[start].append(place)
            else:
                holders[start] = [place]

    def last_with(self, start: bytes, last: int) -> Iterator[Place]:
        """Yield where a start stands in those of the `last` texts that hold it, from the end."""
        first = self._count - last
        for number, place in reversed(self._holders.get(start, ())):
            if number < first:
                break
            yield place


class Memory:
    """What packs that are made one after the other have in common, within bounds."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._texts: OrderedDict[Digest, Text] = OrderedDict()
        self._bytes = 0
        self._recipes: OrderedDict[tuple[Digest, tuple[Digest, ...]], Recipe] = OrderedDict()
        self._pieces = 0
        self._crowds: OrderedDict[tuple[Digest, ...], Crowd] = OrderedDict()

    def text(self, digest: Digest) -> Text:
        """Return an object's bytes and tokens."""
        text = self._texts.get(digest)
        if text is None:
            text = self._texts[digest] = Text(self._read(digest))
            self._bytes += len(text.data)
            while self._bytes > REMEMBERED_BYTES and len(self._texts) > 1:
                self._bytes -= len(self._texts.popitem(last=False)[1].data)
        self._texts.move_to_end(digest)
        return text

    def crowd(self, digests: tuple[Digest, ...]) -> Crowd:
        """Return texts as a crowd, the first of them last."""
        crowd = self._crowds.get(digests)
        if crowd is None:
            crowd = self._crowds[digests] = Crowd()
            for digest in reversed(digests):
                crowd.add(digest, self.text(digest))
            if len(self._crowds) > REMEMBERED_CROWDS:
                self._crowds.popitem(last=False)
        return crowd

    def recipe(self, digest: Digest, like: tuple[Digest, ...]) -> Recipe:
        """Return how an object is made of others alone, the likest first; of none, as a literal."""
        key = (digest, like)
        recipe = self._recipes.get(key)
        if recipe is None:
            recipe = self._recipes[key] = self._made_of(digest, like)
            self._pieces += len(recipe[0])
            while self._pieces > REMEMBERED_PIECES and len(self._recipes) > 1:
                self._pieces -= len(self._recipes.popitem(last=False)[1][0])
        return recipe

    def _made_of(self, digest: Digest, like: tuple[Digest, ...]) -> Recipe:
        data = self.text(digest).data
        if not like:
            return [(len(data), 0, None, 0)], [data]
        edit = self._small_edit(digest, like[0])
        # A text of its own: nobody asks this one where its starts are, and they would stay.
        return edit or find_copies(Text(data), self.crowd(like), Crowd(), 0)

    def _small_edit(self, digest: Digest, older: Digest) -> Recipe | None:
        """Return what distinguishes two objects, when it is little and in one place."""
        new, old = self.text(digest).data, self.text(older).data
        front = _alike(new, 0, old, 0)
        behind = _alike_before(new, len(new), old, len(old))
        behind = min(behind, len(new) - front, len(old) - front)
        middle = new[front : len(new) - behind]
        if len(middle) > SMALL_EDIT_BYTES:
            return None
        pieces = [(0, front, older, 0), (len(middle), behind, older, len(old) - behind)]
        return [piece for piece in pieces if piece[0] or piece[1]], [middle]


def find_copies(text: Text, like: Crowd, before: Crowd, window: int) -> Recipe:
    """Return how a text is made.

    The longest copies are taken from the front to the end; a copy swallows the tokens it covers.
    Where one ends inside a token, what is left of it may still be the beginning of another.
    """
    pieces: list[Piece] = []
    literals: list[bytes] = []
    data, done = text.data, 0
    for offset, end, start in text.starts:
        if end - done < SHORTEST_TOKEN_BYTES:
            continue
        places = chain(
            islice(like.last_with(start, len(like)), PLACES),
            islice(before.last_with(start, window), PLACES),
        )
        length, source, from_, begin = _longest(data, len(start), offset, done, places)
        if length >= SHORTEST_COPY_BYTES and source:
            pieces.append((begin - done, length, source, from_))
            literals.append(data[done:begin])
            done = begin + length
    if done < len(data):
        pieces.append((len(data) - done, 0, None, 0))
        literals.append(data[done:])
    return pieces, literals


def _longest(
    data: bytes, known: int, start: int, done: int, places: Iterable[Place]
) -> tuple[int, Digest | None, int, int]:
    """Return the longest copy around a start: its length, source, offset there and begin here.

    `known` bytes are the same at all places. A copy begins at `done` at the earliest, which may be
    after the start.
    """
    best: tuple[int, Digest | None, int, int] = (0, None, 0, 0)
    room = start - done
    # Most places have the same around them: one look says that this one is no better.
    ahead, wanted = known, b""
    for other, digest, offset in places:
        if other[offset + known : offset + ahead] != wanted:
            continue
        more = ahead + _alike(data, start + ahead, other, offset + ahead)
        behind = min(_alike_before(data, start, other, offset), room) if room > 0 else room
        if more + behind > best[0]:
            best = (more + behind, digest, offset - behind, start - behind)
            ahead = max(known, best[0] - room + 1)
            wanted = data[start + known : start + ahead]
            if start + ahead > len(data):
                break
    return best


def _alike(one: bytes, i: int, other: bytes, j: int) -> int:
    """Return how many bytes are the same from `i` and `j` on."""
    most = min(len(one) - i, len(other) - j)
    alike, width = 0, 64
    while alike < most:
        width = min(width, most - alike)
        mine = one[i + alike : i + alike + width]
        others = other[j + alike : j + alike + width]
        if mine != others:
            differing = int.from_bytes(mine) ^ int.from_bytes(others)
            return alike + width - (differing.bit_length() + 7) // 8
        alike += width
        width *= 2
    return most


def _alike_before(one: bytes, i: int, other: bytes, j: int) -> int:
    """Return how many bytes are the same before `i` and `j`."""
    most = min(i, j)
    alike, width = 0, 16
    while alike < most:
        width = min(width, most - alike)
        mine = one[i - alike - width : i - alike]
        others = other[j - alike - width : j - alike]
        if mine != others:
            differing = int.from_bytes(mine, "little") ^ int.from_bytes(others, "little")
            return alike + width - (differing.bit_length() + 7) // 8
        alike += width
        width *= 2
    return most
