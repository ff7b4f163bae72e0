"""The commands, as `flask --app app ...`. Progress goes to stderr, answers to stdout."""

from flask import Flask

from pwa.commands import bundles, content, release, search, translations


def init_app(app: Flask) -> None:
    """Register every command."""
    for group in (bundles.group, content.group, release.group, translations.group):
        app.cli.add_command(group)
    app.cli.add_command(search.search_command)
    app.cli.add_command(search.search_export_command)
