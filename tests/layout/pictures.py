"""Takes the pictures of the README: `.venv/bin/python -m tests.layout.pictures`.

The real guide, served and rendered for real, at the size of a small phone.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from app import create_app
from tests.browser.phone import ARGUMENTS
from tests.browser.servers import GuideServer
from tests.checks import find_browser
from tests.conftest import ROOT, SITE_URL, build

PICTURES = ROOT / "docs/pictures"
WIDTH, HEIGHT = 360, 640


@dataclass(frozen=True, slots=True)
class Picture:
    """A file name, the path it shows, and how."""

    name: str
    path: str
    scheme: Literal["light", "dark"] = "light"


WANTED = (
    Picture("first-page", "/"),
    Picture("home-light", "/en/"),
    Picture("emergency-dark", "/en/hh9x", "dark"),
    Picture("page-french", "/fr/w5dp"),
    Picture("arabic", "/ar/hh9x"),
    Picture("decoy", "/i/u/en"),
)


def main() -> None:
    """Build the guide, serve it, and take every picture."""
    executable = find_browser() or sys.exit("A Chromium is needed to take pictures.")
    with tempfile.TemporaryDirectory() as folder:
        build(create_app({"data_dir": folder, "site_url": SITE_URL}))
        server = GuideServer(Path(folder))
        server.start()
        try:
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
                for picture in WANTED:
                    take(browser, server.url, picture)
                browser.close()
        finally:
            server.kill()


def take(browser: Browser, url: str, picture: Picture) -> None:
    """Take one picture; without a worker, so that no notice lies over it."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme=picture.scheme,
        service_workers="block",
    )
    page = context.new_page()
    page.goto(url + picture.path)
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    context.close()
    print(picture.name)


if __name__ == "__main__":
    main()
