"""Large lists of words of a language, made from what every machine has that runs the tests.

First come real words: the names of countries, languages, currencies, units and days that the CLDR
has in each language (the data of `babel`), some 2,000 of them, the words of the guide and of the
sample pages. Then words made of the beginnings of real ones and the endings and beginnings that the
language's stemmer looks for.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from babel.localedata import load

from content.library import read_library
from search_index.analysis import normalise, split_words
from search_index.settings import LANGUAGES as SETTINGS
from search_index.settings import load_settings

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).with_name("samples")
LANGUAGES = sorted(file.stem for file in SETTINGS.glob("*.json"))

_SCRIPTS = {"bulgarian": "stemmers/bg.js"}
_AFFIX = re.compile(r'\["([^"]+)", -?\d|\[\d, "([^"]+)"')


@cache
def real_words(language: str) -> tuple[str, ...]:
    """Return real words of a language, normalised, in order."""
    texts = [*_cldr_texts(language), *_guide_texts(language), *_sample_texts(language)]
    return tuple(sorted({word for text in texts for word in split_words(normalise(text))}))


def made_words(language: str, count: int, chance: Random) -> Iterator[str]:
    """Yield words made of pieces of real ones and of the affixes of the stemmer."""
    real, affixes = real_words(language), ("", "", *stemmer_affixes(language))
    for _ in range(count):
        word = chance.choice(real)
        start = word[: chance.randint(1, len(word))]
        beginning = chance.choice(affixes) if chance.random() < 0.1 else ""
        yield f"{beginning}{start}{chance.choice(affixes)}{chance.choice(affixes)}"


def stemmer_affixes(language: str) -> tuple[str, ...]:
    """Return what a language's stemmer looks for, read from its script; mostly endings."""
    stemmer = load_settings(language).stemmer
    if not stemmer:
        return ()
    script = _SCRIPTS.get(stemmer, f"vendor/{stemmer}-stemmer.js")
    source = (ROOT / "search_index" / "js" / script).read_text(encoding="utf-8")
    found = {one or other for one, other in _AFFIX.findall(source)}
    return tuple(sorted({json.loads(f'"{affix}"').strip() for affix in found} - {""}))


def _cldr_texts(language: str) -> Iterator[str]:
    yield from _strings(dict(load(language)))


def _guide_texts(language: str) -> Iterator[str]:
    library = read_library(ROOT / "content").library
    assert library is not None
    if language in library.languages:
        for page in library.in_language(language):
            text = page.texts[language]
            yield from (text.title, text.summary, text.body, *text.keywords)


def _sample_texts(language: str) -> Iterator[str]:
    file = SAMPLES / f"{language}.json"
    yield from _strings(json.loads(file.read_text(encoding="utf-8")))


def _strings(shape: Any) -> Iterator[str]:
    if isinstance(shape, str):
        yield shape
    elif isinstance(shape, (dict, list, tuple)):
        for part in shape.values() if isinstance(shape, dict) else shape:
            yield from _strings(part)
