"""Packs: many objects in one answer, made of pieces that the phone holds already.

    pack   := run* end           end := 4 zero bytes
    run    := u32 big endian L (1..2^24), then L bytes: one gzip member
    unpacked run := varint n (objects, at least 1)
                    n x [ varint m ; m x ( varint literal ; varint length ;
                                           if length > 0: varint source ; varint offset ) ]
                    then the literal bytes of all its objects, in order, to the end
    varint := unsigned LEB128, at most 4 bytes

An object is made by its steps: append `literal` bytes of the literals, then append `length` bytes
of source number `source`, from `offset` on. Sources are first the objects of the base, which the
phone holds, then the objects of this pack, in pack order, each only for those after it.

A pack carries no digests: the phone takes the SHA-256 of what comes out, keeps what its target
names and drops the rest. A reader must be safe all the same, so every count has a limit.

This is the reader, which checks what the encoder (pack_encoder.py) made; the phone's is
service_worker/js/pack.js. tests/contracts/packs.json holds samples for both.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence

from content.release.digest import Digest, is_digest
from content.release.manifest import Manifest, release_id

END = bytes(4)
LENGTH_BYTES = 4

# A run as it is unpacked, as it travels (what cannot be made smaller becomes a little larger), and
# the objects that are made from it.
LARGEST_UNPACKED_BYTES = 2**20
LARGEST_RUN_BYTES = LARGEST_UNPACKED_BYTES + 2**12
LARGEST_OBJECTS_BYTES = 4 * 2**20

LARGEST_VARINT_BYTES = 4
GZIP = 16 + zlib.MAX_WBITS

# How many literal bytes, how many bytes to copy, from which source, from where on.
Step = tuple[int, int, int, int]


class BrokenPack(ValueError):
    """Bytes that are no pack for these sources; what was held stays in use."""


def pack_name(target: Mapping[str, Digest], base: Mapping[str, Digest]) -> str:
    """Return the name of the pack that brings a phone from the manifests of `base` to `target`."""
    name = release_id(target)
    return f"{name}-{release_id(base)}" if base else name


def is_pack_name(name: str) -> bool:
    """Whether `name` is one that pack_name gives."""
    digests = name.split("-")
    return len(digests) <= 2 and all(map(is_digest, digests))


def members(manifests: Mapping[Digest, Manifest]) -> list[Digest]:
    """Return the objects of a base, each at its number: part by part, the manifest and its paths.

    `manifests` are those of the base by digest.
    """
    found: dict[Digest, None] = {}
    for digest, manifest in sorted(manifests.items(), key=lambda one: one[1].name):
        found[digest] = None
        for path in sorted(manifest.entries):
            for one in manifest.entries[path].kept:
                found[one] = None
    return list(found)


def unpack(data: bytes, sources: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the objects of a pack, run by run; `sources` are the objects of its base.

    Raises:
        BrokenPack: it is not a pack, or not one for these sources.
    """
    held = list(sources)
    for run in _runs(data):
        objects, literals = _read_steps(run)
        made = len(held)
        position = literals
        for steps in objects:
            held.append(_make(steps, run, position, held))
            position += sum(literal for literal, _, _, _ in steps)
        yield from held[made:]


def is_whole(data: bytes) -> bool:
    """Whether a pack stands as it was written: all runs up to the end, by their checksums."""
    try:
        return all(_runs(data))
    except BrokenPack:
        return False


def are_whole(data: bytes) -> bool:
    """Whether bytes are packs, one or several one after another, each as it was written."""
    position = ended = 0
    try:
        while position < len(data):
            run, position = _run_at(data, position)
            ended = position if run is None else ended
    except BrokenPack:
        return False
    return 0 < ended == len(data)


def _runs(data: bytes) -> Iterator[bytes]:
    """Yield the unpacked runs up to the end, after which nothing may stand."""
    run, position = _run_at(data, 0)
    while run is not None:
        yield run
        run, position = _run_at(data, position)
    if position != len(data):
        raise BrokenPack("something stands after the end")


def _run_at(data: bytes, position: int) -> tuple[bytes | None, int]:
    """Return the unpacked run that begins at `position`, None for the end, and what comes next."""
    body = position + LENGTH_BYTES
    length = int.from_bytes(data[position:body])
    if body > len(data) or length > LARGEST_RUN_BYTES or body + length > len(data):
        raise BrokenPack("a run is cut or too long")
    after = body + length
    return (_gunzip(data[body:after]) if length else None), after


def _gunzip(member: bytes) -> bytes:
    """Unpack one gzip member, which must be whole and alone, without ever holding more than fits.

    Raises:
        BrokenPack: it is not, or does not fit.
    """
    unpacker = zlib.decompressobj(GZIP)
    try:
        run = unpacker.decompress(member, LARGEST_UNPACKED_BYTES + 1)
    except zlib.error as error:
        raise BrokenPack("a run is no gzip member") from error
    if not unpacker.eof or unpacker.unused_data or len(run) > LARGEST_UNPACKED_BYTES:
        raise BrokenPack("a run is cut, too large or not alone")
    return run


def _read_steps(run: bytes) -> tuple[list[list[Step]], int]:
    """Return the steps of each object, and where the literals begin."""
    count, position = _varint(run, 0)
    objects: list[list[Step]] = []
    size = literals = 0
    for _ in range(count):
        steps: list[Step] = []
        many, position = _varint(run, position)
        for _ in range(many):
            source = offset = 0
            literal, position = _varint(run, position)
            length, position = _varint(run, position)
            if length:
                source, position = _varint(run, position)
                offset, position = _varint(run, position)
            steps.append((literal, length, source, offset))
            literals += literal
            size += literal + length
            if size > LARGEST_OBJECTS_BYTES:
                raise BrokenPack("the objects of a run are too large")
        objects.append(steps)
    if not count or position + literals != len(run):
        raise BrokenPack("a run has no objects, or other literals than its steps say")
    return objects, position


def _varint(run: bytes, position: int) -> tuple[int, int]:
    """Return the number that stands at `position`, and where it ends."""
    value = 0
    for number, byte in enumerate(run[position : position + LARGEST_VARINT_BYTES]):
        value |= (byte & 0x7F) << 7 * number
        if byte < 0x80:
            return value, position + number + 1
    raise BrokenPack("a number is cut or too long")


def _make(steps: list[Step], run: bytes, position: int, held: list[bytes]) -> bytes:
    pieces = []
    for literal, length, source, offset in steps:
        pieces.append(run[position : position + literal])
        position += literal
        if length:
            if source >= len(held) or offset + length > len(held[source]):
                raise BrokenPack("a copy is out of range")
            pieces.append(held[source][offset : offset + length])
    return b"".join(pieces)
