"""The app's icon and the guide's pictograms: right sizes, safe shapes, true to their drawings."""

import re
from io import BytesIO
from math import hypot
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from pwa.icons.build import FOLDER, ICONS, Icon, render_icons

PICTOGRAMS = FOLDER.parent / "pictograms"
# fmt: off
NAMES = [
    "back", "call", "care", "chevron", "clock", "doctor", "globe", "health",
    "help", "home", "info", "keep", "key", "law", "leave", "papers",
    "people", "print", "search", "share", "shield", "talk", "wrong",
]
# fmt: on

SAFE_RADIUS = 0.4  # of the width: a launcher may cut off what lies outside this circle
JUST_VISIBLE = 24  # of 255: less than this is the shade of a smoothed edge
RENDERERS_MAY_DIFFER_BY = 8  # of 255


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGBA")


def reach(image: Image.Image) -> float:
    """Return how far from the centre the background ends, as a share of the width."""
    flat = image.convert("RGB")
    ground = Image.new("RGB", flat.size, flat.getpixel((0, 0)))
    marks = ImageChops.difference(flat, ground).convert("L")
    middle = (flat.width - 1) / 2
    seen = [at for at, level in enumerate(marks.tobytes()) if level > JUST_VISIBLE]
    farthest = max(hypot(at % flat.width - middle, at // flat.width - middle) for at in seen)
    return farthest / flat.width


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.file_name)
def test_an_icon_has_the_size_its_name_says(icon: Icon) -> None:
    path = FOLDER / icon.file_name
    assert opened(path).size == (icon.size_px, icon.size_px)
    assert str(icon.size_px) in path.stem
    assert path.stat().st_size < 4096


def test_committed_icons_are_what_their_drawings_render() -> None:
    for file_name, content in render_icons():
        with Image.open(BytesIO(content)) as rendered:
            difference = ImageChops.difference(rendered.convert("RGBA"), opened(FOLDER / file_name))
        most = max(difference.tobytes())
        assert most <= RENDERERS_MAY_DIFFER_BY, f"{file_name}: run python -m pwa.icons.build"


@pytest.mark.parametrize("file_name", ["units-maskable-512.png", "units-apple-180.png"])
def test_a_launcher_may_cut_the_icon_to_a_circle(file_name: str) -> None:
    image = opened(FOLDER / file_name)
    assert set(image.getchannel("A").tobytes()) == {255}, "no transparent pixel"
    assert 0.25 < reach(image) <= SAFE_RADIUS


def test_icons_carry_no_metadata() -> None:
    for icon in ICONS:
        chunks = re.findall(rb"tEXt|iTXt|zTXt|eXIf|tIME", (FOLDER / icon.file_name).read_bytes())
        assert chunks == []


def test_every_pictogram_is_there() -> None:
    assert sorted(path.stem for path in PICTOGRAMS.glob("*.svg")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_pictogram_is_a_bare_line_drawing(name: str) -> None:
    text = (PICTOGRAMS / f"{name}.svg").read_text(encoding="utf-8")
    assert len(text.encode()) < 350
    head = re.match(r"<svg ([^>]*)>", text)
    assert head is not None
    assert 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"' in head[1]
    assert not re.search(r'<title|<style|\s(id|class|style|width|height)="', text)
