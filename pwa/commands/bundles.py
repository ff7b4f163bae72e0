"""`bundles build`: join scripts and styles. (Flask-Assets takes the name `assets` for itself.)"""

import click
from flask import current_app
from flask.cli import AppGroup

from pwa.services import services

group = AppGroup("bundles", help="Scripts and styles.")


@group.command("build")
def build_command() -> None:
    """Join every script and stylesheet into the build folder."""
    # Imported here: serving needs no asset library.
    from pwa.assets.bundles import build

    for name in build(current_app, services().build_dir):
        click.echo(name)
