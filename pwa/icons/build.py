"""Renders the drawings of the installed app's icon as the PNGs that phones ask for.

Development only: `python -m pwa.icons.build` after a drawing has changed; the PNGs are committed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image

FOLDER = Path(__file__).parent

COLOURS = 64  # Two flat colours and the shades of their edges: more would only add bytes.


@dataclass(frozen=True, slots=True)
class Icon:
    """One PNG to render: which drawing, under which name, how many pixels wide and high."""

    drawing: str
    file_name: str
    size_px: int


ICONS = (
    Icon("units.svg", "units-192.png", 192),
    Icon("units.svg", "units-512.png", 512),
    Icon("units-maskable.svg", "units-maskable-512.png", 512),
    # iPhones round the corners themselves and paint what is transparent black.
    Icon("units-maskable.svg", "units-apple-180.png", 180),
)


def render_icons(folder: Path = FOLDER) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each PNG, in the order of `ICONS`; nothing is written."""
    for icon in ICONS:
        drawing = (folder / icon.drawing).read_text(encoding="utf-8")
        yield icon.file_name, render(drawing, icon.size_px)


def render(drawing: str, size_px: int) -> bytes:
    """Render a square SVG drawing as a small PNG with a palette and no metadata."""
    picture = resvg_py.svg_to_bytes(
        svg_string=drawing, width=size_px, height=size_px, skip_system_fonts=True
    )
    with Image.open(BytesIO(bytes(picture))) as image:
        reduced = image.convert("RGBA").quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    written = BytesIO()
    reduced.save(written, "PNG", optimize=True)
    return written.getvalue()


def main() -> None:
    """Write every PNG beside its drawing."""
    for file_name, content in render_icons():
        (FOLDER / file_name).write_bytes(content)
        print(f"{file_name}: {len(content)} bytes")


if __name__ == "__main__":
    main()
