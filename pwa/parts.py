"""What stands in a release beside the pages of the guide: code, lists, decoys, exits, search."""

import json
from collections.abc import Iterator, Mapping

from content.model import Library
from content.release.manifest import HeaderSet
from content.release.tree import Leaf
from pwa import headers
from pwa.i18n import gettext as _
from pwa.i18n import in_language
from pwa.rendering import Renderer
from pwa.tools import DISGUISE

# Colours of the installed app's frame: the decoy's, not the guide's.
DISGUISE_COLOUR = "#eceefa"


def core_leaves(renderer: Renderer) -> Iterator[Leaf]:
    """Yield what every phone keeps beside the emergency pages."""
    yield from renderer.files.core()
    yield from renderer.first_pages()
    decoys = list(renderer.decoys())
    yield from decoys
    yield from _exits(renderer.library, {leaf.path: leaf for leaf in decoys})
    for code in renderer.library.languages:
        yield _install_manifest(renderer, code)


def language_leaves(renderer: Renderer, code: str) -> Iterator[Leaf]:
    """Yield what a phone keeps of one language beside its pages and the search export."""
    yield from renderer.language_leaves(code)
    if stemmer := renderer.files.stemmers.get(code):
        yield stemmer.leaf


def header_sets(library: Library) -> dict[str, HeaderSet]:
    """Return every header set of a release by its name."""
    exits = enumerate(library.publisher.exit_sites, 1)
    return {**headers.RELEASED, **{f"exit-{n}": headers.leaving(site.url) for n, site in exits}}


def _exits(library: Library, decoys: Mapping[str, Leaf]) -> Iterator[Leaf]:
    """Yield the exits: a redirect for browsers online; its body is the decoy for phones offline."""
    for number, site in enumerate(library.publisher.exit_sites, 1):
        decoy = decoys.get(DISGUISE + site.language) or decoys[DISGUISE]
        yield Leaf(f"/x/{number}", decoy.data, f"exit-{number}")


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
