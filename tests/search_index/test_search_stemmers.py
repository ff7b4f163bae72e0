"""The phone's stemmers give the stems of Python's, letter by letter."""

import json
import re
import subprocess
from pathlib import Path
from random import Random

import pytest

from search_index.analysis import snowball
from search_index.settings import LANGUAGES, load_settings

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "search_index" / "js" / "vendor"
WORDS_EACH = 1500
SEED = 20260101

AFFIX = re.compile(r'\["([^"]+)", -?\d')


def likely_words(stemmer: str, chance: Random) -> list[str]:
    """Make words from the beginnings and endings that the stemmer itself looks for."""
    source = (VENDOR / f"{stemmer}-stemmer.js").read_text(encoding="utf-8")
    affixes = sorted({json.loads(f'"{affix}"').strip() for affix in AFFIX.findall(source)})
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
    stemmers = sorted(load_settings(file.stem).stemmer for file in LANGUAGES.glob("*.json"))
    words = {name: likely_words(name, chance) for name in stemmers}
    done = subprocess.run(
        [node, str(Path(__file__).with_name("stem_words.js"))],
        input=json.dumps(words),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    on_phone = json.loads(done.stdout)
    for name in stemmers:
        stem = snowball(name)
        pairs = zip(words[name], on_phone[name], strict=True)
        differing = [(word, stem(word), theirs) for word, theirs in pairs if stem(word) != theirs]
        assert not differing, (name, differing[:5])


@pytest.mark.parametrize("language", [f.stem for f in sorted(LANGUAGES.glob("*.json"))])
def test_each_language_with_a_stemmer_has_an_entry_for_the_site(language: str) -> None:
    entry = VENDOR.parent / "stemmers" / f"{language}.js"
    name = load_settings(language).stemmer
    assert f'registerStemmer("{name}"' in entry.read_text(encoding="utf-8")
