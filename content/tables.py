"""The guide's tables: TOML files with typed rows, so that a wrong key has a file and a line."""

import datetime
import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from msgspec import ValidationError, convert

from content.findings import Finding, line_of

Row = TypeVar("Row")


class Tables:
    """Reads TOML below one folder; what cannot be read becomes a finding, never an exception."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []

    def document(self, name: str) -> tuple[dict[str, Any], str]:
        """Return a parsed file and its text, both empty when it cannot be read."""
        try:
            text = (self.root / name).read_text("utf-8")
            return _with_written_dates(tomllib.loads(text)), text
        except FileNotFoundError:
            self.report(name, 1, "missing-file", "this file is missing; restore it")
        except UnicodeDecodeError:
            self.report(name, 1, "table", "this file is not UTF-8 text; save it as UTF-8")
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            self.report(name, int(found[1]) if found else 1, "table", f"not TOML: {error}")
        return {}, ""

    def rows(self, name: str, row: type[Row]) -> dict[str, Row]:
        """Read a file of `[id]` tables into typed rows, in file order; wrong rows are left out."""
        document, text = self.document(name)
        rows = {}
        for row_id, values in document.items():
            line = line_of(text, f"[{row_id}]")
            if (typed := self.convert(values, row, name, line)) is not None:
                rows[row_id] = typed
        return rows

    def listed(self, name: str, list_name: str, row: type[Row]) -> list[Row]:
        """Read the `[[list_name]]` tables of a file into typed rows; wrong rows are left out."""
        document, text = self.document(name)
        lines = [
            number
            for number, line in enumerate(text.split("\n"), 1)
            if line.strip() == f"[[{list_name}]]"
        ]
        values = document.get(list_name, [])
        lines += [1] * (len(values) - len(lines))
        typed = (self.convert(v, row, name, n) for v, n in zip(values, lines, strict=False))
        return [row for row in typed if row is not None]

    def whole(self, name: str, row: type[Row]) -> Row | None:
        """Read a whole file as one typed row."""
        document, text = self.document(name)
        return self.convert(document, row, name, 1) if text else None

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
