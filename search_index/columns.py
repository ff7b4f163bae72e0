"""Byte columns of the export: short numbers, and strings as what changes in them."""

from collections.abc import Iterable
from typing import NamedTuple


class Change(NamedTuple):
    """How one string's bytes become the next one's."""

    shared: int
    dropped: int
    added: bytes


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
    """Return what `after` keeps of `before` at its start, loses of it, and adds, in UTF-8 bytes."""
    old, new = before.encode(), after.encode()
    shared = 0
    while shared < min(len(old), len(new)) and old[shared] == new[shared]:
        shared += 1
    return Change(shared, len(old) - shared, new[shared:])
