"""QR codes: SVG pictures of our own addresses, made without a network.

Every page carries its code, so what codes have in common counts: all have one mask, and are drawn
column by column from the right, in the order in which a code holds its text. So those of one site
begin alike, and compress to half of what they would with a mask and rows of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import segno
from markupsafe import Markup

# The quiet zone that the standard asks for, in modules.
BORDER = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """An address and its picture. `svg` is trusted: made here, of nothing but modules."""

    address: str
    svg: Markup


def qr_code(site_url: str, path: str) -> QrCode:
    """Make the QR code whose payload is exactly `site_url + path`.

    Dark on light whatever the theme; error level M, as paper and cracked screens need.
    """
    address = site_url + path
    code = segno.make_qr(address, error="m", boost_error=False, mask=_mask(site_url))
    size = len(code.matrix) + 2 * BORDER
    dark = f"M{size - BORDER}.5 {BORDER}" + "".join(_strokes(code.matrix))
    svg = (
        f'<svg role="img" aria-label="QR" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {size} {size}"><path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path stroke="#000" d="{dark}"/></svg>'
    )
    return QrCode(address, Markup(svg))  # noqa: S704 -- modules and nothing else


@cache
def _mask(site_url: str) -> int:
    """Return the mask that suits an address of the site best.

    Most of the text in a code, and what fills it up, is the same in all of them.
    """
    return int(segno.make_qr(f"{site_url}/en/a0a0", error="m", boost_error=False).mask)


def _strokes(matrix: Iterable[Iterable[int]]) -> Iterator[str]:
    """Yield a line down each dark run, from the last column to the first, each from the one before.

    They begin half a module right of the last column's right edge, at its top.
    """
    right, down = -1, 0
    for column in reversed(list(zip(*matrix, strict=True))):
        place = 0
        for dark, run in groupby(column):
            length = len(list(run))
            if dark:
                yield f"m{right}{place - down: d}v{length}"
                right, down = 0, place + length
            place += length
        right -= 1
