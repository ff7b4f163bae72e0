"""Manifests and the pointer: what a release says of itself, and reading it back without trust."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from msgspec import DecodeError, Meta, Struct, ValidationError, json

from content.release.digest import Digest, canonical_json, digest_of, is_digest

FORMAT = 1
CORE = "core"

Control = Literal["normal", "network-first", "remove"]

# What phones refuse (service_worker/js/shapes.js) is refused here too: whole numbers that they
# cannot hold exactly, other ways to write a date, other names of parts, what is no digest.
MOST_COUNT = 2**53 - 1
Count = Annotated[int, Meta(ge=0, le=MOST_COUNT)]
Date = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
Part = Annotated[str, Meta(pattern=r"^[a-z]{2,8}(-[A-Za-z0-9]{2,8})*\Z")]
Status = Annotated[int, Meta(ge=200, le=599)]
BODILESS = (204, 205, 304)


class UnknownFormat(ValueError):
    """A pointer or manifest that this version cannot read; what was held stays in use."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What stands at a path: an object, its size in bytes before encoding, its header set.

    A large object is also stored in `chunks`, so that a phone that was cut goes on in the middle,
    and an edit costs the chunks that it changed. Servers answer with the whole; phones keep the
    chunks instead.
    """

    object: Digest
    size: Count
    headers: str
    chunks: Annotated[tuple[Digest, ...], Meta(min_length=1)] = ()

    @property
    def kept(self) -> tuple[Digest, ...]:
        """What a phone keeps of it, in order."""
        return self.chunks or (self.object,)


class HeaderSet(Struct, frozen=True, forbid_unknown_fields=True):
    """The status and the headers, complete, that go with an object."""

    status: Status
    fields: dict[str, str]


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """The paths of one part of a release: the core, or one language."""

    format: int
    name: str
    headers: dict[str, HeaderSet]
    entries: dict[str, Entry]

    def encode(self) -> bytes:
        """Write this manifest as canonical JSON."""
        return canonical_json(
            {
                "format": self.format,
                "name": self.name,
                "headers": {
                    name: {"status": one.status, "fields": one.fields}
                    for name, one in self.headers.items()
                },
                "entries": {
                    path: {"object": e.object, "size": e.size, "headers": e.headers}
                    | ({"chunks": e.chunks} if e.chunks else {})
                    for path, e in self.entries.items()
                },
            }
        )


class Pointer(Struct, frozen=True, forbid_unknown_fields=True):
    """The current release. `as_of` is the date of the guide, YYYY-MM-DD."""

    format: int
    sequence: Count
    id: Digest
    as_of: Date
    control: Control
    manifests: dict[Part, Digest]

    def encode(self) -> bytes:
        """Write this pointer as canonical JSON."""
        return canonical_json({name: getattr(self, name) for name in self.__struct_fields__})


Value = TypeVar("Value", Pointer, Manifest)


def release_id(manifests: Mapping[str, Digest]) -> Digest:
    """Return the id of the release that consists of these manifests."""
    return digest_of(canonical_json({"format": FORMAT, "manifests": dict(manifests)}))


def read_pointer(data: bytes) -> Pointer:
    """Read a pointer.

    Raises:
        UnknownFormat: not a pointer of this format, or its id is not that of its manifests.
    """
    pointer = _decode(data, Pointer)
    if CORE not in pointer.manifests or not all(map(is_digest, pointer.manifests.values())):
        raise UnknownFormat("the pointer names no core, or what is no digest")
    if pointer.id != release_id(pointer.manifests):
        raise UnknownFormat("the pointer's id is not the hash of its manifests")
    return pointer


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        UnknownFormat: not a manifest of this format, or an entry names no digest or header set.
    """
    manifest = _decode(data, Manifest)
    if any(one.status in BODILESS for one in manifest.headers.values()):
        raise UnknownFormat("a header set has a status that goes without bytes")
    for path, entry in manifest.entries.items():
        named = all(map(is_digest, (entry.object, *entry.chunks)))
        if not named or entry.headers not in manifest.headers:
            raise UnknownFormat(f"the entry for {path} names no object or no header set")
    return manifest


def _decode(data: bytes, kind: type[Value]) -> Value:
    try:
        value = json.decode(data, type=kind)
    except (DecodeError, ValidationError, UnicodeDecodeError) as error:
        raise UnknownFormat(str(error)) from error
    if value.format != FORMAT:
        raise UnknownFormat(f"format {value.format} is not known here")
    return value
