"""How the words of one language are treated: stemmer, stop words, exceptions, compounds.

A language is one file in `languages/`; what the phone must know of it travels inside the export, so
that no phone ever reads an index with another language's or another year's rules.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

LANGUAGES = Path(__file__).parent / "languages"

# Raised by one whenever a text would give other words, or a word other terms; the phone refuses
# others.
ANALYSIS_VERSION = 3
STEMMER_VERSION = "3.0.1"

_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Settings:
    """The rules of one language, as written in its file.

    `stemmer` is a Snowball algorithm's name ("english"), "bulgarian", or empty: words are only
    folded.
    `letters` maps single letters to what people type instead ("ё" to "е").
    `compound_parts` is the hand list of words and their parts; no parts means "never split".
    """

    language: str
    stemmer: str = ""
    stop_words: tuple[str, ...] = ()
    stem_overrides: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    compound_links: tuple[str, ...] = ()
    compound_parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def for_phone(self) -> dict[str, Any]:
        """Return the JSON object that the export carries: all that analysing a query needs."""
        return {
            "analysis": ANALYSIS_VERSION,
            "language": self.language,
            "letters": dict(self.letters),
            "stem_overrides": dict(self.stem_overrides),
            "stemmer": self.stemmer,
            "stemmer_version": STEMMER_VERSION,
            "stop_words": " ".join(sorted(set(self.stop_words))),
        }

    @classmethod
    def from_phone(cls, shape: Mapping[str, Any]) -> Self:
        """Return the settings that `for_phone` wrote down; compounds are not among them."""
        return cls(
            language=shape["language"],
            stemmer=shape["stemmer"],
            stop_words=tuple(shape["stop_words"].split()),
            stem_overrides=shape["stem_overrides"],
            letters=shape["letters"],
        )


def load_settings(language: str, folder: Path = LANGUAGES) -> Settings:
    """Read the rules of a language; one without a file gets none: its words are only folded.

    "pt-BR" reads the file of "pt".

    Raises:
        ValueError: `language` is no language code.
    """
    if not _LANGUAGE_CODE.fullmatch(language):
        raise ValueError(f"not a language code: {language!r}")
    file = folder / f"{language.split('-')[0]}.json"
    if not file.exists():
        return Settings(language)
    shape = json.loads(file.read_text(encoding="utf-8"))
    compounds = shape.get("compounds", {})
    return Settings(
        language=language,
        stemmer=shape["stemmer"],
        stop_words=tuple(" ".join(shape["stop_words"]).split()),
        stem_overrides=shape.get("stem_overrides", {}),
        letters=shape.get("letters", {}),
        compound_links=tuple(compounds.get("links", ())),
        compound_parts={w: tuple(p) for w, p in compounds.get("parts", {}).items()},
    )
