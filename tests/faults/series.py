"""A guide that was published again and again, and phones that keep any of its last releases."""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from app import create_app
from bench.big_guide import write_guide
from content.release.manifest import Control, Pointer
from content.release.store import ReleaseStore
from pwa.republishing import order, roll_back
from pwa.services import Services
from tests.browser.servers import GuideServer, copy_of
from tests.conftest import NOW, ROOT, SITE_URL
from tests.faults.editions import Edition, edition_of
from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import Answer

POINTER = "/release"


@dataclass(slots=True)
class Series:
    """One data folder, its server, its content, and what was published from it, oldest first."""

    server: GuideServer
    content: Path
    pointers: list[bytes] = field(default_factory=list)

    @property
    def store(self) -> ReleaseStore:
        """The releases of the data folder."""
        return ReleaseStore(self.server.data / "releases")

    def publish(self) -> Edition:
        """Publish what the content says now."""
        self.server.publish(self.content)
        return self.note()

    def roll_back(self, release_id: str) -> Edition:
        """Publish an older release again."""
        with self._services() as services:
            roll_back(services, release_id, now=NOW, progress=lambda line: None)
        return self.note()

    def order(self, control: Control) -> Pointer:
        """Order all phones what to do."""
        with self._services() as services:
            return order(services, control, now=NOW, progress=lambda line: None)

    def page(self, number: int) -> Path:
        """Return the English text of a page."""
        return sorted(self.content.glob("pages/*/en.md"))[number]

    def say(self, word: str, page: Path) -> None:
        """Add a sentence to a page."""
        page.write_text(f"{page.read_text().rstrip()}\n\n{word}.\n")

    def rename_first_door(self, word: str) -> None:
        """Add a word to the first entry of home, in every language."""
        topics = self.content / "topics.toml"
        text = topics.read_text()
        line = next(line for line in text.splitlines() if line.startswith("title = "))
        topics.write_text(text.replace(line, re.sub(r'"(?=,| \})', f' {word}"', line), 1))

    def show(self, network: FaultProxy, number: int | None) -> None:
        """Let phones behind a network see an earlier release as the one in force; None: the last.

        Its objects and packs are still there: a phone takes of a release what its pointer names.
        """
        if number is None:
            network.rewrite = lambda path, answer: answer
            return
        body = self.pointers[number]

        def older(path: str, answer: Answer) -> Answer:
            fields = answer.without("etag")
            return Answer(200, fields, body) if path == POINTER else answer

        network.rewrite = older

    def note(self) -> Edition:
        """Note the release in force as one of the series."""
        self.pointers.append(self.store.current_path.read_bytes())
        return edition_of(f"release {len(self.pointers)}", self.server.data)

    def _services(self) -> "_Services":
        return _Services(self.server.data, self.content)


class _Services:
    """The services of a data folder, inside an application context."""

    def __init__(self, data: Path, content: Path) -> None:
        values = {"data_dir": str(data), "content_dir": str(content), "site_url": SITE_URL}
        self._app = create_app(values)
        self._context = self._app.app_context()

    def __enter__(self) -> Services:
        self._context.push()
        services: Services = self._app.extensions["guide"]
        return services

    def __exit__(self, *reason: object) -> None:
        self._context.pop()


def series_of(data: Path, place: Path, pages: int = 0) -> Series:
    """Start a series on a copy of a data folder; its server runs.

    Its content is a copy of the real one, or a made one of so many pages, not published yet.
    """
    content = place / "content"
    if pages:
        write_guide(content, pages)
    else:
        shutil.copytree(ROOT / "content", content)
    server = GuideServer(copy_of(data, place / "data"))
    server.start()
    series = Series(server, content)
    series.note()
    return series
