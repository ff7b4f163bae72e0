"""What the search of a language knows of each page, so that an edit reads one page and not all.

The index itself is built from nothing each time.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from content.release.digest import digest_of
from pwa.remembering import Remembered

PREFIX = "reading-"


class KeptPage(msgspec.Struct, frozen=True, array_like=True):
    """A page as the search sees it: its text in plain words, and the words of each field."""

    text: str
    words: dict[str, dict[str, int]]


class KeptSearch(Remembered):
    """The pages of a language by the digest of their text, and the stem of each word."""

    pages: dict[str, KeptPage] = {}
    stems: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class ReadPages:
    """What the search needs of the pages that a build renders: several processes may write it, and
    another one reads it.
    """

    folder: Path

    def write(self, code: str, pages: Mapping[str, KeptPage]) -> None:
        """Write down some pages of a language, by the digest of their text.

        Raises:
            OSError: the disk refused.
        """
        name = digest_of("\n".join(pages).encode())
        (self.folder / f"{code}-{name}").write_bytes(msgspec.json.encode(pages))

    def of(self, code: str) -> dict[str, KeptPage]:
        """Return all pages of a language that were written down."""
        found = {}
        for file in self.folder.glob(f"{code}-*"):
            for digest, page in msgspec.json.decode(file.read_bytes(), type=Pages).items():
                found[digest] = KeptPage(page.text, _each_once(page.words))
        return found


Pages = dict[str, KeptPage]


@contextmanager
def read_pages(cache: Path) -> Iterator[ReadPages]:
    """Open an empty folder for them for as long as a build lasts.

    Raises:
        OSError: the disk refused.
    """
    cache.mkdir(parents=True, exist_ok=True)
    for abandoned in cache.glob(f"{PREFIX}*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    # A name never used before: what outlives its build writes nowhere.
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=cache))
    try:
        yield ReadPages(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _each_once(words: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """A word that stands on many pages is held once."""
    return {
        field: {sys.intern(word): times for word, times in counts.items()}
        for field, counts in words.items()
    }
