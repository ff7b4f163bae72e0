"""QR codes: SVG pictures of our own addresses, made without a network."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import segno
from markupsafe import Markup

# The eight ways to shade a code, by row and column (ISO/IEC 18004, 7.8.2).
MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)

# Light modules around each row, so that a look to its neighbours never meets the next row.
_GAP = 4

_DIGITS = bytes.maketrans(b"\0\1", b"01")


@dataclass(frozen=True, slots=True)
class QrCode:
    """An address and its picture. `svg` is trusted: made here, of nothing but modules."""

    address: str
    svg: Markup


def qr_code(site_url: str, path: str) -> QrCode:
    """Make the QR code whose payload is exactly `site_url + path`.

    Dark on light whatever the theme, with the quiet zone of four modules that the standard asks
    for; error level M, as paper and cracked screens need.
    """
    address = site_url + path
    out = io.BytesIO()
    code = segno.make_qr(address, error="m", boost_error=False, mask=0)
    if mask := best_mask(code):
        code = segno.make_qr(address, error="m", boost_error=False, mask=mask)
    code.save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4,
        light="#fff", dark="#000", svgclass=None, lineclass=None,
    )  # fmt: skip
    svg = out.getvalue().decode().strip().replace("<svg ", '<svg role="img" aria-label="QR" ', 1)
    return QrCode(address, Markup(svg))  # noqa: S704 -- modules and nothing else


def best_mask(code: segno.QRCode) -> int:
    """Return the number of the mask that makes a code easiest to read; `code` has mask 0.

    segno chooses by itself, module by module, in 2 ms. Here the whole code is one number, a bit a
    module, so that each rule of the standard is a few operations on it.
    """
    size = len(code.matrix)
    shades = _shades(int(code.version))
    rows = _number(code.matrix)
    columns = _number(zip(*code.matrix, strict=True))
    scores = [
        _penalty(rows ^ by_row, size)
        + _penalty(columns ^ by_column, size)
        + _balance(rows ^ by_row, size)
        for by_row, by_column in shades
    ]
    return scores.index(min(scores))


@cache
def _shades(version: int) -> tuple[tuple[int, int], ...]:
    """Return what changes between mask 0 and each mask, row by row and column by column.

    Only modules that carry data are shaded: those that differ between some two masks, apart from
    the 15 that name the mask.
    """
    size = 17 + 4 * version
    free = _free(version)
    shades = []
    for mask in MASKS:
        changed = [
            [int(free[i][j] and MASKS[0](i, j) != mask(i, j)) for j in range(size)]
            for i in range(size)
        ]
        shades.append((_number(changed), _number(zip(*changed, strict=True))))
    return tuple(shades)


def _free(version: int) -> list[list[bool]]:
    """Tell for each module whether it carries data."""
    code = segno.make_qr("", version=version, error="m", boost_error=False, mask=0)
    kinds = (segno.consts.TYPE_DATA_DARK, segno.consts.TYPE_DATA_LIGHT)
    return [[kind in kinds for kind in row] for row in code.matrix_iter(border=0, verbose=True)]


def _number(matrix: Iterable[Iterable[int]]) -> int:
    """Write a matrix as one number, its rows parted by light modules."""
    gap = bytes(_GAP)
    return int((gap + gap.join(map(bytes, matrix)) + gap).translate(_DIGITS), 2)


@cache
def _places(size: int) -> int:
    """Return the number with a bit for each module."""
    return _number([[1] * size] * size)


def _penalty(dark: int, size: int) -> int:
    """Return the penalty for long runs, blocks, and what looks like a corner, along the rows.

    Called for rows and for columns: a block counts half in each.
    """
    light = _places(size) & ~dark
    points = 0
    for one in (dark, light):
        pairs = one & one >> 1
        runs = pairs & pairs >> 2 & one >> 4  # five and more of one kind
        points += runs.bit_count() + 2 * (runs & ~(runs << 1)).bit_count()
        points += (pairs & pairs >> size + _GAP).bit_count() * 3 // 2
    # Dark, light, three dark, light, dark, and four light ones before or after; around is light.
    core = dark & ~(dark >> 1) & dark >> 2 & dark >> 3 & dark >> 4 & ~(dark >> 5) & dark >> 6
    after = ~(dark << 1 | dark << 2 | dark << 3 | dark << 4)
    before = ~(dark >> 7 | dark >> 8 | dark >> 9 | dark >> 10)
    return points + 40 * (core & (after | before)).bit_count()


def _balance(dark: int, size: int) -> int:
    """Return the penalty for a code that is mostly dark, or mostly light."""
    return 10 * int(abs(dark.bit_count() * 100 / size**2 - 50) / 5)
