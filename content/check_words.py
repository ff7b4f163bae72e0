"""Checks of words alone, wherever they stand: what no reader should see, or could not read."""

import re
from collections.abc import Iterator

from content import numbers
from content.findings import Finding

# Control, bidi, zero-width, tag and private-use characters, and halves of a character: they turn
# the words around them, or hide in them. Joiners (\u200c, \u200d) stay: Arabic and others spell
# with them.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ud800-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)

_LINE_BREAK = re.compile(r"[\t\n]")

# A link that was not understood as one is shown with its brackets, and nobody can follow it.
RAW_LINK = re.compile(
    r"\]\(|\]\[|[a-z][a-z0-9+.-]{0,20}://|(?:javascript|vbscript|data|file):(?=\S)", re.IGNORECASE
)


def shows(words: str) -> bool:
    """Whether there is anything to read: a letter or a digit."""
    return any(one.isalnum() for one in words)


def check_words(file: str, line: int, words: str, row: str = "") -> Iterator[Finding]:
    """Check a text of one line that is shown as it stands. `row` says where in a table it is."""
    where = f"“{row}”: " if row else ""
    for problem in numbers.typed_numbers(words):
        yield Finding(file, line, problem.code, f"{where}{problem.message}")
    yield from check_characters(file, line, words, row)
    if "{" in words:
        yield Finding(file, line, "unknown-placeholder", f"{where}a {{ has no meaning here")
    if "<" in words:
        yield Finding(file, line, "raw-html", f"{where}write words, without a <")
    if found := RAW_LINK.search(words):
        message = f"{where}“{found[0]}”: a link has no place here; write words"
        yield Finding(file, line, "foreign-link", message)


def check_characters(file: str, line: int, words: str, row: str = "") -> Iterator[Finding]:
    """Check that a text of one line holds nothing invisible."""
    if FORBIDDEN.search(words) or _LINE_BREAK.search(words):
        where = f"“{row}”: " if row else ""
        message = f"{where}an invisible character or a line break stands here; type it again"
        yield Finding(file, line, "control-character", message)
