"""The documents say what the code does: every code, setting, command, key, header and link."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from msgspec.structs import fields

from app import create_app
from content.findings import NOTES
from content.front_matter import Head
from content.library import PageData
from content.model import EVIDENCED_FIELDS, Contact, Evidence, Figure, Language, Publisher
from content.release.manifest import HeaderSet
from pwa import headers
from pwa.settings import ENVIRONMENT_PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

# Where a finding's code stands among the arguments of what makes findings.
CODE_PLACES = {"Finding": 2, "report": 2, "TypedNumber": 0}

CODE_OF_A_GUARANTEE = re.compile(r"^\| ([A-Z]\d+) \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")

# The names that docs/headers.md gives to sets that stand in no release.
OTHER_SETS = {
    "exit": headers.leaving("https://example.org/"),
    "object": headers.OBJECT,
    "pack": headers.PACK,
    "pointer": headers.POINTER,
    "worker": headers.WORKER,
    "found": headers.FOUND_WORDS,
    "elsewhere": headers.elsewhere("/en/hc75"),
    "erasing": headers.ERASING,
    "refused": headers.REFUSED,
    "unavailable": headers.UNAVAILABLE,
    "broken": headers.BROKEN,
}


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def rows(text: str) -> dict[str, str]:
    """The table rows of a document whose first cell is one `name`, by that name."""
    return dict(re.findall(r"^\| `([^`]+)` \|(.*)$", text, re.MULTILINE))


def finding_codes() -> set[str]:
    """Every code that a module of content/ gives to a finding."""
    codes = set()
    for path in (ROOT / "content").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                place = CODE_PLACES.get(name, len(call.args))
                if place < len(call.args) and isinstance(call.args[place], ast.Constant):
                    codes.add(str(getattr(call.args[place], "value", "")))
    return codes


def commands() -> Iterator[str]:
    offered = create_app().cli
    context = click.Context(offered)
    for name in offered.list_commands(context):
        command = offered.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in command.commands)
        else:
            yield name


def slug(heading: str) -> str:
    """The anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(document: Path) -> set[str]:
    text = document.read_text("utf-8")
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def links() -> list[tuple[Path, str]]:
    found = [(path, link) for path in DOCUMENTS for link in LINK.findall(path.read_text("utf-8"))]
    outside = ("https://", "page:")
    return [(path, link) for path, link in found if not link.startswith(outside)]


def test_every_finding_code_is_explained_to_authors_and_no_other() -> None:
    text = read("docs/authors.md").split("## What `content check` says")[1]
    documented = rows(text)

    assert "phone-in-text" in finding_codes()
    assert set(documented) == finding_codes()
    assert {code for code, row in documented.items() if "**note**" in row} == NOTES


def test_every_setting_is_documented_with_its_environment_variable_and_default() -> None:
    documented = rows(read("docs/operators.md"))

    for setting in fields(Settings):
        row = documented[setting.name]
        assert f"`{ENVIRONMENT_PREFIX}{setting.name.upper()}`" in row
        if isinstance(setting.default, str):
            assert f"`{setting.default}`" in row


def test_every_command_is_documented_and_no_other() -> None:
    text = read("docs/operators.md").split("## Commands")[1].split("\n## ")[0]
    documented = {re.sub(r" [A-Z.\s]+$", "", name) for name in rows(text)}

    assert documented == set(commands())
    for name in commands():
        assert f"`{name}`" in read("CHANGELOG.md"), f"{name} is not in the changelog"


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ("docs/authors.md", Head.__struct_fields__),
        ("docs/authors.md", PageData.__struct_fields__),
        ("docs/authors.md", set(Contact.__struct_fields__) - set(EVIDENCED_FIELDS)),
        ("docs/authors.md", (*Evidence.__struct_fields__, "value")),
        ("docs/authors.md", Figure.__struct_fields__),
        ("docs/translators.md", Language.__struct_fields__),
    ],
    ids=["front matter", "page.toml", "contact", "field of a contact", "figure", "language"],
)
def test_every_key_has_a_row(document: str, names: tuple[str, ...]) -> None:
    cells = re.findall(r"^\| (`[^|]+) \|", read(document), re.MULTILINE)
    documented = {name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)}

    assert set(names) <= documented


def test_every_key_of_the_publisher_and_field_of_a_contact_is_named() -> None:
    text = read("docs/authors.md")

    for name in Publisher.__struct_fields__:
        assert f"`{name}`" in text or f"`[[{name}]]`" in text, name
    for name in EVIDENCED_FIELDS:
        assert f"`[id.{name}]`" in text, name


def test_every_top_level_folder_has_its_line_in_the_readme() -> None:
    ignored = {line.strip("/") for line in read(".gitignore").splitlines()} - {"instance"}
    here = {path.name for path in ROOT.iterdir() if path.is_dir()} - ignored - {".git"}

    assert here <= {name.rstrip("/") for name in rows(read("README.md"))}


@pytest.mark.parametrize(
    ("document", "link"), links(), ids=lambda x: x.name if isinstance(x, Path) else str(x)
)
def test_every_link_between_documents_resolves(document: Path, link: str) -> None:
    path, _, anchor = unquote(link).partition("#")
    target = (document.parent / path).resolve() if path else document

    assert target.is_relative_to(ROOT)
    assert target.exists()
    if anchor:
        assert anchor in anchors(target)


def test_every_document_that_code_names_exists() -> None:
    sources = [
        path
        for room in ("content", "pwa", "search_index", "service_worker")
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".js", ".css", ".html", ".toml")
    ]
    for path in (*sources, *ROOT.glob("*.py")):
        for name in re.findall(r"\bdocs/[\w/.-]+\.md", path.read_text("utf-8")):
            assert (ROOT / name).exists(), f"{path.relative_to(ROOT)} names {name}"


def test_every_document_can_be_found_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document.suffix == ".md" and document not in reached:
            reached.add(document)
            targets = LINK.findall(document.read_text("utf-8"))
            inside = [link.partition("#")[0] for link in targets if "://" not in link]
            waiting += [
                target
                for link in inside
                if link and (target := (document.parent / link).resolve()).is_file()
            ]

    assert set(DOCUMENTS) <= reached


def test_the_list_of_headers_is_what_goes_out() -> None:
    """T1: docs/headers.md and pwa/headers.py are the same, byte for byte."""
    section = re.compile(r"^## (\w+)\n\n(?:Status (\d+): .*?)?.*?```\n(.*?)```", re.M | re.S)
    found = section.findall(read("docs/headers.md"))
    listed = {name: (status, block) for name, status, block in found}
    always = _fields(listed.pop("always")[1])
    documented = {
        name: HeaderSet(int(status), always | _fields(block))
        for name, (status, block) in listed.items()
    }

    assert documented == {**headers.RELEASED, **OTHER_SETS}


def _fields(block: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in block.splitlines())


def test_every_guarantee_has_one_row_and_every_test_it_names_exists() -> None:
    text = read("docs/guarantees.md")
    codes = CODE_OF_A_GUARANTEE.findall(text)

    assert len(codes) == len(set(codes))
    for name in re.findall(r"`(tests/[\w/.]+)`", text):
        assert (ROOT / name).exists(), name


def test_what_is_called_proved_has_a_test_that_carries_its_code() -> None:
    sources = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("tests/**/*.js")]
    texts = [path.read_text("utf-8") for path in sources if path != Path(__file__)]
    states = re.findall(r"^\| ([A-Z]\d+) \|[^|]*\| (\w+)", read("docs/guarantees.md"), re.MULTILINE)
    claimed = [code for code, state in states if state in ("proved", "partly")]

    assert claimed
    without = [code for code in claimed if not any(re.search(rf"\b{code}\b", t) for t in texts)]
    assert without == [], "no test carries these codes: write one, or say “not yet”"


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    records = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))

    assert [name[:4] for name in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    for name in records:
        assert f"({name})" in read("docs/decisions/README.md")
        headings = re.findall(r"^## (.+)$", read(f"docs/decisions/{name}"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], name
