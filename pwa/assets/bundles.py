"""What is built: every script and stylesheet of the site, by Flask-Assets, into one folder."""

from pathlib import Path

from flask import Flask
from flask_assets import Bundle, Environment
from webassets.filter import Filter

from pwa.assets.module_join import join

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


def build(app: Flask, build_dir: Path) -> list[str]:
    """Build every bundle into `build_dir`; return the names of the files.

    Raises:
        CannotJoin: a script uses a form that cannot be joined.
    """
    build_dir.mkdir(parents=True, exist_ok=True)
    environment = _environment(app, build_dir)
    for name, bundle in _bundles().items():
        environment.register(name, bundle)
        bundle.build(force=True, disable_cache=True)
    return sorted(path.name for path in build_dir.iterdir())


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
        bundles[name] = Bundle(entry, filters=ModuleJoin(), output=name)
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
