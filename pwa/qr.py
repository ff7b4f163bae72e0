"""QR codes: SVG pictures of our own addresses, made without a network.

Every page carries its code, so what codes have in common counts: all have one mask, and are drawn
column by column from the right, in the order in which a code holds its text. So those of one site
begin alike, and compress to half of what they would with a mask and rows of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby

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
    dashes = " ".join(map(str, _dashes(code.matrix)))
    svg = (
        f'<svg role="img" aria-label="QR" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {size} {size}"><path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path fill="none" stroke="#000" stroke-dasharray="{dashes}" '
        f'd="{_line(len(code.matrix))}"/></svg>'
    )
    return QrCode(address, Markup(svg))  # noqa: S704 -- modules and nothing else


@cache
def _mask(site_url: str) -> int:
    """Return the mask that suits an address of the site best.

    Most of the text in a code, and what fills it up, is the same in all of them.
    """
    return int(segno.make_qr(f"{site_url}/en/a0a0", error="m", boost_error=False).mask)


def _dashes(matrix: Iterable[Iterable[int]]) -> Iterator[int]:
    """Yield the lengths of the dark and the light runs along the line that `_line` draws.

    The first is dark: there stands the corner of a code's upper right mark.
    """
    columns = reversed(list(zip(*matrix, strict=True)))
    modules = chain.from_iterable((*column, *[0] * (len(column) + 1)) for column in columns)
    return (len(list(run)) for _, run in groupby(modules))


def _line(modules: int) -> str:
    """Draw down the middle of each column, from the last one to the first.

    The way from one column's foot to the next one's head belongs to the same line, as dashes begin
    anew with every other: it is left light.
    """
    down = f"v{modules}"
    return f"M{modules + BORDER - 1}.5 {BORDER}" + f"h-1v-{modules}".join([down] * modules)
