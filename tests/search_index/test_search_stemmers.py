"""The phone's stemmers give the stems of Python's, letter by letter."""

import json
import subprocess
from importlib.metadata import version
from pathlib import Path
from random import Random

import pytest

from search_index.analysis import stemmer_named
from search_index.settings import LANGUAGES, STEMMER_VERSION, load_settings
from tests.search_index.word_lists import stemmer_affixes

ROOT = Path(__file__).parents[2]
ENTRIES = ROOT / "search_index" / "js" / "stemmers"
WORDS_EACH = 1500
SEED = 20260101

LANGUAGES_KNOWN = sorted(file.stem for file in LANGUAGES.glob("*.json"))
STEMMED = [code for code in LANGUAGES_KNOWN if load_settings(code).stemmer]


def likely_words(language: str, chance: Random) -> list[str]:
    """Make words from the beginnings and endings that the stemmer itself looks for."""
    affixes = stemmer_affixes(language)
    letters = sorted({letter for affix in affixes for letter in affix if letter.isalpha()})

    def word() -> str:
        root = "".join(chance.choices(letters, k=chance.randint(0, 7)))
        pieces = [root, chance.choice(affixes), chance.choice(["", chance.choice(affixes)])]
        if chance.random() < 0.2:
            pieces.insert(0, chance.choice(affixes))
        return "".join(pieces)

    return [word() for _ in range(WORDS_EACH)]


def test_both_sides_stem_alike(node: str) -> None:
    print("seed", SEED)
    chance = Random(SEED)
    words = {load_settings(code).stemmer: likely_words(code, chance) for code in STEMMED}
    assert len(words) == len(STEMMED) == 12
    done = subprocess.run(
        [node, str(Path(__file__).with_name("stem_words.js"))],
        input=json.dumps(words),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    on_phone = json.loads(done.stdout)
    for name in words:
        stem = stemmer_named(name)
        pairs = zip(words[name], on_phone[name], strict=True)
        differing = [(word, stem(word), theirs) for word, theirs in pairs if stem(word) != theirs]
        assert not differing, (name, differing[:5])


@pytest.mark.parametrize("language", LANGUAGES_KNOWN)
def test_each_language_with_a_stemmer_has_an_entry_for_the_site(language: str) -> None:
    entry, name = ENTRIES / f"{language}.js", load_settings(language).stemmer
    assert entry.exists() == bool(name)
    assert not name or f'registerStemmer("{name}"' in entry.read_text(encoding="utf-8")


def test_the_version_that_is_told_is_that_of_both_sides() -> None:
    """The phone refuses exports of another version than its own."""
    assert version("snowballstemmer") == STEMMER_VERSION
    for file in (ROOT / "search_index" / "js" / "vendor").glob("*-stemmer.js"):
        assert f"Snowball {STEMMER_VERSION}" in file.read_text(encoding="utf-8"), file.name
    rules = (ROOT / "search_index" / "js" / "analysis.js").read_text(encoding="utf-8")
    assert f'STEMMER_VERSION = "{STEMMER_VERSION}"' in rules
