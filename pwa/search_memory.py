"""What the search of a language knows of each page, so that an edit reads one page and not all.

The index itself is built from nothing each time.
"""

import msgspec

from pwa.remembering import Remembered


class KeptPage(msgspec.Struct, frozen=True, array_like=True):
    """A page as the search sees it: its text in plain words, and the words of each field."""

    text: str
    words: dict[str, dict[str, int]]


class KeptSearch(Remembered):
    """The pages of a language by the digest of their text, and the stem of each word."""

    pages: dict[str, KeptPage] = {}
    stems: dict[str, str] = {}
