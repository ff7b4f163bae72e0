"""The release builder: content in, a published release out; or nothing changed at all."""

import datetime
import fcntl
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from content.checks import check_reading
from content.findings import Finding, errors
from content.library import read_library
from content.model import Library
from content.release.manifest import CORE, HeaderSet, Pointer, release_id
from content.release.tree import Leaf, is_current, point_at, store_parts
from pwa import headers
from pwa.assets.files import load_files
from pwa.i18n import gettext as _
from pwa.i18n import in_language
from pwa.rendering import PICTOGRAMS, Renderer
from pwa.search_build import build_search
from pwa.services import Services
from pwa.tools import DISGUISE, TOOLS, WORDS

Progress = Callable[[str], None]

# Colours of the installed app's frame: the decoy's, not the guide's.
DISGUISE_COLOUR = "#eceefa"

# How many releases keep their index for the search without JavaScript.
INDEXES_KEPT = 3


class ContentRefused(Exception):
    """The content has errors; the release in force stays in force."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} errors in the content")
        self.findings = findings


def build_release(
    services: Services, *, as_of: datetime.date, now: float, progress: Progress
) -> Pointer:
    """Check, render, store and publish. Readers see the old release until the last step.

    Call it inside an application context. `as_of` is the date of the guide, `now` Unix seconds.

    Raises:
        ContentRefused: the content has errors.
        NotBuilt: the scripts and styles have not been built.
        OSError: the disk refused; nothing was published.
    """
    with _alone(services.settings.data):
        return _build(services, as_of=as_of, now=now, progress=progress)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let one build work at a time; another one waits for it to end, however it ends."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(services: Services, *, as_of: datetime.date, now: float, progress: Progress) -> Pointer:
    library = checked_library(services.settings.content)
    progress(f"content: {len(library.pages)} pages in {len(library.languages)} languages")
    renderer = Renderer(library, load_files(services.build_dir), services.settings)
    building = services.search_dir(".building")
    shutil.rmtree(building, ignore_errors=True)
    parts = {CORE: list(_core(renderer))}
    progress(f"core: {len(parts[CORE])} entries")
    for code in library.languages:
        parts[code] = list(_language(renderer, code, building))
        progress(f"{code}: {len(parts[code])} entries")
    manifests = store_parts(services.store, parts, _header_sets(library))
    _keep_index(services, building, release_id(manifests))
    if is_current(services.store, manifests, as_of.isoformat()):
        progress("nothing has changed since the release in force")
        return services.store.current()
    return point_at(services.store, manifests, as_of=as_of.isoformat(), now=now)


def checked_library(root: Path) -> Library:
    """Read the content below `root`.

    Raises:
        ContentRefused: it has errors.
    """
    reading = read_library(root)
    drawn = [path.stem for path in PICTOGRAMS.glob("*.svg")]
    found = errors(check_reading(reading, taken_keys=TOOLS.values(), pictograms=drawn))
    if found or reading.library is None:
        raise ContentRefused(found)
    return reading.library


def _core(renderer: Renderer) -> Iterator[Leaf]:
    """Yield what every phone keeps: code, first pages, decoys, all emergency pages."""
    yield from renderer.files.core()
    yield from renderer.first_pages()
    yield from renderer.emergency_pages()
    decoys = list(renderer.decoys())
    yield from decoys
    yield from _exits(renderer.library, {leaf.path: leaf for leaf in decoys})
    for code in renderer.library.languages:
        yield _install_manifest(renderer, code)


def _exits(library: Library, decoys: Mapping[str, Leaf]) -> Iterator[Leaf]:
    """Yield the exits: a redirect for browsers online; its body is the decoy for phones offline."""
    for number, site in enumerate(library.publisher.exit_sites, 1):
        decoy = decoys.get(DISGUISE + site.language) or decoys[DISGUISE]
        yield Leaf(f"/x/{number}", decoy.data, f"exit-{number}")


def _language(renderer: Renderer, code: str, index_folder: Path) -> Iterator[Leaf]:
    """Yield what a phone keeps of one language: pages, tools, and the search export last."""
    yield from renderer.language_pages(code)
    if stemmer := renderer.files.stemmers.get(code):
        yield stemmer.leaf
    with in_language(code):
        exported = build_search(renderer.guides[code], index_folder)
    yield Leaf(f"/{code}/{WORDS}", exported, "words")


def _install_manifest(renderer: Renderer, code: str) -> Leaf:
    """Return the web app manifest: a neutral name, and nothing else that could tell."""
    with in_language(code):
        name = _("Units")
    icons = [
        {
            "src": file.path,
            "sizes": f"{size.removeprefix('maskable-')}x{size.removeprefix('maskable-')}",
            "type": "image/png",
            "purpose": "maskable" if size.startswith("maskable") else "any",
        }
        for size, file in renderer.files.icons.items()
    ]
    manifest = {
        "id": DISGUISE,
        "name": name,
        "short_name": name,
        "lang": code,
        "dir": renderer.library.languages[code].direction,
        "start_url": f"/{code}/",
        "scope": "/",
        "display": "standalone",
        "background_color": DISGUISE_COLOUR,
        "theme_color": DISGUISE_COLOUR,
        "icons": icons,
    }
    data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return Leaf(f"{DISGUISE}{code}.webmanifest", data, "install")


def _header_sets(library: Library) -> dict[str, HeaderSet]:
    exits = enumerate(library.publisher.exit_sites, 1)
    return {**headers.RELEASED, **{f"exit-{n}": headers.leaving(site.url) for n, site in exits}}


def _keep_index(services: Services, building: Path, new_id: str) -> None:
    """Put the new index where the search of this release looks, and drop the oldest."""
    wanted = services.search_dir(new_id)
    # The id covers all that an index is made from: one that is there is the same, and in use.
    if wanted.exists():
        shutil.rmtree(building)
    else:
        building.replace(wanted)
    kept = {pointer.id for pointer in services.store.published()[:INDEXES_KEPT]} | {new_id}
    for folder in wanted.parent.iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
