"""Languages of the interface: the only module that knows Flask-Babel."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, request
from flask_babel import Babel, force_locale, gettext, ngettext

from content.model import SOURCE_LANGUAGE

__all__ = ["gettext", "in_language", "init_app", "ngettext"]


def init_app(app: Flask) -> None:
    """Let the language in the address, and nothing else, choose the words."""
    Babel(app, default_locale=SOURCE_LANGUAGE, locale_selector=_language_of_address)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Render in one language, inside an application context."""
    with force_locale(code):
        yield


def _language_of_address() -> str:
    return str((request.view_args or {}).get("language", SOURCE_LANGUAGE))
