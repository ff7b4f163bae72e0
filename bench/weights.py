"""Sizes of the release in force: what a phone downloads, in bytes after Brotli.

L1 asks for: HTML and CSS of the first view <= 14 KB; the reader's JavaScript <= 45 KB; a first
visit <= 150 KB for the shell and one language; a further language's emergency pages <= 12 KB.
Objects are weighed one by one, as the phone fetches them today.
"""

from app import create_app
from bench.report import write_result
from content.release.digest import Digest
from content.release.manifest import CORE, Entry, Manifest
from content.release.store import ReleaseStore


def main() -> None:
    """Weigh the release and write bench/results/weights.json."""
    store: ReleaseStore = create_app().extensions["guide"].store
    pointer = store.current()
    manifests = {name: store.manifest(Digest(d)) for name, d in pointer.manifests.items()}
    core = manifests[CORE]
    figures: dict[str, object] = {
        "first view: home + style": _weight(store, manifests["en"], "/en/")
        + _of_type(store, core, "style"),
        "scripts of the reader, all bundles": _of_type(store, core, "script"),
        "core, every object": _total(store, core),
    }
    for name, manifest in manifests.items():
        if name != CORE:
            figures[f"{name}: every object"] = _total(store, manifest)
            figures[f"{name}: search export"] = _weight(store, manifest, f"/{name}/words")
            figures[f"{name}: stemmer"] = _of_type(store, manifest, "script")
            figures[f"{name}: emergency pages in the core"] = _emergency(store, core, name)
    write_result("weights", figures)


def _emergency(store: ReleaseStore, core: Manifest, language: str) -> int:
    pages = [e for path, e in core.entries.items() if path.startswith(f"/{language}/")]
    return sum(_encoded(store, entry) for entry in pages)


def _of_type(store: ReleaseStore, manifest: Manifest, headers: str) -> int:
    return sum(_encoded(store, e) for e in manifest.entries.values() if e.headers == headers)


def _total(store: ReleaseStore, manifest: Manifest) -> int:
    once = {entry.object: entry for entry in manifest.entries.values()}
    return sum(_encoded(store, entry) for entry in once.values())


def _weight(store: ReleaseStore, manifest: Manifest, path: str) -> int:
    return _encoded(store, manifest.entries[path])


def _encoded(store: ReleaseStore, entry: Entry) -> int:
    path = store.path_of(entry.object, "br")
    return path.stat().st_size if path.exists() else entry.size


if __name__ == "__main__":
    main()
