"""Made guides that stay for the next run: their content and their releases, in instance/bench.

They are published again each time, which costs seconds where nothing has changed.
"""

import datetime
import shutil
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app import create_app
from bench.big_guide import NO_CONTENT, SHIPPED, write_guide
from content.release.manifest import Pointer
from content.release.store import ReleaseStore
from pwa.builder import build_release
from tests.browser.servers import copy_of

KEPT = Path(__file__).resolve().parents[1] / "instance/bench/guides"
SITE_URL = "https://guide.example"
AS_OF = datetime.date(2026, 11, 23)
NOW = 1_795_430_000.0


@dataclass(frozen=True, slots=True)
class Guide:
    """A content folder, and the data folder that it is published to."""

    content: Path
    data: Path

    @property
    def app(self) -> Flask:
        """An application that serves it."""
        values = {"data_dir": str(self.data), "content_dir": str(self.content)}
        return create_app({**values, "site_url": SITE_URL})

    @property
    def store(self) -> ReleaseStore:
        """Its releases."""
        return ReleaseStore(self.data / "releases")

    def publish(self) -> Pointer:
        """Publish what the content says now."""
        app = self.app
        with app.app_context():
            services = app.extensions["guide"]
            return build_release(services, as_of=AS_OF, now=NOW, progress=lambda line: None)

    def copy(self, place: Path) -> "Guide":
        """Copy it to a folder that is not there yet, to be edited and published there."""
        content = Path(shutil.copytree(self.content, place / "content"))
        return Guide(content, copy_of(self.data, place / "data"))


def published_guide(pages: int) -> Guide:
    """Return a guide of so many pages, published; 0 is the guide that is shipped."""
    place = KEPT / str(pages or "shipped")
    content, data = place / "content", place / "data"
    if not content.exists():
        if pages:
            write_guide(content, pages)
        else:
            shutil.copytree(SHIPPED, content, ignore=NO_CONTENT)
    guide = Guide(content, data)
    result = guide.app.test_cli_runner().invoke(args=["bundles", "build"])
    assert result.exit_code == 0, result.output
    guide.publish()
    return guide
