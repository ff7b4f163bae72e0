"""`search` and `search-export`: ask the Whoosh index; write the phone's copy of it."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from content.release.store import NoRelease
from pwa.services import services
from search_index.answer import answer
from search_index.export import export
from search_index.index import Index, NotAnIndex, open_index


@click.command("search")
@click.argument("language")
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@with_appcontext
def search_command(language: str, query: str, as_json: bool) -> None:
    """List the pages that answer QUERY, best first, from the current release's index.

    Emergency pages that QUERY asks for by words of urgency come first, whatever the ranking says.
    """
    hits = answer(_index(language), query).listed()
    if as_json:
        rows = [{"id": hit.id, "key": hit.key, "score": hit.score} for hit in hits]
        click.echo(json.dumps(rows))
        return
    for hit in hits:
        click.echo(f"{hit.score:8.3f}  {hit.key}  {hit.id}")


@click.command("search-export")
@click.argument("language")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def search_export_command(language: str, file: Path) -> None:
    """Write the phone's export of a language's index to FILE."""
    data = export(_index(language))
    try:
        file.write_bytes(data)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}."
        raise click.ClickException(message) from error


def _index(language: str) -> Index:
    try:
        folder = services().search_dir(services().current.tree().pointer.id)
        if language not in {path.stem for path in folder.glob("*.json")}:
            raise click.UsageError(f"The guide has no language “{language}”.")
        return open_index(folder / language)
    except (NoRelease, NotAnIndex) as error:
        message = f"{error}; run: flask --app app release build"
        raise click.ClickException(message) from error
    except click.UsageError:
        raise
    except Exception as error:  # Whoosh checks nothing that it reads
        message = f"The index of “{language}” is damaged; run: flask --app app release build"
        raise click.ClickException(message) from error
