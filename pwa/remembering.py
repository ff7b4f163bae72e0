"""Files that remember what a build made, for the next one.

Each is a pure speed-up: what is missing, torn, foreign or made with other code counts as nothing,
and then the build makes it again.
"""

from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from content.release.digest import digest_of
from content.release.store import write_atomically


class Remembered(msgspec.Struct, kw_only=True):
    """What stands in such a file; `made_with` is the hash of all else that it depends on."""

    made_with: str


Kind = TypeVar("Kind", bound=Remembered)


def recall(file: Path, kind: type[Kind], made_with: str) -> Kind:
    """Read a file; nothing is remembered when it cannot be used."""
    with suppress(OSError, ValueError):
        digest, _, data = file.read_bytes().partition(b"\n")
        if digest.decode() == digest_of(data):
            kept = msgspec.json.decode(data, type=kind)
            if kept.made_with == made_with:
                return kept
    return kind(made_with=made_with)


def remember(file: Path, kept: Remembered) -> None:
    """Write a file. A disk that refuses costs the next build time, and this one nothing."""
    data = msgspec.json.encode(kept)
    with suppress(OSError):
        write_atomically(file, digest_of(data).encode() + b"\n" + data)
