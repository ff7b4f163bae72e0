"""`content check`, `content list`, `content stamp`."""

import json
import re
import sys
from collections import Counter
from typing import Any

import click
from flask.cli import AppGroup

from content.checks import check
from content.findings import Finding, errors
from content.library import read_library
from content.model import SOURCE_LANGUAGE, Library
from pwa.commands.refusals import refusals, replace_file
from pwa.services import services
from pwa.template_words import PICTOGRAMS
from pwa.tools import TOOLS

group = AppGroup("content", help="The guide's pages, contacts and figures.")


@group.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of findings.")
def check_command(as_json: bool) -> None:
    """Say all that is wrong with the content. Exit status 0: no errors, 1: errors."""
    root = services().settings.content
    drawn = [path.stem for path in PICTOGRAMS.glob("*.svg")]
    findings = check(root, taken_keys=TOOLS.values(), pictograms=drawn)
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False))
    else:
        _print(findings)
    sys.exit(1 if errors(findings) else 0)


def _print(findings: list[Finding]) -> None:
    for finding in findings:
        click.echo(str(finding))
    kinds = Counter("errors" if finding.is_error else "notes" for finding in findings)
    click.echo(f"{kinds['errors']} errors, {kinds['notes']} notes", err=True)


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of pages.")
def list_command(as_json: bool) -> None:
    """List the pages with their languages and the state of each."""
    library = readable_library()
    rows: list[dict[str, Any]] = [
        {
            "id": page.id,
            "key": page.key,
            "topic": page.topic,
            "tier": page.tier,
            "languages": {code: page.state(code) for code in page.texts},
        }
        for page in library.pages.values()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        states = ", ".join(f"{code}: {state}" for code, state in row["languages"].items())
        click.echo(f"{row['key']}  {row['id']:<36} {states}")


@group.command("stamp")
@click.argument("language")
@click.argument("page_ids", nargs=-1, required=True, metavar="PAGE...")
def stamp_command(language: str, page_ids: tuple[str, ...]) -> None:
    """Record that a translation fits the English text as it stands now."""
    library = readable_library()
    for page_id in page_ids:
        page = library.pages.get(page_id)
        if page is None or not {language, SOURCE_LANGUAGE} <= set(page.texts):
            raise click.UsageError(f"There is no page “{page_id}” in “{language}” and English.")
        path = services().settings.content / page.texts[language].file
        digest = page.texts[SOURCE_LANGUAGE].digest
        with refusals("the file is as it was"):
            replace_file(path, stamped(path.read_bytes().decode(), digest).encode())
        click.echo(page_id)


def stamped(source: str, digest: str) -> str:
    """Return a translation's file with the hash of the English file in its front matter.

    Its lines end as they ended.
    """
    line = f"source_hash: {digest}"
    found, count = re.subn(r"^source_hash:[^\r\n]*", line, source, count=1, flags=re.MULTILINE)
    return found if count else re.sub(r"(\r?\n)", rf"\g<1>{line}\g<1>", source, count=1)


def readable_library() -> Library:
    """Return the content as far as it can be read.

    Raises:
        ClickException: a table that everything hangs on cannot be read.
    """
    reading = read_library(services().settings.content)
    if reading.library is None:
        raise click.ClickException("; ".join(str(finding) for finding in reading.findings))
    return reading.library
