"""The pieces of work of a build, each of which another process may do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import ClassVar, TypeVar

from flask import Flask

from content.checks import check_pages
from content.findings import Finding, errors
from content.model import Library
from content.release.manifest import Entry
from content.release.staging import Staging
from content.release.tree import Leaf, store_leaf
from pwa.assets.files import Files
from pwa.i18n import in_language
from pwa.rendering import Renderer, rendering_app
from pwa.search_build import search_built
from pwa.settings import Settings
from pwa.tools import WORDS

# Few enough that progress is seen and no process waits long for the other at the end.
PAGES_AT_ONCE = 25

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Job:
    """All that the pieces of one build have in common; sent to each process once.

    `many`: there are so many pages to render that they are pressed less hard. `code` is the hash of
    the code, and `memory` the folder of what earlier builds made. With `one_process`, no
    other one is started.
    """

    library: Library
    files: Files
    settings: Settings
    stage: Staging
    indexes: Path
    many: bool
    memory: Path
    code: str
    one_process: bool = False

    def __call__(self) -> "Hand":
        """Set up what the pieces work with."""
        renderer = Renderer(self.library, self.files, self.settings)
        return Hand(self, renderer, rendering_app())


@dataclass(frozen=True, slots=True)
class Hand:
    """A job, a renderer, and an application that renders and does nothing else."""

    job: Job
    renderer: Renderer
    app: Flask


@dataclass(frozen=True, slots=True)
class CheckPages:
    """Check some pages in all their languages; the result is a list of errors."""

    large: ClassVar[bool] = False
    ids: tuple[str, ...]
    texts: int

    def do(self, hand: Hand) -> list[Finding]:
        return errors(check_pages(hand.job.library, self.ids))


@dataclass(frozen=True, slots=True)
class RenderPages:
    """Render and store some pages in one language; the result is their entries."""

    large: ClassVar[bool] = False
    code: str
    ids: tuple[str, ...]

    @property
    def texts(self) -> int:
        return len(self.ids)

    def do(self, hand: Hand) -> list[Entry]:
        with hand.app.app_context(), in_language(self.code):
            leaves = [hand.renderer.page(self.code, page_id) for page_id in self.ids]
        stage = replace(hand.job.stage, quick=hand.job.many)
        return [store_leaf(stage, leaf) for leaf in leaves]


@dataclass(frozen=True, slots=True)
class BuildSearch:
    """Build the index of one language and store its export; the result is the export's entry."""

    large: ClassVar[bool] = True
    code: str
    texts: int

    def do(self, hand: Hand) -> Entry:
        with hand.app.app_context(), in_language(self.code):
            guide, job = hand.renderer.guides[self.code], hand.job
            memory = job.memory / f"search-{self.code}.json"
            built = search_built(guide, job.indexes, memory, job.code, one_process=job.one_process)
            with built as exported:
                return store_leaf(job.stage, Leaf(f"/{self.code}/{WORDS}", exported, WORDS))


def in_groups(ids: Iterable[One], size: int = PAGES_AT_ONCE) -> Iterator[tuple[One, ...]]:
    """Yield `ids` in groups of a size that suits a task."""
    rest = iter(ids)
    while group := tuple(islice(rest, size)):
        yield group
