"""Manifests and the pointer: what a release says of itself, and reading it back without trust."""

from collections.abc import Mapping
from typing import Literal, TypeVar

from msgspec import DecodeError, Struct, ValidationError, json

from content.release.digest import Digest, canonical_json, digest_of, is_digest

FORMAT = 1
CORE = "core"

Control = Literal["normal", "network-first", "remove"]


class UnknownFormat(ValueError):
    """A pointer or manifest that this version cannot read; what was held stays in use."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands at a path: an object, its size in bytes before encoding, its header set."""

    object: Digest
    size: int
    headers: str


class HeaderSet(Struct, frozen=True, forbid_unknown_fields=True):
    """The status and the headers, complete, that go with an object."""

    status: int
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
                    for path, e in self.entries.items()
                },
            }
        )


class Pointer(Struct, frozen=True, forbid_unknown_fields=True):
    """The current release. `as_of` is the date of the guide, YYYY-MM-DD."""

    format: int
    sequence: int
    id: Digest
    as_of: str
    control: Control
    manifests: dict[str, Digest]

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
    if pointer.id != release_id(pointer.manifests):
        raise UnknownFormat("the pointer's id is not the hash of its manifests")
    return pointer


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        UnknownFormat: not a manifest of this format, or an entry names no digest or header set.
    """
    manifest = _decode(data, Manifest)
    for path, entry in manifest.entries.items():
        if not is_digest(entry.object) or entry.headers not in manifest.headers:
            raise UnknownFormat(f"the entry for {path} names no object or no header set")
    return manifest


def _decode(data: bytes, kind: type[Value]) -> Value:
    try:
        value = json.decode(data, type=kind)
    except (DecodeError, ValidationError) as error:
        raise UnknownFormat(str(error)) from error
    if value.format != FORMAT:
        raise UnknownFormat(f"format {value.format} is not known here")
    return value
