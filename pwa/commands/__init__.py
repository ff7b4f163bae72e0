"""The commands, as `flask --app app ...`. Progress goes to stderr, answers to stdout.

A command is imported when it is asked for: a process that answers readers reads no Markdown and no
YAML, and makes no packs, so it pays no memory for that.
"""

from importlib import import_module

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup

_WHERE = {
    "bundles": ("bundles", "group"),
    "content": ("content", "group"),
    "release": ("release", "group"),
    "search": ("search", "search_command"),
    "search-export": ("search", "search_export_command"),
    "translations": ("translations", "group"),
}


class _Commands(AppGroup):
    """Ours, beside those that extensions add."""

    def list_commands(self, ctx: Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_WHERE})

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        if cmd_name not in _WHERE:
            return super().get_command(ctx, cmd_name)
        module, name = _WHERE[cmd_name]
        command: Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command


def init_app(app: Flask) -> None:
    """Offer every command."""
    app.cli = _Commands(app.name)
