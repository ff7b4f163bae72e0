"""QR codes: SVG pictures of our own addresses, made without a network.

Every page carries its code, so what codes have in common counts: all have one mask, and are drawn
column by column from the right, in the order in which a code holds its text. So those of one site
begin alike, and compress to half of what they would with a mask and rows of their own.

A bit of an address changes the same modules whatever the other bits say: error correction and mask
are sums without carry. So segno makes one code of a site, and one more for each bit in which others
differ; all others are sums of these, in a seventh of the time.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain

import segno
from markupsafe import Markup

# The quiet zone that the standard asks for, in modules.
BORDER = 4

_RUN = re.compile("1+|0+")

# Those that ASCII has.
_BITS = tuple(1 << place for place in range(7))


@dataclass(frozen=True, slots=True)
class QrCode:
    """An address and its picture. `svg` is trusted: made here, of nothing but modules."""

    address: str
    svg: Markup


def qr_code(site_url: str, path: str) -> QrCode:
    """Make the QR code whose payload is exactly `site_url + path`; both are ASCII.

    Dark on light whatever the theme; error level M, as paper and cracked screens need.
    """
    address = site_url + path
    codes = _codes_like(site_url, address)
    size = codes.modules + 2 * BORDER
    dashes = " ".join(str(len(run)) for run in _RUN.findall(f"{codes.of(address):b}"))
    svg = (
        f'<svg role="img" aria-label="QR" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {size} {size}"><path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path fill="none" stroke="#000" stroke-dasharray="{dashes}" '
        f'd="{_line(codes.modules)}"/></svg>'
    )
    return QrCode(address, Markup(svg))  # noqa: S704 -- modules and nothing else


class _Codes:
    """The codes of addresses as long as one of them, each as the modules along `_line`.

    A code is a number whose digits are modules, 1 for a dark one. The first is dark, the corner of
    the upper right mark, so the dashes of a picture are the runs of digits.
    """

    def __init__(self, address: str, mask: int) -> None:
        self._mask = mask
        self._first = address.encode("ascii")
        self.modules, self._code = self._drawn(self._first)
        self._changes: dict[tuple[int, int], int] = {}

    def of(self, address: str) -> int:
        """Return the code of an address."""
        code, data = self._code, address.encode("ascii")
        for place, (one, other) in enumerate(zip(self._first, data, strict=True)):
            for bit in _BITS if one != other else ():
                if (one ^ other) & bit:
                    code ^= self._change(place, bit)
        return code

    def _change(self, place: int, bit: int) -> int:
        """Return the modules that one bit of the address changes."""
        if (place, bit) not in self._changes:
            changed = bytearray(self._first)
            changed[place] ^= bit
            self._changes[place, bit] = self._drawn(changed)[1] ^ self._code
        return self._changes[place, bit]

    def _drawn(self, address: bytes | bytearray) -> tuple[int, int]:
        """Return how many modules a side of the code has, and the code."""
        text = address.decode("ascii")
        matrix = segno.make_qr(text, error="m", boost_error=False, mask=self._mask).matrix
        columns = reversed(list(zip(*matrix, strict=True)))
        line = chain.from_iterable((*column, *[0] * (len(column) + 1)) for column in columns)
        return len(matrix), int("".join(map(str, line)), 2)


# By site and length.
_CODES: dict[tuple[str, int], _Codes] = {}


def _codes_like(site_url: str, address: str) -> _Codes:
    """Return the codes of a site that are as long as this one; it is the first of them, if new."""
    key = site_url, len(address)
    if key not in _CODES:
        _CODES[key] = _Codes(address, _mask(site_url))
    return _CODES[key]


@cache
def _mask(site_url: str) -> int:
    """Return the mask that suits an address of the site best.

    Most of the text in a code, and what fills it up, is the same in all of them.
    """
    return int(segno.make_qr(f"{site_url}/en/a0a0", error="m", boost_error=False).mask)


def _line(modules: int) -> str:
    """Draw down the middle of each column, from the last one to the first.

    The way from one column's foot to the next one's head belongs to the same line, as dashes begin
    anew with every other: it is left light.
    """
    down = f"v{modules}"
    return f"M{modules + BORDER - 1}.5 {BORDER}" + f"h-1v-{modules}".join([down] * modules)
