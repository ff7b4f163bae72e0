"""Packs: whatever two releases hold, the one is made from the other, and nothing else is taken."""

import random
import time
import tracemalloc
import zlib
from collections.abc import Iterator, Sequence

import pytest

from content.release.digest import Digest, digest_of
from content.release.pack import (
    LARGEST_OBJECTS_BYTES,
    LARGEST_UNPACKED_BYTES,
    BrokenPack,
    are_whole,
    is_pack_name,
    is_whole,
    pack_name,
    unpack,
)
from content.release.pack_encoder import RUN_BYTES, WINDOW, Item, Runs, encode
from content.release.pack_search import Memory
from tests.content.pack_samples import END, framed, head, one, raw, run, varint, zipped

WORDS = (
    b"help",
    b"police",
    b"rights",
    b"papers",
    b"doctor",
    b"tonight",
    b"free",
    b"112",
    b"caf\xc3\xa9",
)
FRAME = b'<!doctype html>\n<html lang="en"><head><link href="/o/%s.css"></head>\n<body><main>\n'

# How long reading a pack of a few hundred bytes may take, however it was damaged.
SECONDS = 2.0
READING_BYTES = 32 * 2**20


class Objects:
    """Bytes by digest, as a store has them."""

    def __init__(self) -> None:
        self.held: dict[Digest, bytes] = {}

    def add(self, data: bytes, *, quick: bool = False) -> Digest:
        digest = digest_of(data)
        self.held[digest] = data
        return digest

    def item(self, data: bytes, *like: Digest, alone: bool = False) -> Item:
        return Item(self.add(data), len(data), like, alone)

    def pack(
        self, base: Sequence[Digest], items: Sequence[Item], runs: Runs | None = None
    ) -> bytes:
        memory = Memory(self.held.__getitem__)
        made = encode(base, items, memory, {} if runs is None else runs)
        return b"".join(run for _, run in made) + END

    def reads_back(self, base: Sequence[Digest], items: Sequence[Item]) -> bytes:
        """Encode, read, compare; return the pack."""
        pack = self.pack(base, items)
        made = list(unpack(pack, [self.held[digest] for digest in base]))
        assert [digest_of(data) for data in made] == [item.digest for item in items]
        return pack


@pytest.fixture
def objects() -> Objects:
    return Objects()


def a_text(chance: random.Random) -> bytes:
    """Return bytes of one of the kinds that a release holds, or that could trip the encoder."""
    kind = chance.randrange(8)
    size = chance.choice((0, 1, 7, 47, 48, 49, 200, 3_000))
    if kind == 0:
        return chance.randbytes(size)
    if kind == 1:
        return chance.choice((b"\0", b">", b"\n", b",", b"ab")) * size
    lines = (b" ".join(chance.choices(WORDS, k=chance.randrange(1, 14))) for _ in range(size // 20))
    return FRAME % str(chance.randrange(3)).encode() * (kind > 3) + b"</p>\n<p>".join(lines)


def edited(chance: random.Random, text: bytes) -> bytes:
    """Return a text with a few places changed, cut or grown."""
    for _ in range(chance.randrange(4)):
        start, end = sorted(chance.choices(range(len(text) + 1), k=2))
        end = min(end, start + chance.choice((0, 1, 30, 300)))
        text = text[:start] + chance.choice((b"", b"x", a_text(chance)[:90])) + text[end:]
    return text


@pytest.mark.parametrize("seed", range(60))
def test_any_objects_are_made_from_any_base(objects: Objects, seed: int) -> None:
    chance = random.Random(seed)
    base = [objects.add(a_text(chance)) for _ in range(chance.randrange(12))]
    base = list(dict.fromkeys(base))
    items: dict[Digest, Item] = {}
    for _ in range(chance.randrange(80)):
        like = tuple(chance.sample(base, k=min(len(base), chance.randrange(4))))
        grown = edited(chance, objects.held[like[0]]) if like else a_text(chance)
        item = objects.item(grown, *like, alone=chance.random() < 0.5)
        if item.digest not in base:
            items.setdefault(item.digest, item)
    objects.reads_back(base, list(items.values()))


def test_the_same_inputs_give_the_same_pack(objects: Objects) -> None:
    chance = random.Random(1)
    base = [objects.add(a_text(chance) + b"%d" % n) for n in range(9)]
    items = [objects.item(edited(chance, objects.held[one]) + b"!", one) for one in base]
    assert objects.pack(base, items) == objects.pack(base, items)
    # And what one pack leaves in memory changes nothing in the next
    memory = Memory(objects.held.__getitem__)
    first, second = (list(encode(base, items, memory, {})) for _ in range(2))
    assert first == second
    assert b"".join(run for _, run in first) + END == objects.pack(base, items)


def test_a_changed_place_costs_its_bytes_and_no_more(objects: Objects) -> None:
    chance = random.Random(2)
    page = FRAME % b"aa" + b"\n".join(chance.randbytes(40) for _ in range(300))
    base = [objects.add(page)]
    for old, new in ((page[6_000:6_009], b"different"), (b"aa.css", b"bbbb.css"), (b"<main>", b"")):
        item = objects.item(page.replace(old, new, 1), base[0], alone=True)
        assert len(objects.reads_back(base, [item])) <= 60
    two = page.replace(page[3_000:3_009], b"one place").replace(page[9_000:9_009], b"and other")
    for alone in (True, False):
        item = objects.item(two, base[0], alone=alone)
        assert len(objects.reads_back(base, [item])) <= 90


def test_what_stands_alone_is_made_of_nothing_else_in_the_pack(objects: Objects) -> None:
    """So it is made the same way in each pack that brings it, whatever comes before."""
    chance = random.Random(5)
    text = chance.randbytes(60_000)
    base = [objects.add(text[:10_000])]
    twice = [objects.item(text), objects.item(text + b"more", base[0], alone=True)]
    assert 109_000 < len(objects.reads_back(base, twice)) < 112_000


def test_what_pages_share_travels_once(objects: Objects) -> None:
    chance = random.Random(3)
    frame = chance.randbytes(4_000).replace(b"\n", b"") + b"<main>"
    pages = [frame + b" ".join(chance.choices(WORDS, k=30)) + b"</main>" for _ in range(40)]
    pack = objects.reads_back([], [objects.item(page) for page in dict.fromkeys(pages)])
    assert len(pack) < len(frame) + 40 * 150


def test_what_is_too_far_back_in_the_pack_is_no_source(objects: Objects) -> None:
    """Bounded work: an object is compared with the base that is like it and its neighbours."""
    chance = random.Random(4)
    text = chance.randbytes(40_000)
    between = [objects.item(chance.randbytes(50)) for _ in range(WINDOW)]
    pack = objects.reads_back([], [objects.item(text), *between, objects.item(text + b"more")])
    assert len(pack) > 2 * len(text)


def test_runs_are_closed_when_they_are_full(objects: Objects) -> None:
    chance = random.Random(5)
    items = [objects.item(chance.randbytes(60_000)) for _ in range(40)]
    large = objects.item(b"a" * (RUN_BYTES * 3))
    pack = objects.reads_back([], [*items, large, objects.item(b"last")])
    sizes = [sum(map(len, unpack(one + END, []))) for one in runs_of(pack)]
    assert sizes[-1] == 4
    assert RUN_BYTES * 3 in sizes
    assert all(120_000 <= size <= RUN_BYTES for size in sizes[:-3])


def test_a_change_in_the_middle_leaves_the_other_runs_as_they_were(objects: Objects) -> None:
    """One page of many is edited: nearly all runs of the full pack serve again."""
    chance = random.Random(8)
    items = [objects.item(chance.randbytes(20_000)) for _ in range(200)]
    first: dict[Digest, bytes] = {}
    objects.pack([], items, first)
    again = dict(first)
    items[90] = objects.item(chance.randbytes(21_000))
    assert objects.pack([], items, again) == objects.reads_back([], items)
    assert len(first) > 15
    assert len(again) - len(first) <= 6


def runs_of(pack: bytes) -> Iterator[bytes]:
    position = 0
    while length := int.from_bytes(pack[position : position + 4]):
        yield pack[position : position + 4 + length]
        position += 4 + length


@pytest.mark.parametrize(
    ("data", "fits"),
    [
        (random.Random(6).randbytes(LARGEST_UNPACKED_BYTES - 16), True),
        (random.Random(6).randbytes(LARGEST_UNPACKED_BYTES), False),
        (random.Random(6).randbytes(64) * (LARGEST_OBJECTS_BYTES // 64) + b"x", False),
    ],
    ids=["just fits", "too many literals", "too large"],
)
def test_an_object_too_large_for_a_run_is_left_to_be_asked_for(
    objects: Objects, data: bytes, fits: bool
) -> None:
    items = [objects.item(data), objects.item(b"small")]
    made = list(unpack(objects.pack([], items), []))
    assert made == ([data, b"small"] if fits else [b"small"])


def test_a_run_of_exactly_the_limits_is_read_and_a_byte_more_is_not() -> None:
    head_bytes = len(head([(LARGEST_UNPACKED_BYTES, 0)]))
    literal = LARGEST_UNPACKED_BYTES - head_bytes
    assert len(head([(literal, 0)])) == head_bytes
    assert [len(data) for data in unpack(one([(literal, 0)], bytes(literal)), [])] == [literal]
    with pytest.raises(BrokenPack):
        list(unpack(one([(literal + 1, 0)], bytes(literal + 1)), []))
    source = [bytes(2**20)]
    whole = [(0, 2**20, 0, 0)] * 4
    assert [len(data) for data in unpack(one(whole), source)] == [LARGEST_OBJECTS_BYTES]
    with pytest.raises(BrokenPack):
        list(unpack(one([*whole, (0, 1, 0, 0)]), source))


def read_within_bounds(pack: bytes, sources: Sequence[bytes]) -> None:
    """Read to the end or to a refusal, in bounded time and memory."""
    tracemalloc.reset_peak()
    before, started = tracemalloc.get_traced_memory()[0], time.process_time()
    size = 0
    try:
        for data in unpack(pack, sources):
            size += len(data)
    except BrokenPack:
        pass
    assert time.process_time() - started < SECONDS
    assert tracemalloc.get_traced_memory()[1] - before < READING_BYTES + 2 * size


@pytest.fixture
def _traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def a_pack(chance: random.Random) -> tuple[bytes, bytes]:
    """Return an unpacked run and the pack that it stands in."""
    steps = [
        [(chance.randrange(9), *chance.choice([(0,), (3, 0, 5), (9, 1, 0)])) for _ in range(4)]
        for _ in range(chance.randrange(1, 5))
    ]
    literals = chance.randbytes(sum(step[0] for steps_of in steps for step in steps_of))
    return head(*steps) + literals, run(steps, literals) + END


SOURCES = (b"the first source, which is long enough", b"another")


@pytest.mark.usefixtures("_traced")
@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_end_in_one_way_within_bounds(seed: int) -> None:
    """Any byte changed, cut out or put in, in the frame and inside the run."""
    chance = random.Random(seed)
    inside, pack = a_pack(chance)
    for _ in range(40):
        read_within_bounds(damaged(chance, pack), SOURCES)
        read_within_bounds(raw(damaged(chance, inside)), SOURCES)


def damaged(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.randrange(4))
    odd = chance.choice(
        (b"", chance.randbytes(1), b"\xff\xff\xff\x7f", b"\x80\x80\x80\x80\0", varint(2**21), b"\0")
    )
    return data[:start] + odd + data[end:]


@pytest.mark.parametrize("end", range(0, 400, 7))
def test_a_pack_cut_anywhere_is_refused(end: int) -> None:
    chance = random.Random(7)
    pack = run([[(90, 0)]], chance.randbytes(90)) + run([[(300, 0)]], chance.randbytes(300)) + END
    assert end < len(pack)
    with pytest.raises(BrokenPack):
        list(unpack(pack[:end], []))


@pytest.mark.usefixtures("_traced")
@pytest.mark.parametrize("zeros", [2**20, 2**24, 2**27])
def test_a_bomb_is_not_unpacked(zeros: int) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    member = b"".join(packer.compress(bytes(2**20)) for _ in range(zeros // 2**20)) + packer.flush()
    read_within_bounds(len(member).to_bytes(4) + member + END, [])


def test_a_pack_that_is_cut_or_changed_is_not_whole() -> None:
    pack = framed(zipped(b"calm words")) + framed(zipped(b"more of them")) + END
    series = pack + pack
    assert is_whole(pack)
    assert are_whole(pack)
    assert are_whole(series)
    assert not is_whole(series)
    assert is_whole(END)
    for size in range(len(series)):
        assert are_whole(series[:size]) == (size == len(pack)), "a series has no end of its own"
        assert is_whole(series[:size]) == (size == len(pack))
    for place in range(len(pack) - len(END)):
        changed = bytearray(pack)
        changed[place] ^= 0xFF
        assert not is_whole(bytes(changed)) or place in unchecked(pack)


def unchecked(pack: bytes) -> set[int]:
    """Return the places in the heads of gzip members that say nothing of what they hold."""
    heads = (4, 4 + 4 + int.from_bytes(pack[:4]))
    return {head + place for head in heads for place in range(4, 10)}


def test_a_pack_is_named_by_where_it_leads_and_from_where() -> None:
    target, base = {"core": digest_of(b"1"), "en": digest_of(b"2")}, {"core": digest_of(b"0")}
    names = {pack_name(target, base), pack_name(target, {}), pack_name(base, target)}
    assert len(names) == 3
    assert all(is_pack_name(name) for name in names)
    assert sorted(map(len, names)) == [64, 129, 129]


@pytest.mark.parametrize(
    "name",
    ["", "-", "a" * 64 + "-", "-" + "a" * 64, "a" * 63, "a" * 65, "A" * 64, "a" * 64 + "\n",
     "a" * 64 + "-" + "b" * 64 + "-" + "c" * 64, "../" + "a" * 64, "a" * 64 + "." + "b" * 64],
)  # fmt: skip
def test_nothing_else_is_the_name_of_a_pack(name: str) -> None:
    assert not is_pack_name(name)
