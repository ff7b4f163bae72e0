"""The release builder: content in, a published release out; or nothing changed at all."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from content.checks import Place, check_frame, check_texts, places_of
from content.findings import Finding, errors
from content.library import Memories, read_library
from content.model import Library
from content.release.digest import Digest
from content.release.manifest import CORE, Entry, Pointer, release_id
from content.release.packs import build_packs
from content.release.staging import Staging, staging
from content.release.tree import is_current, point_at, store_manifest
from content.release.unneeded import remove_unneeded
from pwa.assets.files import load_files
from pwa.build_cache import BuildCache, code_digest
from pwa.build_course import Course, Piece
from pwa.build_lock import alone
from pwa.build_tasks import BuildSearch, Job, MakeLists, MakePages, in_groups
from pwa.indexes import Indexes
from pwa.parts import header_sets
from pwa.rendering import Renderer
from pwa.search_memory import read_pages
from pwa.services import Services
from pwa.template_words import PICTOGRAMS
from pwa.tools import TOOLS, WORDS
from pwa.workers import Workers, garbage_left_lying

# Takes a line for the operator. One that ends in “…” says how far it is, and another will follow.
Progress = Callable[[str], None]

# With more than this to render, pages are pressed less hard.
MANY_TEXTS = 1000

# The entries of each part by path.
Parts = dict[str, dict[str, Entry]]


class ContentRefused(Exception):
    """The content has errors; the release in force stays in force."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} errors in the content")
        self.findings = findings


def build_release(
    services: Services,
    *,
    as_of: datetime.date,
    now: float,
    progress: Progress,
    processes: int | None = None,
) -> Pointer:
    """Check, render, store and publish. Readers see the old release until the last step.

    Call it inside an application context. `as_of` is the date of the guide, `now` Unix seconds.
    `processes` are as many as the work is worth, when left out; the release is the same.

    Raises:
        ContentRefused: the content has errors.
        NotBuilt: the scripts and styles have not been built.
        OSError: the disk refused; nothing was published.
    """
    with alone(services.settings.data, progress), garbage_left_lying():
        builder = _Builder(services, progress)
        manifests = builder.store(processes)
        build_packs(services.store, manifests, progress, one_process=processes == 1)
        builder.keep(release_id(manifests))
        if is_current(services.store, manifests, as_of.isoformat()):
            progress("nothing has changed since the release in force")
            return services.store.current()
        pointer = point_at(services.store, manifests, as_of=as_of.isoformat(), now=now)
        _tidy(services, now, progress)
        return pointer


def checked_frame(root: Path, memories: Memories | None = None) -> Library:
    """Read the content below `root`, and check all but the texts of its pages.

    `memories` say what its files said before.

    Raises:
        ContentRefused: it has errors; those of the texts are then among them.
    """
    reading = read_library(root, memories)
    drawn = [path.stem for path in PICTOGRAMS.glob("*.svg")]
    found = errors(check_frame(reading, taken_keys=TOOLS.values(), pictograms=drawn))
    if reading.library is None:
        raise ContentRefused(found)
    if found:
        texts = errors(check_texts(reading.library, places_of(reading.library)))
        raise ContentRefused(sorted([*found, *texts]))
    return reading.library


class _Builder:
    """One build, up to the pointer: what the last build made is taken, the rest is made."""

    def __init__(self, services: Services, progress: Progress) -> None:
        settings = services.settings
        self._services, self._progress = services, progress
        self._cache = BuildCache(settings.data / "cache", services.store, code_digest(), progress)
        self._library = checked_frame(settings.content, self._cache.memories)
        self._renderer = Renderer(self._library, load_files(services.build_dir), settings)
        pages, languages = len(self._library.pages), len(self._library.languages)
        progress(f"content: {pages} pages in {languages} languages")
        self._indexes = Indexes(services, self._cache)

    def store(self, processes: int | None) -> dict[str, Digest]:
        """Bring all objects and manifests of the release into the store, and build its indexes."""
        parts: Parts = {name: {} for name in (CORE, *self._library.languages)}
        missing = self._take_kept(parts)
        with (
            staging(self._services.store, self._cache.lost) as stage,
            self._indexes.building() as folder,
            read_pages(self._cache.folder) as read,
        ):
            renderer, many = self._renderer, len(missing) > MANY_TEXTS
            job = Job(
                self._library, renderer.files, renderer.settings, stage, folder, many,
                memory=self._cache.folder, read=read, code=self._cache.code,
                one_process=processes == 1,
            )  # fmt: skip
            with Workers(job, processes) as workers:
                self._make(workers, parts, missing)
            manifests = self._store_manifests(stage, parts)
            self._progress("writing to the disk …")
            mended = self._cache.note_written(stage.commit(self._progress))
            if mended:
                self._progress(
                    f"{mended} pages or other files of the guide were damaged on the disk and have "
                    "been written anew. If this happens again, have the disk looked at."
                )
            self._indexes.commit(release_id(manifests))
        return manifests

    def _store_manifests(self, stage: Staging, parts: Parts) -> dict[str, Digest]:
        sets = header_sets(self._library)
        for name, entries in parts.items():
            self._progress(f"{name}: {len(entries)} entries")
        return {name: store_manifest(stage, name, parts[name], sets) for name in parts}

    def keep(self, new_id: str) -> None:
        """Remember what was made, and drop the indexes of old releases."""
        self._indexes.remove_old(new_id)
        self._cache.save()

    def _take_kept(self, parts: Parts) -> list[Place]:
        """Fill in the pages that the last build made the same; return the others."""
        missing = []
        for code, guide in self._renderer.guides.items():
            for page in guide.pages:
                entry = self._cache.entry(self._renderer.page_key(code, page.id))
                if entry:
                    self._put(parts, (code, page.id), entry)
                else:
                    missing.append((code, page.id))
        return missing

    def _put(self, parts: Parts, place: Place, entry: Entry) -> None:
        """File a page: emergency pages belong to the core."""
        code, page = place[0], self._library.pages[place[1]]
        parts[code if page.tier else CORE][f"/{code}/{page.key}"] = entry

    def _make(self, workers: Workers, parts: Parts, missing: list[Place]) -> None:
        """Make the pages that are missing, and the lists and the searches that changed.

        Raises:
            ContentRefused: pages that are missing have errors.
        """
        searches = {search.code: search for search in self._searches(parts)}
        pieces: list[Piece] = []
        for code in self._library.languages:
            ids = [page_id for other, page_id in missing if other == code]
            pieces += [MakePages(code, group, code in searches) for group in in_groups(ids)]
            pieces += [searches[code]] if code in searches else []
        pieces += self._lists(parts)
        course = Course(pieces)
        for piece, made in workers.run(pieces, course.may_begin):
            course.note(piece, made)
            self._file(parts, piece, made)
            self._progress(f"made {course.pages_made} of {len(missing)} pages …")
        if course.wrong:
            raise ContentRefused(sorted([*course.wrong, *self._check_others(workers, course)]))

    def _file(self, parts: Parts, piece: Piece, made: Any) -> None:
        """Put what was made into its part, and remember it."""
        if isinstance(piece, BuildSearch):
            key = self._renderer.search_key(piece.code)
            parts[piece.code][f"/{piece.code}/{WORDS}"] = self._cache.keep(key, made)
        elif isinstance(piece, MakeLists):
            parts[piece.part].update(self._cache.keep_group(piece.key, made))
        elif not made.wrong:
            for page_id, entry in zip(piece.ids, made.entries, strict=True):
                self._cache.keep(self._renderer.page_key(piece.code, page_id), entry)
                self._put(parts, (piece.code, page_id), entry)

    def _check_others(self, workers: Workers, course: Course) -> Iterator[Finding]:
        """Yield what else is wrong, once something is: nothing more is made then."""
        checks = course.left_to_check()
        done, pages = 0, sum(check.texts for check in checks)
        for check, wrong in workers.run(checks):
            done += check.texts
            self._progress(f"there are errors; checked {done} of {pages} other pages …")
            yield from wrong

    def _lists(self, parts: Parts) -> Iterator[MakeLists]:
        """Yield what is to be made beside pages and search; take the rest from the last build."""
        for name in parts:
            key = self._renderer.of_lists.lists_key(name)
            kept = self._cache.group(key)
            if kept is None:
                yield MakeLists(name, key)
            else:
                parts[name].update(kept)

    def _searches(self, parts: Parts) -> Iterator[BuildSearch]:
        """Yield what is to be done for the search; take the rest from the last build."""
        for code, guide in self._renderer.guides.items():
            key = self._renderer.search_key(code)
            entry = self._cache.entry(key)
            if entry and self._indexes.take_kept(code, key):
                parts[code][f"/{code}/{WORDS}"] = entry
            else:
                self._indexes.expect(code, key)
                yield BuildSearch(code, len(guide.pages))


def _tidy(services: Services, now: float, progress: Progress) -> None:
    """Remove what no remembered release needs; the new release stands whatever comes of it."""
    try:
        removed = remove_unneeded(services.store, now)
    except OSError as error:
        progress(f"old objects were not removed ({error.strerror}); the next build tries again")
    else:
        if removed:
            progress(f"{removed} files of old releases removed")
