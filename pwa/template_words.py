"""What templates have beside Jinja's own words: `pictogram(name)`, and the filters.

{{ 0.4 | percent("fr") }}               40 %
{{ "https://www.a.be/x" | site_name }}   a.be
"""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from babel.numbers import format_percent
from flask import Flask
from markupsafe import Markup

PICTOGRAMS = Path(__file__).parent / "pictograms"


def init_app(app: Flask) -> None:
    """Give them to the templates of an application."""
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals["pictogram"] = pictogram
    environment.filters["percent"] = lambda share, code: format_percent(share, locale=code)
    environment.filters["site_name"] = lambda url: urlsplit(url).netloc.removeprefix("www.")


@cache
def pictogram(name: str) -> Markup:
    """Return a line drawing to stand beside words that say the same.

    Only the drawing is kept of the file: how lines look is the stylesheet's, once for all.
    """
    svg = (PICTOGRAMS / f"{name}.svg").read_text("utf-8")
    drawing = svg[svg.index(">") + 1 :].strip()
    head = '<svg class="pictogram" viewBox="0 0 24 24" aria-hidden="true">'
    return Markup(head + drawing)  # noqa: S704 -- our own files
