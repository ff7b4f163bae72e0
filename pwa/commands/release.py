"""`release build`, `release list`, `release export`."""

import datetime
import sys
import time
from pathlib import Path

import click
from flask.cli import AppGroup

from content.release.store import NoRelease
from pwa.assets.files import NotBuilt
from pwa.builder import ContentRefused, build_release
from pwa.exporting import CannotExport, export_site
from pwa.services import services

group = AppGroup("release", help="What readers get.")


def _progress(line: str) -> None:
    click.echo(line, err=True)


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
    try:
        pointer = build_release(services(), as_of=day, now=now, progress=_progress)
    except ContentRefused as refused:
        for finding in refused.findings:
            click.echo(str(finding), err=True)
        click.echo("Nothing was published; readers keep the guide they have.", err=True)
        sys.exit(1)
    except NotBuilt as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        message = f"The disk refused ({error.strerror}); readers keep the guide they have."
        raise click.ClickException(message) from error
    click.echo(pointer.id)


@group.command("list")
def list_command() -> None:
    """List the published releases, newest first: id, date, sequence number."""
    for pointer in services().store.published():
        click.echo(f"{pointer.id} {pointer.as_of} {pointer.sequence}")


@group.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export_command(folder: Path) -> None:
    """Write the current release as plain files, with the configuration of nginx and Caddy."""
    try:
        pointer = export_site(services(), folder, progress=_progress)
    except NoRelease as error:
        raise click.ClickException(f"{error}; run: flask --app app release build") from error
    except CannotExport as error:
        raise click.ClickException(str(error)) from error
    click.echo(pointer.id)
