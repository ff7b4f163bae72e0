"""Finding what objects have in common: copies from what is like them, the rest as literals.

Copies are found by tokens, the pieces of a text between `>`, line ends and commas: a token that
stands in a source too is where a copy may begin, and it is extended both ways from there. That
finds what pages have in common at any distance; what is left is small and lies close together, as
gzip likes it.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from content.release.digest import Digest
from content.release.pack import Step

Read = Callable[[Digest], bytes]

# How many bytes stay in front, what is new, how many stay behind, and where those began before.
Edit = tuple[int, bytes, int, int]

# A shorter copy costs more than the literals that it saves, which gzip shortens too.
SHORTEST_COPY_BYTES = 48
SHORTEST_TOKEN_BYTES = 8
_TOKEN = re.compile(rb"[^>\n,]*[>\n,]|[^>\n,]+")

# How many places with the same token are tried, of those that are like it and of those before it.
PLACES = 8

# An object that differs from the older one in one place of this size at most is compared no more.
SMALL_EDIT_BYTES = 256

# How much of what was read, and how many small edits, are remembered from one pack to the next.
REMEMBERED_BYTES = 24 * 2**20
REMEMBERED_EDITS = 30_000
REMEMBERED_CROWDS = 4


@dataclass(slots=True)
class Text:
    """Bytes, and where each of their tokens stands first."""

    data: bytes
    _places: dict[bytes, int] = field(default_factory=dict)

    @property
    def places(self) -> dict[bytes, int]:
        """Each token with its first offset."""
        if not self._places:
            start = 0
            for token in _TOKEN.findall(self.data):
                if len(token) >= SHORTEST_TOKEN_BYTES:
                    self._places.setdefault(token, start)
                start += len(token)
        return self._places


class Crowd:
    """Some texts in a row, and which of them hold a token."""

    def __init__(self) -> None:
        self._texts: list[tuple[Digest, Text]] = []
        self._holders: dict[bytes, list[int]] = {}

    def add(self, digest: Digest, text: Text) -> None:
        """Put a text at the end of the row."""
        number = len(self._texts)
        self._texts.append((digest, text))
        for token in text.places:
            self._holders.setdefault(token, []).append(number)

    def last_with(self, token: bytes, last: int) -> Iterator[tuple[Digest, Text]]:
        """Yield those of the `last` texts that hold a token, from the end."""
        for number in reversed(self._holders.get(token, ())):
            if number < len(self._texts) - last:
                break
            yield self._texts[number]


class Memory:
    """What packs that are made one after the other have in common, within bounds."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._texts: OrderedDict[Digest, Text] = OrderedDict()
        self._bytes = 0
        self._edits: OrderedDict[tuple[Digest, Digest], Edit] = OrderedDict()
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

    def small_edit(self, digest: Digest, older: Digest) -> Edit | None:
        """Return what distinguishes two objects, when it is little and in one place."""
        pair = (digest, older)
        edit = self._edits.get(pair)
        if edit is None:
            new, old = self.text(digest).data, self.text(older).data
            front = _alike(new, 0, old, 0)
            behind = _alike_before(new, len(new), old, len(old))
            behind = min(behind, len(new) - front, len(old) - front)
            if len(new) - front - behind > SMALL_EDIT_BYTES:
                return None
            edit = (front, new[front : len(new) - behind], behind, len(old) - behind)
            self._edits[pair] = edit
            if len(self._edits) > REMEMBERED_EDITS:
                self._edits.popitem(last=False)
        return edit


def find_copies(
    data: bytes, like: Crowd, before: Crowd, window: int, numbers: dict[Digest, int]
) -> tuple[list[Step], list[bytes]]:
    """Return the steps that make `data`, and its literals.

    The longest copies are taken from the front to the end; a copy swallows the tokens it covers.
    """
    steps: list[Step] = []
    literals: list[bytes] = []
    done = end = 0
    for token in _TOKEN.findall(data):
        start, end = end, end + len(token)
        if start < done or len(token) < SHORTEST_TOKEN_BYTES:
            continue
        sources = chain(
            islice(like.last_with(token, len(numbers)), PLACES),
            islice(before.last_with(token, window), PLACES),
        )
        length, source, offset, begin = _longest(data, token, start, done, sources)
        if length >= SHORTEST_COPY_BYTES and source:
            steps.append((begin - done, length, numbers[source], offset))
            literals.append(data[done:begin])
            done = begin + length
    if done < len(data):
        steps.append((len(data) - done, 0, 0, 0))
        literals.append(data[done:])
    return steps, literals


def _longest(
    data: bytes, token: bytes, start: int, done: int, sources: Iterable[tuple[Digest, Text]]
) -> tuple[int, Digest | None, int, int]:
    """Return the longest copy around a token: its length, source, offset there and begin here."""
    best: tuple[int, Digest | None, int, int] = (0, None, 0, 0)
    for digest, text in sources:
        offset = text.places[token]
        ahead = len(token)
        ahead += _alike(data, start + ahead, text.data, offset + ahead)
        behind = min(_alike_before(data, start, text.data, offset), start - done)
        if ahead + behind > best[0]:
            best = (ahead + behind, digest, offset - behind, start - behind)
    return best


def _alike(one: bytes, i: int, other: bytes, j: int) -> int:
    """Return how many bytes are the same from `i` and `j` on."""
    most = min(len(one) - i, len(other) - j)
    alike, width = 0, 64
    while alike < most:
        width = min(width, most - alike)
        at, there = i + alike, j + alike
        if one[at : at + width] == other[there : there + width]:
            alike += width
            width *= 2
        elif width == 1:
            break
        else:
            most = alike + width - 1
            width //= 2
    return alike


def _alike_before(one: bytes, i: int, other: bytes, j: int) -> int:
    """Return how many bytes are the same before `i` and `j`."""
    most = min(i, j)
    alike, width = 0, 16
    while alike < most:
        width = min(width, most - alike)
        at, there = i - alike, j - alike
        if one[at - width : at] == other[there - width : there]:
            alike += width
            width *= 2
        elif width == 1:
            break
        else:
            most = alike + width - 1
            width //= 2
    return alike
