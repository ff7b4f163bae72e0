"""`bundles build`: join scripts and styles. (Flask-Assets takes the name `assets` for itself.)"""

import click
from flask import current_app
from flask.cli import AppGroup

from pwa.commands.progress import ProgressLines
from pwa.commands.refusals import refusals
from pwa.services import services

group = AppGroup("bundles", help="Scripts and styles.")


@group.command("build")
def build_command() -> None:
    """Join every script and stylesheet into the build folder."""
    # Imported here: serving needs no asset library.
    from pwa.assets.bundles import build
    from pwa.assets.module_join import CannotJoin
    from pwa.build_lock import alone

    here = services()
    with refusals("nothing has changed for readers", here.build_dir):
        try:
            # A release that is being built reads these files.
            with alone(here.settings.data, ProgressLines()):
                names = build(current_app, here.build_dir)
        except CannotJoin as error:
            raise click.ClickException(str(error)) from error
    for name in names:
        click.echo(name)
