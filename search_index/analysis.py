"""Turns text into words that can be compared; `js/analysis.js` does exactly the same on the phone.

    "L'Été où j'ai appelé le 0800 98 100"
      normalise   lower case, one Unicode form, Western digits, no vowel signs or soft hyphens
      split       l  été  où  j  ai  appelé  le  0800  98  100     (letters and digits only)
      drop        single letters, stop words                        -> été appelé 0800 98 100
      stem        Snowball of the language                          -> été appel  0800 98 100
      fold        é -> e, œ -> oe, and the letters of the settings  -> ete appel  0800 98 100

Stop words are compared as written and as folded in the list, so `sûr` (safe) survives where `sur`
(on) is dropped. A text of stop words only keeps them: "who are you" must find the line that asks
just that. Contract with the twin: tests/contracts/analysis.json.
"""

import importlib
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from search_index.settings import Settings

Stem = Callable[[str], str]

# Soft hyphen, combining accents left over, Arabic vowel signs and tatweel, zero-width characters.
_SILENT = re.compile("[\u00ad\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\ufeff]")
_ACCENT = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile("[0-9]+")

# The zeros of the digits that a keyboard may type: Arabic, Persian, Devanagari, Bengali.
_WESTERN_DIGITS = {
    ord(zero) + digit: str(digit) for zero in "\u0660\u06f0\u0966\u09e6" for digit in range(10)
}

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
    return _SILENT.sub("", lower).translate(_WESTERN_DIGITS)


def is_number(word: str) -> bool:
    """Say whether a normalised word is digits only."""
    return _NUMBER.fullmatch(word) is not None


def split_words(normalised: str) -> list[str]:
    """List the runs of letters and digits in a normalised text."""
    return _WORD.findall(normalised)


def snowball(name: str) -> Stem:
    """Return the stemmer of that name, or for an empty name the identity.

    The language's class is imported itself: `snowballstemmer.stemmer()` would silently take another
    implementation, of another version, where one is installed. A stemmer keeps the word it works
    on, so each call makes its own: threads share this function.

    Raises:
        ModuleNotFoundError: there is no such algorithm.
    """
    if not name:
        return str
    module = importlib.import_module(f"snowballstemmer.{name}_stemmer")
    stemmer = getattr(module, f"{name.title()}Stemmer")
    return lambda word: str(stemmer().stemWord(word))


class Analyzer:
    """Applies the settings of one language; keeps no word it has seen."""

    def __init__(self, settings: Settings, stem: Stem | None = None) -> None:
        self.settings = settings
        self.stem = stem or snowball(settings.stemmer)
        self._letters = _LETTERS | dict(settings.letters)
        listed = split_words(normalise(" ".join(settings.stop_words)))
        self._stop_words = frozenset(listed) | frozenset(map(self.fold, listed))

    def words(self, text: str) -> list[Word]:
        """List the words of a text in order, without stop words unless nothing else is left."""
        written = [w for w in split_words(normalise(text)) if len(w) > 1 or is_number(w)]
        telling = [w for w in written if w not in self._stop_words]
        return [Word(w, self.fold(w), self.term(w)) for w in telling or written]

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

    def _fold_letter(self, letter: str) -> str:
        known = self._letters.get(letter)
        if known is not None:
            return known
        parts = unicodedata.normalize("NFD", letter)
        return _ACCENT.sub("", parts) if parts[0] < _FIRST_CYRILLIC else letter
