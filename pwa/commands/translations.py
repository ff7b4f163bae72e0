"""`translations extract`, `compile`, `check`: the words of the interface in every language."""

import codecs
import io
import sys
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from flask import current_app
from flask.cli import AppGroup

from content.model import SOURCE_LANGUAGE
from pwa.commands.content import readable_library
from pwa.commands.refusals import refusals, replace_file

group = AppGroup("translations", help="The words of the interface.")

UNCHANGED = "the file is as it was"

_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
_OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}


@group.command("update")
def update_command() -> None:
    """Bring every catalogue up to date with the templates; new sentences are left empty."""
    template = _extract()
    for code, path in _catalogues().items():
        catalogue = _read(path, code) if path.exists() else Catalog(locale=code)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.fuzzy = False
        out = io.BytesIO()
        write_po(out, catalogue, no_location=True, sort_output=True, omit_header=False)
        with refusals(UNCHANGED):
            replace_file(path, out.getvalue())
        click.echo(f"{code}: {sum(1 for m in catalogue if m.id and not m.string)} to translate")


@group.command("compile")
def compile_command() -> None:
    """Compile every catalogue for use."""
    for code, path in _catalogues().items():
        out = io.BytesIO()
        write_mo(out, _read(path, code))
        with refusals(UNCHANGED):
            replace_file(path.with_suffix(".mo"), out.getvalue())
        click.echo(code)


@group.command("check")
def check_command() -> None:
    """Say which sentences are missing, fuzzy or broken. Exit status 1 when there are any."""
    wanted = {message.id for message in _extract() if message.id}
    problems = []
    for code, path in _catalogues().items():
        catalogue = _read(path, code)
        held = {message.id: message for message in catalogue if message.id}
        problems += [f"{code}: missing “{key}”" for key in wanted - set(held)]
        problems += [f"{code}: no longer used “{key}”" for key in set(held) - wanted]
        for key, message in held.items():
            if not message.string or message.fuzzy:
                problems.append(f"{code}: not translated “{key}”")
            problems += [f"{code}: {error} in “{key}”" for error in message.check(catalogue)]
    for problem in sorted(problems):
        click.echo(problem)
    sys.exit(1 if problems else 0)


def _extract() -> Catalog:
    template = Catalog()
    found = extract_from_dir(
        current_app.root_path,
        _METHODS,
        _OPTIONS,
        keywords=_KEYWORDS,
        comment_tags=("Translators:",),
    )
    for _file, _line, message, comments, context in found:
        template.add(message, auto_comments=comments, context=context)
    return template


def _catalogues() -> dict[str, Path]:
    """Return the catalogue of every language but the source, which needs none."""
    folder = Path(current_app.root_path) / "translations"
    codes = [code for code in readable_library().languages if code != SOURCE_LANGUAGE]
    return {code: folder / code / "LC_MESSAGES" / "messages.po" for code in codes}


def _read(path: Path, code: str) -> Catalog:
    """Read a catalogue; one with a fault is refused whole, as writing it again would lose words."""
    try:
        # Some editors put an invisible character first, which is no part of the text.
        text = path.read_bytes().removeprefix(codecs.BOM_UTF8)
        return read_po(io.BytesIO(text), locale=code, abort_invalid=True)
    except FileNotFoundError:
        message = f"There is no catalogue for “{code}”; run: flask --app app translations update"
        raise click.ClickException(message) from None
    except (OSError, ValueError, PoFileError) as error:
        raise click.ClickException(f"{path} cannot be read ({error}); restore it") from error
