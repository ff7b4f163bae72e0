"""The guide in three states: as shipped, with one page edited, and with every page changed.

Each state is a data folder of its own, so that the bench switches between them as one switches a
server; the edited ones are published over a copy of the first, as a publisher would.
"""

import datetime
import shutil
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app import create_app
from content.release.digest import digest_of
from pwa.assets.files import known_digests, write_digests
from pwa.builder import build_release
from pwa.current import ReleaseTree
from pwa.exporting import export_site

SHIPPED = Path(__file__).resolve().parents[2] / "content"
EDITED_PAGE = "pages/what-we-do/en.md"
SITE_URL = "https://guide.example"
AS_OF = datetime.date(2026, 11, 23)
NOW = 1_795_430_000.0

STATES = ("shipped", "one page", "every page")


@dataclass(frozen=True, slots=True)
class State:
    """One state of the guide: the application that serves it, and its plain files."""

    name: str
    app: Flask
    files: Path

    @property
    def tree(self) -> ReleaseTree:
        """What stands at every path."""
        tree: ReleaseTree = self.app.extensions["guide"].current.tree()
        return tree

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of what a kept guide shows, by path; exits lead elsewhere."""
        return {
            path: str(found.entry.object)
            for path, found in self.tree.paths.items()
            if not path.startswith("/x/")
        }


def make_states(work: Path, content: Path = SHIPPED) -> dict[str, State]:
    """Build the three states below the empty folder `work`."""
    first = work / "shipped"
    app = _app(first, content)
    run_command(app, "bundles", "build")
    states = {"shipped": _publish(work, "shipped", content)}

    edited = Path(shutil.copytree(content, work / "edited-content"))
    with (edited / EDITED_PAGE).open("a") as text:
        text.write("\nThe office is closed on Friday afternoon.\n")
    shutil.copytree(first, work / "one page")
    states["one page"] = _publish(work, "one page", edited)

    # Pages name their stylesheet by its hash, so this changes each of them.
    shutil.copytree(first, work / "every page")
    _change_style(work / "every page/build")
    states["every page"] = _publish(work, "every page", content)
    return states


def _change_style(build_dir: Path) -> None:
    """Add a rule to the built stylesheet, as `bundles build` does from a changed source."""
    style = build_dir / "site.css"
    style.write_bytes(style.read_bytes() + b"\n.changed{color:inherit}\n")
    write_digests(
        build_dir, known_digests(build_dir) | {style.name: [digest_of(style.read_bytes())]}
    )


def run_command(app: Flask, *words: str) -> None:
    """Run a command of the application."""
    result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == 0, result.output


def _app(data: Path, content: Path) -> Flask:
    values = {"data_dir": str(data), "content_dir": str(content), "site_url": SITE_URL}
    return create_app(values)


def _publish(work: Path, name: str, content: Path) -> State:
    app = _app(work / name, content)
    now = NOW + 60 * STATES.index(name)
    with app.app_context():
        services = app.extensions["guide"]
        build_release(services, as_of=AS_OF, now=now, progress=lambda line: None)
    return state_of(app, work / f"{name} files")


def state_of(app: Flask, files: Path) -> State:
    """Return what an application serves now, its plain files written to the folder `files`."""
    with app.app_context():
        export_site(app.extensions["guide"], files, now=NOW, progress=lambda line: None)
    return State(files.name, app, files)
