"""The words of a text: the contract with the phone, and the rules it stands for."""

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.analysis import Analyzer, normalise, stemmer_named
from search_index.characters import SIGNS, UNSPACED
from search_index.settings import LANGUAGES, Settings, load_settings

CONTRACT = Path(__file__).parents[1] / "contracts" / "analysis.json"
CASES = json.loads(CONTRACT.read_text(encoding="utf-8"))["cases"]


def terms(language: str, text: str) -> list[str]:
    return [word.term for word in Analyzer(load_settings(language)).words(text)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}-{case['text']}"[:30])
def test_texts_give_the_words_of_the_contract(case: dict[str, Any]) -> None:
    assert terms(case["language"], case["text"]) == case["terms"]


@pytest.mark.parametrize("file", sorted(LANGUAGES.glob("*.json")), ids=lambda file: file.stem)
def test_every_language_file_is_complete_and_names_its_source(file: Path) -> None:
    shape = json.loads(file.read_text(encoding="utf-8"))
    assert shape["source"]
    assert stemmer_named(load_settings(file.stem).stemmer)("a") is not None
    assert all(len(letter) == 1 for letter in shape.get("letters", {}))


def test_a_stemmer_of_another_package_is_never_taken() -> None:
    assert "Stemmer" not in sys.modules
    assert stemmer_named("english")("internships") == "internship"


@pytest.mark.parametrize("language", ["../en", "", "EN", "e", "en/..", "en\n"])
def test_only_language_codes_are_read(language: str) -> None:
    with pytest.raises(ValueError, match="language code"):
        load_settings(language)


def test_a_language_without_a_file_is_only_folded() -> None:
    assert terms("so", "Caawimaad dumarka, é") == ["caawimaad", "dumarka"]


def test_words_of_need_are_never_stop_words() -> None:
    kept = {
        "en": "help without no not after before alone hurt sick home shelter",
        "fr": "sans contre après avant seule sûr abri aide été",
        "nl": "zonder geen tegen na voor alleen hulp veilig thuis",
        "ar": "بدون قبل بعد ضد مساعدة",
    }
    for language, words in kept.items():
        analyzer = Analyzer(load_settings(language))
        lost = [w for w in words.split() if analyzer.is_stop_word(normalise(w))]
        assert lost == [], language


def test_accents_matter_for_stop_words_only_where_they_tell_words_apart() -> None:
    analyzer = Analyzer(load_settings("fr"))
    assert analyzer.is_stop_word("etes")
    assert analyzer.is_stop_word("êtes")
    assert not analyzer.is_stop_word("sûr")


@given(st.text())
def test_any_text_gives_words_of_letters_and_digits_only(text: str) -> None:
    for word in Analyzer(Settings("und")).words(text):
        assert re.fullmatch(rf"([^\W_]|[{SIGNS}{UNSPACED}])+", word.written)
        assert word.folded


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_composed_and_decomposed_input_are_alike(text: str) -> None:
    analyzer = Analyzer(load_settings("fr"))
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert analyzer.words(composed) == analyzer.words(decomposed)
