"""Findings: what a check has to say about a file, in the shape that every command prints."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

# Worth telling an author, but no reason to keep a guide from its readers.
NOTES = frozenset({"outdated-translation", "reading-level"})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend. `line` counts from 1; `file` is relative to the content folder."""

    file: str
    line: int
    code: str
    message: str

    @property
    def is_error(self) -> bool:
        """Whether a release must not be built while this stands."""
        return self.code not in NOTES

    def as_json(self) -> dict[str, object]:
        """Return `{"code", "file", "line", "message"}`."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} [{self.code}]"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Keep what stops a release, in reading order."""
    return sorted(finding for finding in findings if finding.is_error)


def line_of(text: str, needle: str) -> int:
    """Return the line (from 1) on which `needle` first stands, or 1 when it stands nowhere."""
    position = text.find(needle)
    return text.count("\n", 0, max(position, 0)) + 1
