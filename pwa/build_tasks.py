"""The pieces of work of a build, each of which another process may do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import ClassVar, TypeVar

from flask import Flask

from content.checks import check_texts
from content.findings import Finding, errors
from content.model import Library
from content.release.manifest import CORE, Entry
from content.release.staging import Staging
from content.release.tree import Leaf, store_leaf
from pwa.assets.files import Files
from pwa.guide import Guide
from pwa.i18n import in_language
from pwa.parts import core_leaves, language_leaves
from pwa.rendering import Renderer, rendering_app
from pwa.search_build import read_page, search_built
from pwa.search_memory import ReadPages
from pwa.settings import Settings
from pwa.tools import WORDS

# Few enough that progress is seen and no process waits long for the other at the end.
PAGES_AT_ONCE = 25

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Job:
    """All that the pieces of one build have in common; sent to each process once.

    `many`: there are so many pages to render that they are pressed less hard. `code` is the hash of
    the code, `memory` the folder of what earlier builds made, and `read` what the search needs of
    the pages that this one renders. With `one_process`, no other one is started.
    """

    library: Library
    files: Files
    settings: Settings
    stage: Staging
    indexes: Path
    many: bool
    memory: Path
    read: ReadPages
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

    @property
    def stage(self) -> Staging:
        """Where pages and lists are stored, pressed as hard as there is time for."""
        return replace(self.job.stage, quick=self.job.many)

    @contextmanager
    def in_language(self, code: str) -> Iterator[Guide]:
        """Open what a language is rendered in."""
        with self.app.app_context(), in_language(code):
            yield self.renderer.guides[code]


@dataclass(frozen=True, slots=True)
class MakePages:
    """Check some pages in one language; when all is right, render and store them.

    `searched`: what the search needs of them is written down, too, for the one who builds its
    index. All of it goes page by page, so that each text is taken apart once.
    """

    large: ClassVar[bool] = False
    code: str
    ids: tuple[str, ...]
    searched: bool

    @property
    def texts(self) -> int:
        return len(self.ids)

    def do(self, hand: Hand) -> "Made":
        made, read = Made([], []), {}
        with hand.in_language(self.code) as guide:
            for page_id in self.ids:
                made.wrong.extend(_errors_at(hand, self.code, page_id))
                if made.wrong:
                    continue
                page = hand.renderer.library.pages[page_id]
                made.entries.append(store_leaf(hand.stage, hand.renderer.page(self.code, page_id)))
                if self.searched:
                    read[page.texts[self.code].digest] = read_page(guide, page)
        if read:
            hand.job.read.write(self.code, read)
        return made


@dataclass(frozen=True, slots=True)
class Made:
    """What is wrong with pages; when it is nothing, the entries of all of them."""

    wrong: list[Finding]
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class CheckPages:
    """Check some pages in one language; the result is a list of errors."""

    large: ClassVar[bool] = False
    code: str
    ids: tuple[str, ...]

    @property
    def texts(self) -> int:
        return len(self.ids)

    def do(self, hand: Hand) -> list[Finding]:
        return [one for page_id in self.ids for one in _errors_at(hand, self.code, page_id)]


@dataclass(frozen=True, slots=True)
class MakeLists:
    """Render and store what a part has beside pages and search; the result is entries by path.

    `key` is the hash of all that they are rendered from.
    """

    large: ClassVar[bool] = False
    texts: ClassVar[int] = 0
    part: str
    key: str

    def do(self, hand: Hand) -> dict[str, Entry]:
        renderer, part, stage = hand.renderer.of_lists, self.part, hand.stage
        with hand.app.app_context():
            leaves = core_leaves(renderer) if part == CORE else language_leaves(renderer, part)
            return {leaf.path: store_leaf(stage, leaf) for leaf in leaves}


@dataclass(frozen=True, slots=True)
class BuildSearch:
    """Build the index of one language and store its export; the result is the export's entry."""

    large: ClassVar[bool] = True
    code: str
    texts: int

    def do(self, hand: Hand) -> Entry:
        job = hand.job
        memory = job.memory / f"search-{self.code}.json"
        read = job.read.of(self.code)
        with hand.in_language(self.code) as guide:
            built = search_built(
                guide, job.indexes, memory, job.code, read, one_process=job.one_process
            )
            with built as exported:
                return store_leaf(job.stage, Leaf(f"/{self.code}/{WORDS}", exported, WORDS))


def _errors_at(hand: Hand, code: str, page_id: str) -> list[Finding]:
    return errors(check_texts(hand.job.library, [(code, page_id)]))


def in_groups(ids: Iterable[One], size: int = PAGES_AT_ONCE) -> Iterator[tuple[One, ...]]:
    """Yield `ids` in groups of a size that suits a task."""
    rest = iter(ids)
    while group := tuple(islice(rest, size)):
        yield group
