"""Languages of the interface: the only module that knows Flask-Babel."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, request
from flask_babel import Babel, force_locale, get_translations, gettext, ngettext

from content.model import SOURCE_LANGUAGE

__all__ = ["DamagedWords", "gettext", "in_language", "init_app", "ngettext"]


class DamagedWords(Exception):
    """The compiled words of a language cannot be read; the text is a sentence for an operator."""


def init_app(app: Flask) -> None:
    """Let the language in the address, and nothing else, choose the words."""
    Babel(app, default_locale=SOURCE_LANGUAGE, locale_selector=_language_of_address)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Render in one language, inside an application context.

    Raises:
        DamagedWords: its words were cut short, say by a full disk.
    """
    with force_locale(code):
        try:
            get_translations()  # reads them once
        except (OSError, ValueError, LookupError, struct.error):
            raise DamagedWords(
                f"The compiled words of the interface in “{code}” are damaged; "
                "run: flask --app app translations compile"
            ) from None
        yield


def _language_of_address() -> str:
    return str((request.view_args or {}).get("language", SOURCE_LANGUAGE))
