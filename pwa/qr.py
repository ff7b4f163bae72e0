"""QR codes: SVG pictures of our own addresses, made without a network."""

import io
from dataclasses import dataclass

import segno
from markupsafe import Markup


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
    code = segno.make_qr(address, error="m", boost_error=False)
    code.save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4,
        light="#fff", dark="#000", svgclass=None, lineclass=None,
    )  # fmt: skip
    svg = out.getvalue().decode().strip().replace("<svg ", '<svg role="img" aria-label="QR" ', 1)
    return QrCode(address, Markup(svg))  # noqa: S704 -- modules and nothing else
