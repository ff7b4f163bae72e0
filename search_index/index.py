"""Opens an index: the Whoosh directory, the rules it was built with, and its lexicon."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.index import EmptyIndexError, FileIndex, open_dir

from search_index.analysis import Analyzer
from search_index.fields import FIELDS
from search_index.lexicon import Lexicon, forms_of
from search_index.settings import ANALYSIS_VERSION, Settings
from search_index.urgent_phrases import UrgentPhrases
from search_index.wordings import WORDINGS_VERSION, Compiled

SETTINGS_FILE = "settings.json"

# Each form in which pages write a word, with its term. Whoosh has no place for what is in no field.
WORDS_FILE = "words.json"


class NotAnIndex(Exception):
    """The directory holds no finished index, or one of another version of this program."""


@dataclass(frozen=True, slots=True)
class Index:
    """One language's index, open for reading; several threads may share it."""

    whoosh: FileIndex
    analyzer: Analyzer
    lexicon: Lexicon
    wordings: Compiled
    urgent: UrgentPhrases


def open_index(directory: Path) -> Index:
    """Open the index that `build_index` wrote into `directory`, and read its lexicon into memory.

    Raises:
        NotAnIndex: there is none, it is unfinished, or another version analysed its words or wrote
            its wordings.
    """
    try:
        shape = json.loads((directory / SETTINGS_FILE).read_text(encoding="utf-8"))
        words = json.loads((directory / WORDS_FILE).read_text(encoding="utf-8"))
        whoosh = open_dir(str(directory), readonly=True)
    except (OSError, EmptyIndexError) as cause:
        raise NotAnIndex(f"no index in {directory}") from cause
    version = _version(shape)
    if version != ANALYSIS_VERSION:
        raise NotAnIndex(f"{directory} is of analysis version {version}")
    if shape["wordings"].get("version") != WORDINGS_VERSION:
        raise NotAnIndex(f"{directory} has wordings of another version")
    analyzer = Analyzer(Settings.from_phone(shape["analysis"]))
    with whoosh.reader() as reader:
        terms = {term.decode() for field in FIELDS for term in reader.lexicon(field)}
    lexicon = Lexicon(forms_of(terms, words.items()), analyzer.fold)
    wordings = Compiled.from_json(shape["wordings"])
    phrases = UrgentPhrases(wordings.urgent, wordings.speech)
    return Index(whoosh, analyzer, lexicon, wordings, phrases)


def _version(shape: dict[str, Any]) -> object:
    """Return the version of the analysis that a settings file was written with."""
    analysis = shape.get("analysis")
    return analysis.get("analysis") if isinstance(analysis, dict) else analysis
