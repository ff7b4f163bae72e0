"""What is built: every script and stylesheet of the site, by Flask-Assets, into one folder."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_assets import Bundle, Environment
from webassets.filter import Filter

from content.release.digest import digest_of
from content.release.store import write_atomically
from pwa.assets.files import NotBuilt, known_digests, write_digests
from pwa.assets.module_join import join
from service_worker import SCRIPT_FILE

ROOT = Path(__file__).resolve().parents[2]

# Stylesheets in layer order: later ones win. Sources are paths from the repository's root.
SITE_STYLES = ("tokens", "base", "bars", "cards", "lists", "search", "notices", "modes")

SCRIPTS = {
    "exit.js": "pwa/js/exit/entry.js",
    "reader.js": "pwa/js/reader/entry.js",
    "units.js": "pwa/js/decoys/units.js",
    "service-worker.js": "service_worker/js/worker.js",
}


class ModuleJoin(Filter):  # type: ignore[misc]
    """Webassets filter around `join`: the bundle names the entry, its imports say the rest."""

    name = "module_join"

    def input(self, _in: object, out: object, source_path: str, **_: object) -> None:
        """Write the joined script for one entry."""
        out.write(join(Path(source_path)))  # type: ignore[attr-defined]


# Where files are built before they are put in place, beside the folder that is served from.
UNFINISHED = ".bundles-"


def build(app: Flask, build_dir: Path) -> list[str]:
    """Build every bundle into `build_dir`; return the names of the files.

    All are built in a folder of their own first. Then each is put in place by one rename, with the
    digests of all before the worker, which comes last: whatever ends this on the way, the worker
    that is served is whole, and `load_files` notices when the files are not of one build. Only one
    build may be at work in a folder at a time.

    Raises:
        CannotJoin: a script uses a form that cannot be joined.
        OSError: the disk refused; `release build` refuses a mixture, and the worker is whole.
    """
    with _unfinished(build_dir) as folder:
        built = _built(app, folder)
    digests: dict[str, list[str]] = {name: [digest_of(data)] for name, data in built.items()}
    # Until the new worker stands there, the old one is right, too.
    known = {*digests[SCRIPT_FILE], *_known_of_worker(build_dir)}
    worker = built.pop(SCRIPT_FILE)
    for name, data in built.items():
        write_atomically(build_dir / name, data)
    write_digests(build_dir, digests | {SCRIPT_FILE: sorted(known)})
    write_atomically(build_dir / SCRIPT_FILE, worker)
    write_digests(build_dir, digests)
    return sorted(digests)


@contextmanager
def _unfinished(build_dir: Path) -> Iterator[Path]:
    """Lend a folder to build in, and remove what builds that were killed have left."""
    build_dir.mkdir(parents=True, exist_ok=True)
    for left in build_dir.parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in build_dir.glob(".new-*"):
        left.unlink()
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=build_dir.parent) as folder:
        yield Path(folder)


def _built(app: Flask, folder: Path) -> dict[str, bytes]:
    environment = _environment(app, folder)
    for name, bundle in _bundles().items():
        environment.register(name, bundle)
        bundle.build(force=True, disable_cache=True)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _known_of_worker(build_dir: Path) -> list[str]:
    """Return the digests of the worker that stands there, if it is a whole one."""
    try:
        return known_digests(build_dir).get(SCRIPT_FILE, [])
    except NotBuilt:
        return []


def stemmer_languages() -> list[str]:
    """List the languages that have a stemmer script for phones."""
    scripts = (ROOT / "search_index/js/stemmers").glob("*.js")
    return sorted(path.stem for path in scripts if path.stem != "registry")


def _bundles() -> dict[str, Bundle]:
    styles = [f"pwa/css/{name}.css" for name in SITE_STYLES]
    bundles = {
        "site.css": Bundle(*styles, filters="rcssmin", output="site.css"),
        "units.css": Bundle("pwa/css/decoys/units.css", filters="rcssmin", output="units.css"),
    }
    scripts = SCRIPTS | {
        f"stem-{code}.js": f"search_index/js/stemmers/{code}.js" for code in stemmer_languages()
    }
    for name, entry in scripts.items():
        bundles[name] = Bundle(entry, filters=(ModuleJoin(), "rjsmin"), output=name)
    return bundles


def _environment(app: Flask, build_dir: Path) -> Environment:
    """Make an environment whose every default that writes, caches or guesses is off."""
    app.config.update(
        ASSETS_LOAD_PATH=[str(ROOT)],
        ASSETS_DIRECTORY=str(build_dir),
        ASSETS_URL="/o",
        ASSETS_CACHE=False,
        ASSETS_MANIFEST=None,
        ASSETS_AUTO_BUILD=False,
        ASSETS_URL_EXPIRE=False,
    )
    return Environment(app)
