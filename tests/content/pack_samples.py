"""Writes tests/contracts/packs.json: `.venv/bin/python -m tests.content.pack_samples`.

Each sample is put together by hand from the fields of the format, so that neither the encoder nor a
reader of ours has a part in it. The file is what both readers are held to; this is how it was made.
"""

import gzip
import json
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[1] / "contracts" / "packs.json"
END = bytes(4)

# One object as its steps: (literal, length, source, offset), the last two only where length > 0.
Steps = Sequence[tuple[int, ...]]

ABOUT = [
    "Samples of packs, read by tests/content/test_pack_contract.py and by the phone's tests.",
    "`sources` are the objects of the base by number, `objects` what must come out, in order; all",
    "base64. `refused`: reading to the end must fail, whatever came out before. `why` says what a",
    "sample is for. Written by tests/content/pack_samples.py.",
]


@dataclass(frozen=True)
class Sample:
    """One pack: with what comes out of it, or (None) to be refused."""

    name: str
    why: str
    pack: bytes
    objects: Sequence[bytes] | None
    sources: Sequence[bytes] = ()


def varint(value: int, width: int = 1) -> bytes:
    """Write a number, with at least `width` bytes."""
    out = bytearray()
    while value > 127 or len(out) + 1 < width:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def head(*objects: Steps) -> bytes:
    """Write the counts and steps of a run."""
    out = varint(len(objects))
    for steps in objects:
        out += varint(len(steps)) + b"".join(varint(n) for step in steps for n in step)
    return out


def zipped(data: bytes) -> bytes:
    """Write one gzip member."""
    return gzip.compress(data, 9, mtime=0)


def framed(member: bytes) -> bytes:
    """Write the bytes of a run behind their length."""
    return len(member).to_bytes(4) + member


def run(steps: Sequence[Steps], literals: bytes = b"") -> bytes:
    """Write a run."""
    return framed(zipped(head(*steps) + literals))


def raw(decoded: bytes) -> bytes:
    """Write a pack of one run whose unpacked bytes are given."""
    return framed(zipped(decoded)) + END


def one(steps: Steps, literals: bytes = b"") -> bytes:
    """Write a pack of one object."""
    return run([steps], literals) + END


def flushed(steps: Sequence[Steps], literals: bytes) -> bytes:
    """Write a run as the encoder does: the tables of head and literals are kept apart."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31, 9)
    begun = packer.compress(head(*steps)) + packer.flush(zlib.Z_FULL_FLUSH)
    return framed(begun + packer.compress(literals) + packer.flush())


PAGE = b"<html><body><h1>112</h1><p>Call when somebody is hurt.</p></body></html>\n"
OTHER = b"<html><body><h1>Help</h1><p>You decide what you tell.</p></body></html>\n"
ALL_BYTES = bytes(range(256))
LONG = ALL_BYTES * 90


def right() -> Iterator[Sample]:
    """Yield packs that both readers must take."""
    yield Sample("nothing", "no runs: every object is held already", END, [])
    yield Sample("one literal", "an object of literals only", one([(5, 0)], b"hello"), [b"hello"])
    yield Sample("empty, no steps", "an object of 0 bytes has no steps", one([]), [b""])
    yield Sample("empty, one step", "a step may do nothing", one([(0, 0)]), [b""])
    yield Sample("all bytes", "no byte means anything", one([(256, 0)], ALL_BYTES), [ALL_BYTES])
    yield Sample(
        "three objects",
        "the literals stand back to back",
        run([[(1, 0)], [(2, 0)], [(3, 0)]], b"abbccc") + END,
        [b"a", b"bb", b"ccc"],
    )
    yield Sample(
        "an empty object between",
        "it takes no literals and counts as a source",
        run([[(1, 0)], [], [(0, 1, 0, 0)]], b"a") + END,
        [b"a", b"", b"a"],
    )
    yield Sample(
        "two runs",
        "each run has its own literals",
        run([[(2, 0)]], b"ab") + run([[(2, 0)]], b"cd") + END,
        [b"ab", b"cd"],
    )
    yield Sample(
        "as the encoder writes",
        "a full flush between steps and literals changes nothing",
        flushed([[(len(PAGE), 0)], [(0, 15, 0, 0), (len(OTHER) - 15, 0)]], PAGE + OTHER[15:]) + END,
        [PAGE, PAGE[:15] + OTHER[15:]],
    )
    yield Sample(
        "stored",
        "gzip without compression",
        framed(gzip.compress(head([(3, 0)]) + b"abc", 0, mtime=0)) + END,
        [b"abc"],
    )
    yield Sample("whole copy", "all of a source", one([(0, len(PAGE), 0, 0)]), [PAGE], [PAGE])
    yield Sample(
        "copy from the middle",
        "length and offset are bytes",
        one([(0, 3, 0, 16)]),
        [PAGE[16:19]],
        [PAGE],
    )
    yield Sample(
        "copy to the end",
        "the last byte of a source is in range",
        one([(0, 1, 0, len(PAGE) - 1)]),
        [b"\n"],
        [PAGE],
    )
    yield Sample(
        "literal, copy, literal",
        "a step appends its literals before its copy",
        one([(2, 4, 0, 1), (3, 0)], b"<!-->"),
        [b"<!" + PAGE[1:5] + b"-->"],
        [PAGE],
    )
    yield Sample(
        "second source",
        "sources are numbered from 0",
        one([(0, 10, 1, 5)]),
        [OTHER[5:15]],
        [PAGE, OTHER],
    )
    yield Sample(
        "many copies",
        "one object from several sources",
        one([(0, 6, 0, 0), (1, 6, 1, 6), (0, 6, 0, 12)], b"!"),
        [PAGE[:6] + b"!" + OTHER[6:12] + PAGE[12:18]],
        [PAGE, OTHER],
    )
    yield Sample(
        "the object before",
        "without a base, the first object of the pack is source 0",
        run([[(4, 0)], [(0, 4, 0, 0), (0, 2, 0, 1)]], b"abcd") + END,
        [b"abcd", b"abcdbc"],
    )
    yield Sample(
        "the object before, with a base",
        "objects of the pack are numbered after the base",
        run([[(4, 0)], [(0, 4, 2, 0)]], b"abcd") + END,
        [b"abcd", b"abcd"],
        [PAGE, OTHER],
    )
    yield Sample(
        "an object of an earlier run",
        "numbers go on through the runs",
        run([[(4, 0)]], b"abcd") + run([[(1, 3, 1, 1)], [(0, 4, 2, 0)]], b"-") + END,
        [b"abcd", b"-bcd", b"-bcd"],
        [PAGE],
    )
    yield Sample(
        "a copy of a copy",
        "a source may be made of copies itself",
        run([[(2, 0)], [(0, 2, 0, 0), (0, 2, 0, 0)], [(0, 4, 1, 0), (0, 4, 1, 0)]], b"ab") + END,
        [b"ab", b"abab", b"abababab"],
    )
    yield Sample(
        "twice the same",
        "two objects may be equal",
        run([[(2, 0)], [(2, 0)]], b"abab") + END,
        [b"ab", b"ab"],
    )
    yield Sample(
        "numbers of two bytes",
        "128 and more take another byte",
        one([(300, 0)], LONG[:300]),
        [LONG[:300]],
    )
    yield Sample(
        "numbers of three bytes",
        "16,384 and more take a third",
        one([(0, 20_000, 0, 17_000 - 16_384), (1, 5, 0, 20_000)], b"+"),
        [LONG[616:20_616] + b"+" + LONG[20_000:20_005]],
        [LONG],
    )
    yield Sample(
        "a number longer than it must be",
        "zeros at its end change nothing",
        raw(varint(1, 4) + varint(1, 2) + varint(3, 3) + varint(0, 4) + b"abc"),
        [b"abc"],
    )
    yield Sample(
        "a step that does nothing",
        "between two that do",
        one([(1, 0), (0, 0), (1, 0)], b"ab"),
        [b"ab"],
    )
    yield Sample(
        "bytes that look like an end",
        "zeros inside a run end nothing",
        one([(9, 0)], bytes(9)),
        [bytes(9)],
    )
    yield Sample(
        "three hundred objects",
        "the count takes two bytes",
        run([[(1, 0)]] * 300, LONG[:300]) + END,
        [LONG[n : n + 1] for n in range(300)],
    )


def cut_or_long() -> Iterator[Sample]:
    """Yield packs whose frame is wrong."""
    good = run([[(5, 0)]], b"hello")
    member = good[4:]
    yield Sample("no bytes", "even the empty pack has an end", b"", None)
    yield Sample("half an end", "an end is 4 bytes", END[:2], None)
    yield Sample("no end", "a pack that was cut between runs", good, None)
    yield Sample("a cut end", "a pack that was cut in its end", good + END[:3], None)
    yield Sample("a cut run", "a pack that was cut in a run", good[:-3], None)
    yield Sample("a cut length", "a pack that was cut in a length", good + b"\0\0\1", None)
    yield Sample("a byte after the end", "nothing stands after the end", good + END + b"\0", None)
    yield Sample("a run after the end", "nothing stands after the end", END + good + END, None)
    yield Sample("a run past the end of the pack", "its length counts bytes that are not there",
                 (len(member) + 40).to_bytes(4) + member + END, None)  # fmt: skip
    yield Sample("a run too long", "2^20 + 2^12 is the most",
                 (2**20 + 2**12 + 1).to_bytes(4) + member, None)  # fmt: skip
    yield Sample("the longest number", "a length of 2^32-1", b"\xff" * 4 + member, None)
    yield Sample("lengths the other way round", "big endian, not little",
                 len(member).to_bytes(4, "little") + member + END, None)  # fmt: skip
    yield Sample("no gzip", "another file", framed(b"<!doctype html><p>Log in</p>") + END, None)
    yield Sample("one byte", "a run of one byte is no gzip member", framed(b"\x1f") + END, None)
    yield Sample("raw deflate", "gzip, with its head", framed(member[10:-8]) + END, None)
    yield Sample("zlib", "gzip, not zlib", framed(zlib.compress(head([(0, 0)]))) + END, None)
    yield Sample("a cut gzip", "without the second half", framed(member[:16]) + END, None)
    yield Sample("a gzip without its foot", "checksum and size are missing",
                 framed(member[:-8]) + END, None)  # fmt: skip
    wrong_sum = bytes([*member[:-8], member[-8] ^ 1, *member[-7:]])
    yield Sample("a wrong checksum", "CRC-32 of gzip", framed(wrong_sum) + END, None)
    yield Sample("a wrong size", "ISIZE of gzip", framed(member[:-4] + b"\7\0\0\0") + END, None)
    yield Sample("a second run that is none", "the first is right", good + framed(b"x") + END, None)


def wrong_numbers() -> Iterator[Sample]:
    """Yield packs whose runs are wrong inside."""
    yield Sample("an empty run", "not even a count", raw(b""), None)
    yield Sample("no objects", "a run has at least one", raw(b"\0"), None)
    yield Sample("no objects, but literals", "a run has at least one", raw(b"\0abc"), None)
    yield Sample("an object too few", "the count says 2", raw(b"\2" + head([(1, 0)])[1:]), None)
    yield Sample("a billion objects", "the count says more than bytes can hold",
                 raw(b"\xff\xff\xff\x7f" + bytes(100)), None)  # fmt: skip
    yield Sample("a step too few", "m says 2, one follows", raw(b"\1\2\0\0"), None)
    yield Sample("a billion steps", "m says more than bytes can hold",
                 raw(b"\1\xff\xff\xff\x7f" + bytes(100)), None)  # fmt: skip
    yield Sample("cut after the count", "m is missing", raw(b"\1"), None)
    yield Sample("cut in the count", "the byte says that another follows", raw(b"\x81"), None)
    yield Sample("cut after a literal", "length is missing", raw(b"\1\1\0"), None)
    yield Sample("cut after a length", "source is missing", raw(b"\1\1\0\1"), None, [PAGE])
    yield Sample("cut after a source", "offset is missing", raw(b"\1\1\0\1\0"), None, [PAGE])
    for place, before, after in (
        ("count", b"", b"\1\3\0abc"), ("m", b"\1", b"\3\0abc"), ("literal", b"\1\1", b"\0abc"),
        ("length", b"\1\1\0", b"\0\0"), ("source", b"\1\1\0\1", b"\0"),
        ("offset", b"\1\1\0\1\0", b""),
    ):  # fmt: skip
        yield Sample(f"{place} of five bytes", "4 bytes are the most, even when the rest is zeros",
                     raw(before + varint(1, 5) + after), None, [PAGE])  # fmt: skip
    yield Sample("literals too few", "the step takes 6", one([(6, 0)], b"hello"), None)
    yield Sample("literals left over", "the step takes 4", one([(4, 0)], b"hello"), None)
    yield Sample("literals of nobody", "only a copy", one([(0, 2, 0, 0)], b"hello"), None, [PAGE])
    yield Sample("the second has too few", "the first takes its own",
                 run([[(3, 0)], [(3, 0)]], b"hello") + END, None)  # fmt: skip
    yield Sample("from itself", "an object is no source of its own",
                 one([(4, 2, 0, 0)], b"abcd"), None)  # fmt: skip
    yield Sample("from itself, with a base", "number 1 is the object itself",
                 one([(4, 2, 1, 0)], b"abcd"), None, [PAGE])  # fmt: skip
    yield Sample("from a later one", "sources come before",
                 run([[(0, 2, 1, 0)], [(4, 0)]], b"abcd") + END, None)  # fmt: skip
    yield Sample("from a later run", "sources come before",
                 run([[(0, 2, 1, 0)]]) + run([[(4, 0)]], b"abcd") + END, None)  # fmt: skip
    yield Sample("no such source", "there are 2", one([(0, 1, 2, 0)]), None, [PAGE, OTHER])
    yield Sample("the largest source", "2^28-1", one([(0, 1, 2**28 - 1, 0)]), None, [PAGE])
    yield Sample("one byte too far", "the copy ends after its source",
                 one([(0, 2, 0, len(PAGE) - 1)]), None, [PAGE])  # fmt: skip
    yield Sample("behind the source", "the copy begins where the source ends",
                 one([(0, 1, 0, len(PAGE))]), None, [PAGE])  # fmt: skip
    yield Sample("the largest offset", "2^28-1", one([(0, 1, 0, 2**28 - 1)]), None, [PAGE])
    yield Sample("longer than its source", "from the start",
                 one([(0, len(PAGE) + 1, 0, 0)]), None, [PAGE])  # fmt: skip
    yield Sample("from an empty source", "it has no byte", one([(0, 1, 0, 0)]), None, [b""])


def too_large() -> Iterator[Sample]:
    """Yield packs that would fill a phone."""
    yield Sample("a run of 1 MiB and a byte", "2^20 unpacked bytes are the most",
                 one([(2**20 + 1 - 6, 0)], bytes(2**20 + 1 - 6)), None)  # fmt: skip
    yield Sample("a bomb", "32 MiB of zeros in 32 KB", raw(bytes(2**25)), None)
    yield Sample("a bomb that begins well", "one small object, then 8 MiB of literals",
                 raw(b"\1\1\1\0" + bytes(2**23)), None)  # fmt: skip
    yield Sample("a copy of 256 MiB", "the largest length", one([(0, 2**28 - 1, 0, 0)]), None,
                 [PAGE])  # fmt: skip
    block = 2**16
    many = [(0, block, 0, 0)] * 63
    yield Sample("objects of 4 MiB and a byte", "2^22 bytes of objects in a run are the most",
                 run([[(block, 0)], [*many, (1, 0)]], bytes(block + 1)) + END, None)  # fmt: skip
    yield Sample("many objects of 64 KiB", "together more than 4 MiB",
                 run([[(block, 0)], *([[(0, block, 0, 0)]] * 64)], bytes(block)) + END,
                 None)  # fmt: skip
    yield Sample("a literal of 256 MiB", "the largest literal", one([(2**28 - 1, 0)], b"x"), None)


def written(sample: Sample) -> dict[str, object]:
    """Return a sample as the contract writes it."""
    out: dict[str, object] = {"name": sample.name, "why": sample.why}
    out["sources"] = [b64encode(data).decode() for data in sample.sources]
    out["pack"] = b64encode(sample.pack).decode()
    if sample.objects is None:
        return {**out, "refused": True}
    return {**out, "objects": [b64encode(data).decode() for data in sample.objects]}


def main() -> None:
    """Write the contract."""
    samples = [*right(), *cut_or_long(), *wrong_numbers(), *too_large()]
    lines = ",\n".join(f"    {json.dumps(written(sample))}" for sample in samples)
    about = ",\n".join(f"    {json.dumps(line)}" for line in ABOUT)
    text = f'{{\n  "format": 1,\n  "about": [\n{about}\n  ],\n  "samples": [\n{lines}\n  ]\n}}\n'
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
