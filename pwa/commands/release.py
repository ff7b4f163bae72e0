"""`release build`, `list`, `rollback`, `control`, `export`."""

import datetime
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import get_args

import click
from flask.cli import AppGroup

from content.release.manifest import Control, Pointer, UnknownFormat
from content.release.packs import Damaged
from content.release.store import NoRelease
from pwa.assets.files import NotBuilt
from pwa.builder import ContentRefused, build_release
from pwa.commands.progress import ProgressLines
from pwa.commands.refusals import sentence
from pwa.export_files import CannotExport
from pwa.exporting import export_site
from pwa.i18n import DamagedWords
from pwa.republishing import CannotRepublish, damaged_pointer, order, roll_back
from pwa.services import services

group = AppGroup("release", help="What readers get.")

# How many releases `list` shows when nobody asks for more.
LISTED = 50

ORDERS = {
    "normal": "Phones answer from what they keep.",
    "network-first": "Phones ask the network first, and answer from what they keep without one.",
    "remove": "Phones that are opened forget the guide. To end this: release control normal",
}


def _progress(line: str) -> None:
    with suppress(OSError):  # nobody hears it any more, and what it tells of goes on
        click.echo(line, err=True)


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Turn what an operator can do something about into one sentence and status 1."""
    try:
        yield
    except (NotBuilt, DamagedWords, CannotRepublish, CannotExport) as error:
        raise click.ClickException(str(error)) from error
    except Damaged as error:
        message = f"{error}. Nothing was published; readers keep the guide they have."
        raise click.ClickException(message) from error
    except NoRelease as error:
        raise click.ClickException(f"{error}; run: flask --app app release build") from error
    except UnknownFormat as error:
        message = (
            f"The release in force cannot be read ({error}); run: flask --app app release build"
        )
        raise click.ClickException(message) from error
    except OSError as error:
        raise click.ClickException(
            f"{sentence(error, services().settings.data)}; readers keep the guide they have."
        ) from error


def _say_order(pointer: Pointer) -> None:
    if pointer.control != "normal":
        _progress(ORDERS[pointer.control])


@group.command("build")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date of the guide (today when left out).",
)
def build_command(as_of: datetime.datetime | None) -> None:
    """Check the content and publish it as the new release; print its id."""
    now = time.time()
    day = as_of.date() if as_of else datetime.datetime.fromtimestamp(now, datetime.UTC).date()
    with _one_sentence():
        try:
            pointer = build_release(services(), as_of=day, now=now, progress=ProgressLines())
        except ContentRefused as refused:
            for finding in refused.findings:
                click.echo(str(finding), err=True)
            click.echo("Nothing was published; readers keep the guide they have.", err=True)
            sys.exit(1)
    _say_order(pointer)
    click.echo(pointer.id)


@group.command("list")
@click.option("--all", "every", is_flag=True, help="All of them, not only the last ones.")
def list_command(every: bool) -> None:
    """List the published releases, newest first: id, date, sequence number, `in force`."""
    store = services().store
    pointers = store.history(damaged_pointer(_progress))
    try:
        in_force = store.current().sequence
    except (NoRelease, UnknownFormat):
        in_force = None
    for pointer in pointers if every else islice(pointers, LISTED):
        mark = " in force" if pointer.sequence == in_force else ""
        order_given = f" {pointer.control}" if pointer.control != "normal" else ""
        click.echo(f"{pointer.id} {pointer.as_of} {pointer.sequence}{order_given}{mark}")
    if not every and next(pointers, None):
        _progress(f"These are the last {LISTED}. All: release list --all")


@group.command("rollback")
@click.argument("release_id", metavar="ID")
def rollback_command(release_id: str) -> None:
    """Publish an older release again: ID is its id, or the beginning of it; print the id."""
    with _one_sentence():
        pointer = roll_back(services(), release_id, now=time.time(), progress=ProgressLines())
    _say_order(pointer)
    click.echo(pointer.id)


@group.command("control")
@click.argument("mode", type=click.Choice(get_args(Control)))
@click.option("--yes", is_flag=True, help="Needed for `remove`.")
def control_command(mode: Control, yes: bool) -> None:
    """Order all phones what to do, until another order; print the id of the release."""
    if mode == "remove" and not yes:
        raise click.UsageError(
            "Every phone that is opened online will forget the guide. If you mean that, add --yes."
        )
    with _one_sentence():
        pointer = order(services(), mode, now=time.time(), progress=_progress)
    _progress(ORDERS[mode])
    click.echo(pointer.id)


@group.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export_command(folder: Path) -> None:
    """Write the current release as plain files, with the configuration of nginx and Caddy."""
    with _one_sentence():
        pointer = export_site(services(), folder, now=time.time(), progress=ProgressLines())
    click.echo(pointer.id)
