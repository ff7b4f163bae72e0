"""Byte columns of the export: short numbers, and strings as what changes in them."""

from collections.abc import Iterable
from typing import NamedTuple

from search_index.lexicon import as_units


class Change(NamedTuple):
    """How one string becomes the next one: UTF-16 units kept and dropped, and the text added."""

    shared: int
    dropped: int
    added: str

    @property
    def more(self) -> int:
        """Say how many units are added."""
        return len(as_units(self.added))


def varints(numbers: Iterable[int]) -> bytes:
    """Return numbers, none negative, seven bits a byte, low bits first, the last under 128."""
    column = bytearray()
    for number in numbers:
        rest = number
        while rest >= 128:
            column.append(rest & 127 | 128)
            rest >>= 7
        column.append(rest)
    return bytes(column)


def change(before: str, after: str) -> Change:
    """Return what `after` keeps of `before` at its start, loses of it, and adds.

    Units are counted, not bytes, because the phone cuts and joins strings faster than it copies
    bytes. A letter of two units is never parted: half of one is no text.
    """
    kept = 0
    while kept < min(len(before), len(after)) and before[kept] == after[kept]:
        kept += 1
    shared = len(as_units(before[:kept]))
    return Change(shared, len(as_units(before)) - shared, after[kept:])
