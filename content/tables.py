"""The guide's tables: TOML files with typed rows, so that a wrong key has a file and a line."""

import datetime
import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, ValidationError, convert

from content.findings import Finding, line_of
from content.memory import Memory

Row = TypeVar("Row")

# In bytes; the contacts of today need a thirtieth.
LARGEST_TABLE = 2_000_000


class _Unusable(Exception):
    """A file is no row; why was reported."""


class Tables:
    """Reads TOML below one folder; what cannot be read becomes a finding, never an exception."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = os.path.join(root, "")
        self.findings: list[Finding] = []

    def text(self, name: str, *, code: str = "table", limit: int = LARGEST_TABLE) -> str | None:
        """Return what a file says, or report why it cannot be read: `code` when it is no UTF-8."""
        # A plain path: there may be ten thousand files, and Path takes as long as the disk.
        path = f"{self._folder}{name}"
        try:
            # Asked first: to open a pipe or a device would wait for ever.
            status = os.stat(path)
            if not stat.S_ISREG(status.st_mode):
                self.report(name, 1, "missing-file", "this is no file; put the file back")
            elif status.st_size > limit:
                message = f"this file has {status.st_size} bytes (at most {limit})"
                self.report(name, 1, "too-large", message)
            else:
                with open(path, "rb", buffering=0) as file:
                    # Windows editors put an invisible character first, no part of the text.
                    text = file.read().decode("utf-8-sig")
                # As Python reads lines, whoever wrote them.
                return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
        except FileNotFoundError:
            self.report(name, 1, "missing-file", "this file is missing; restore it")
        except UnicodeDecodeError:
            self.report(name, 1, code, "this file is not UTF-8 text; save it as UTF-8")
        except OSError as error:
            self.report(name, 1, "missing-file", f"this file cannot be read: {error.strerror}")
        return None

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, in order; what is missing is empty."""
        try:
            return sorted(os.listdir(f"{self._folder}{folder}"))
        except FileNotFoundError:
            return []
        except OSError as error:
            self.report(folder, 1, "missing-file", f"this cannot be read: {error.strerror}")
            return []

    def document(self, name: str) -> tuple[dict[str, Any] | None, str]:
        """Return a parsed file, None when it cannot be read, and its text."""
        text = self.text(name)
        return (None, "") if text is None else (self._document(name, text), text)

    def _document(self, name: str, text: str) -> dict[str, Any] | None:
        try:
            document: dict[str, Any] = _with_written_dates(tomllib.loads(text))
            return document
        except RecursionError:
            self.report(name, 1, "table", "not TOML: brackets inside brackets without end")
        except ValueError as error:  # also a number of more digits than Python reads
            found = re.search(r"at line (\d+)", str(error))
            self.report(name, int(found[1]) if found else 1, "table", f"not TOML: {error}")
        return None

    def rows(self, name: str, row: type[Row]) -> dict[str, Row]:
        """Read a file of `[id]` tables into typed rows, in file order; wrong rows are left out."""
        document, text = self.document(name)
        rows = {}
        for row_id, values in (document or {}).items():
            line = line_of(text, f"[{row_id}]")
            if (typed := self.convert(values, row, name, line)) is not None:
                rows[row_id] = typed
        return rows

    def listed(self, name: str, lists: Mapping[str, type[Struct]]) -> dict[str, list[Any]]:
        """Read the `[[list]]` tables of a file into typed rows; wrong rows are left out."""
        document, text = self.document(name)
        for key in (document or {}).keys() - lists.keys():
            message = f"“{key}” is not known here; this file holds {' and '.join(lists)}"
            self.report(name, line_of(text, key), "table", message)
        return {key: self._list(name, text, document or {}, key, lists[key]) for key in lists}

    def _list(
        self, name: str, text: str, document: dict[str, Any], key: str, row: type[Row]
    ) -> list[Row]:
        values = document.get(key, [])
        if not isinstance(values, list):
            message = f"“{key}” must be written as [[{key}]] tables"
            self.report(name, line_of(text, key), "table", message)
            return []
        numbered = enumerate(text.split("\n"), 1)
        lines = [number for number, line in numbered if line.strip() == f"[[{key}]]"]
        lines += [1] * (len(values) - len(lines))
        typed = (self.convert(v, row, name, n) for v, n in zip(values, lines, strict=False))
        return [row for row in typed if row is not None]

    def whole(self, name: str, row: type[Row], memory: Memory[Row] | None = None) -> Row | None:
        """Read a whole file as one typed row; an empty file is a row without its keys.

        One that `memory` knows is not parsed again.
        """
        text = self.text(name)
        if text is None:
            return None
        digest = hashlib.sha256(text.encode()).hexdigest()
        with suppress(_Unusable):
            return (memory or Memory()).get(digest, lambda: self._parsed(name, row, text))
        return None

    def _parsed(self, name: str, row: type[Row], text: str) -> Row:
        document = self._document(name, text)
        typed = None if document is None else self.convert(document, row, name, 1)
        if typed is None:
            raise _Unusable
        return typed

    def convert(self, values: object, row: type[Row], name: str, line: int) -> Row | None:
        """Type one row, or report why it cannot be."""
        try:
            return convert(values, row)
        except ValidationError as error:
            self.report(name, line, "table", f"{error}")
            return None

    def report(self, file: str, line: int, code: str, message: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(file, line, code, message))


def _with_written_dates(value: Any) -> Any:
    """Write TOML's dates as text again: a row says itself which of its texts are dates."""
    if isinstance(value, dict):
        return {key: _with_written_dates(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_written_dates(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
