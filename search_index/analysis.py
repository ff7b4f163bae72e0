"""Turns text into words that can be compared; `js/analysis.js` does exactly the same on the phone.

    "L'Été où j'ai appelé le 0800 98 100"
      normalise   lower case, one Unicode form, Western digits, no vowel signs or soft hyphens
      split       l  été  où  j  ai  appelé  le  0800  98  100     (letters, their marks, digits)
      drop        single letters, stop words                        -> été appelé 0800 98 100
      stem        Snowball of the language                          -> été appel  0800 98 100
      fold        é -> e, œ -> oe, and the letters of the settings  -> ete appel  0800 98 100

Thai, Lao, Khmer, Burmese, Chinese and Japanese put no spaces between words. A run of their letters
is split into pairs of neighbours: 法律咨询 -> 法律 律咨 咨询. A letter keeps its vowel signs and
tones, so a pair is two syllables or less: ที่ทำ. A letter that stands alone is a word. Such words are
never dropped for being short.

Stop words are compared as written and as folded in the list, so `sûr` (safe) survives where `sur`
(on) is dropped. A text of stop words only keeps them: "who are you" must find the line that asks
just that. Contract with the twin: tests/contracts/analysis.json.
"""

import importlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from search_index import bulgarian
from search_index.characters import (
    APOSTROPHES,
    CYRILLIC,
    SIGNS,
    SILENT,
    UNSPACED,
    UNSPACED_MARKS,
)
from search_index.settings import Settings

Stem = Callable[[str], str]

_SILENT = re.compile(f"[{SILENT}]")
_INNER_APOSTROPHE = re.compile(f"([{CYRILLIC}])[{APOSTROPHES}](?=[{CYRILLIC}])")
_ACCENT = re.compile("[\u0300-\u036f]")
_WORD = re.compile(rf"(?:[^\W_]+|[{SIGNS}{UNSPACED}]+)+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_RUN = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")
_LETTER = re.compile(f"[{UNSPACED}][{UNSPACED_MARKS}]*")
_NUMBER = re.compile("[0-9]+")

# The zeros of the digits that a keyboard may type: Arabic, Persian, Devanagari, Bengali, Thai, Lao,
# Burmese, Khmer.
_ZEROS = "\u0660\u06f0\u0966\u09e6\u0e50\u0ed0\u1040\u17e0"
_WESTERN_DIGITS = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}

_LETTERS = dict(
    zip("ßæœøłđıðþς", ("ss", "ae", "oe", "o", "l", "d", "i", "d", "th", "σ"), strict=True)
)

# Accents are dropped from Latin and Greek letters only: й is a letter, not и with a mark.
_FIRST_CYRILLIC = "\u0400"


class Word(NamedTuple):
    """One word of a text: as written (normalised), without accents, and as the index knows it."""

    written: str
    folded: str
    term: str

    @property
    def is_number(self) -> bool:
        return is_number(self.written)


def normalise(text: str) -> str:
    """Return `text` in lower case, composed, without silent characters, with Western digits."""
    lower = unicodedata.normalize("NFKC", text).lower()
    audible = _SILENT.sub("", lower)
    return _INNER_APOSTROPHE.sub(r"\1", audible).translate(_WESTERN_DIGITS)


def is_number(word: str) -> bool:
    """Say whether a normalised word is digits only."""
    return _NUMBER.fullmatch(word) is not None


def is_unspaced(word: str) -> bool:
    """Say whether a normalised word is of a script without spaces between words."""
    return _UNSPACED.match(word) is not None


def split_words(normalised: str) -> list[str]:
    """List the words of a normalised text, in scripts without spaces the pairs of letters."""
    words = _WORD.findall(normalised)
    if not _UNSPACED.search(normalised):
        return words
    return [part for word in words for part in _pairs(word, with_last=False)]


def replace_words(normalised: str, new: Callable[[str], str]) -> str:
    """Return the text with each word replaced, in scripts without spaces each run of letters."""
    return _WORD.sub(lambda word: _RUN.sub(lambda run: new(run[0]), word[0]), normalised)


def _pairs(word: str, *, with_last: bool) -> Iterator[str]:
    """Yield the runs of a word, each run without spaces as pairs, on demand its last letter too."""
    for run in _RUN.findall(word):
        letters = _LETTER.findall(run)
        yield from map("".join, pairwise(letters))
        if not letters:
            yield run
        elif with_last or len(letters) == 1:
            yield letters[-1]


def stemmer_named(name: str) -> Stem:
    """Return the stemmer of that name, or for an empty name the identity.

    All but Bulgarian are Snowball's. The language's class is imported itself:
    `snowballstemmer.stemmer()` would silently take another implementation, of another version,
    where one is installed. A stemmer keeps the word it works on, so each call makes its own:
    threads share this function.

    Raises:
        ModuleNotFoundError: there is no such algorithm.
    """
    if not name:
        return str
    if name == "bulgarian":
        return bulgarian.stem
    module = importlib.import_module(f"snowballstemmer.{name}_stemmer")
    stemmer = getattr(module, f"{name.title()}Stemmer")
    return lambda word: str(stemmer().stemWord(word))


class Analyzer:
    """Applies the settings of one language; keeps no word it has seen."""

    def __init__(self, settings: Settings, stem: Stem | None = None) -> None:
        self.settings = settings
        self.stem = stem or stemmer_named(settings.stemmer)
        self._letters = _LETTERS | dict(settings.letters)
        listed = split_words(normalise(" ".join(settings.stop_words)))
        self._stop_words = frozenset(listed) | frozenset(map(self.fold, listed))

    def words(self, text: str) -> list[Word]:
        """List the words of a text in order, without stop words unless nothing else is left."""
        return list(map(self.word, self.written(text)))

    def written(self, text: str) -> list[str]:
        """List the same words as they are written, normalised."""
        return self._telling(split_words(normalise(text)))

    def page_written(self, text: str) -> list[str]:
        """List the words that a page is filed under: the same, and one for each run's end.

        A query of one letter finds the pairs that begin with it. The last letter of a run begins
        none, so a page keeps it as a word of its own.
        """
        normalised = normalise(text)
        if not _UNSPACED.search(normalised):
            return self.written(text)
        words = _WORD.findall(normalised)
        return self._telling([part for word in words for part in _pairs(word, with_last=True)])

    def word(self, written: str) -> Word:
        """Return a normalised word with its other forms."""
        return Word(written, self.fold(written), self.term(written))

    def term(self, written: str) -> str:
        """Return what the index files a normalised word under."""
        stem = self.settings.stem_overrides.get(written)
        return self.fold(self.stem(written) if stem is None else stem)

    def fold(self, word: str) -> str:
        """Return a normalised word as somebody types it who has no accents at hand."""
        return word if word.isascii() else "".join(map(self._fold_letter, word))

    def is_stop_word(self, written: str) -> bool:
        """Say whether a normalised word is on the language's stop list."""
        return written in self._stop_words

    def _telling(self, written: list[str]) -> list[str]:
        """Drop single letters, and stop words unless nothing else is left."""
        long = [w for w in written if len(w) > 1 or is_number(w) or is_unspaced(w)]
        return [w for w in long if w not in self._stop_words] or long

    def _fold_letter(self, letter: str) -> str:
        known = self._letters.get(letter)
        if known is not None:
            return known
        parts = unicodedata.normalize("NFD", letter)
        return _ACCENT.sub("", parts) if parts[0] < _FIRST_CYRILLIC else letter
