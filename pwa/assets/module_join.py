"""Joining ES modules into one classic script, by a deliberately small set of rules.

Sources stay native modules, which tests, type checks and editors read as they are. Old phones and
the worker get one file: no waterfall on a bad network, and its bytes decide an update.

What a module may say, and nothing else:
    import { a, b } from "./other.js";        at the head, relative, no renames
    export function | async function | class | const ...
Top-level names are unique across a bundle, because the joined modules share one scope.

Documentation comments that have lines of their own stay in the sources, and so does `/** @type */`
within a line: they are types for tools, and a third of what a phone would fetch. The bundle goes
through rjsmin afterwards, which knows nothing of types in brackets.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[^"]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function\b|class\b|const\b)", re.MULTILINE)
_DECLARED = re.compile(r"^(?:async )?(?:function\*?|class|const|let|var) ([\w$]+)", re.MULTILINE)
_UNKNOWN = re.compile(
    r"^(?:import|export)\b.*|\bimport\s*[(.].*|^(?:const|let|var)\s*[\[{].*", re.MULTILINE
)
# Types are imported in comments, and nothing but comments and imports stands at the head.
_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HEAD = re.compile(
    rf"(?:\s+|//[^\n]*\n|{_BLOCK_COMMENT.pattern}|{_IMPORT.pattern})*", re.DOTALL | re.MULTILINE
)
_DOCUMENTATION = re.compile(r"^[ \t]*/\*\*(?!/)(?:(?!\*/).)*\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
_TYPE = re.compile(r"/\*\* @type \{(?:(?!\*/).)*\} \*/ ?")
_NAMES = re.compile(r"[\w$]+(?:\s*,\s*[\w$]+)*,?")


class CannotJoin(ValueError):
    """A module that says more than the rules allow; names the file and what stands there."""


@dataclass(slots=True)
class _Joining:
    read: Callable[[Path], str]
    bodies: dict[Path, str] = field(default_factory=dict)
    owners: dict[str, Path] = field(default_factory=dict)
    exports: dict[Path, set[str]] = field(default_factory=dict)
    open: list[Path] = field(default_factory=list)


def join(entry: Path, read: Callable[[Path], str] = Path.read_text) -> str:
    """Join `entry` and all it imports into one script that leaves no name behind.

    Raises:
        CannotJoin: a circle, a name used twice, a missing export, or a form not allowed.
        OSError: a module cannot be read.
    """
    joining = _Joining(read)
    _visit(entry.resolve(), joining)
    bodies = {path: _without_types(body).strip() for path, body in joining.bodies.items()}
    parts = "".join(f"// {path.name}\n{body}\n\n" for path, body in bodies.items())
    return f'(() => {{\n"use strict";\n\n{parts}}})();\n'


def _visit(path: Path, joining: _Joining) -> None:
    if path in joining.bodies:
        return
    if path in joining.open:
        raise CannotJoin(f"{path.name}: imports form a circle")
    joining.open.append(path)
    source = joining.read(path)
    for names, target in _IMPORT.findall(_head(source)):
        other = (path.parent / target).resolve()
        _visit(other, joining)
        _check_imported(path, names, other, joining)
    joining.bodies[path] = _strip(path, source, joining)
    joining.open.pop()


def _without_types(body: str) -> str:
    return _TYPE.sub("", _DOCUMENTATION.sub("", body))


def _check_imported(path: Path, names: str, other: Path, joining: _Joining) -> None:
    wanted = names.strip()
    if not _NAMES.fullmatch(wanted):
        raise CannotJoin(f"{path.name}: import plain names, not {{{wanted}}}")
    for name in re.findall(r"[\w$]+", wanted):
        if name not in joining.exports[other]:
            raise CannotJoin(f"{path.name}: {other.name} does not export {name}")


def _head(source: str) -> str:
    found = _HEAD.match(source)
    return found[0] if found else ""


def _strip(path: Path, source: str, joining: _Joining) -> str:
    head = _head(source)
    without_imports = _IMPORT.sub("", head) + source[len(head) :]
    exported = _EXPORT.split(without_imports)[1:]
    joining.exports[path] = {found[1] for part in exported if (found := _DECLARED.match(part))}
    body = _EXPORT.sub("", without_imports)
    if unknown := _UNKNOWN.search(_BLOCK_COMMENT.sub("", body)):
        raise CannotJoin(f"{path.name}: this form cannot be joined: {unknown[0][:60]}")
    for name in _DECLARED.findall(body):
        if name in joining.owners:
            raise CannotJoin(f"{path.name}: {joining.owners[name].name} has a name {name} too")
        joining.owners[name] = path
    return body
