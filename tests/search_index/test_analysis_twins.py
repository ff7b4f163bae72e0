"""Q1: the phone makes the words of a text that Python makes, whatever the text and the language."""

import json
import subprocess
import unicodedata
from pathlib import Path
from random import Random

import pytest

from search_index.analysis import Analyzer
from search_index.settings import load_settings
from tests.search_index.word_lists import LANGUAGES, made_words, real_words

SEED = 20260303
WORDS_EACH = 10_000
WORDS_IN_SOAK = 100_000
TEXTS = 2_000

# Up to here both sides' Unicode agrees on every character, whatever their versions.
FIRST_DISPUTED = 0x870

# Beyond, the scripts that people write in are compared: India to Burma, Khmer, kana, Han.
SCRIPTS = [
    range(0x900, 0x10A0),
    range(0x1780, 0x1800),
    range(0x1E00, 0x2000),
    range(0x3000, 0x3200),
    range(0x3400, 0xA000),
    range(0xAC00, 0xD7A4),
    range(0xF900, 0xFB00),
    range(0xFE20, 0x10000),
    range(0x20000, 0x2A6E0, 7),
    range(0x2F800, 0x2FA1E),
]

ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyzéèêëïôûçœæßäöüåøłđ'’- ",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьъюяёѝ'ʼ’ ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآىةؤئ\u064b\u0651\u0640 ١٢",
    "กขคงจชซดตถทนบปพฟมยรลวสหอฮะัาำิีึืุูเแโใไ็่้๊๋์ๆ๒ \u200b",
    "ກຂຄງຈຊດຕທນບປພມຢລວສຫອະັາຳິີຶືຸູເແໂໃໄ່້ໜໝ໒ ",
    "កខគងចឆជញដតថទនបផពមយរលវសហអាិីឹុូើេែំះ់្២ ",
    "ကခဂငစဆညတထဒနပဖဘမယရလဝသဟအာိီုူေဲံ့း်ျြွှ၂ ",
    "अआकखगघचजटडतथदनपबभमयरलवशसहािीुूेैोौं़्१ ",
    "的一是不了人我在有他这为之大来以个中上们药钱救命，。 HIV24",
    "日本語テストのひらがなカタカナーﾃｽﾄﾞ・々〇 ",
]


def words_on_phone(node: str, texts: dict[str, list[str]]) -> dict[str, list[list[list[str]]]]:
    """Return for each language and text its words as the phone makes them."""
    asked = [
        {"settings": load_settings(language).for_phone(), "texts": some}
        for language, some in texts.items()
    ]
    done = subprocess.run(
        [node, str(Path(__file__).with_name("analyse_texts.js"))],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return dict(zip(texts, json.loads(done.stdout), strict=True))


def assert_same_words(node: str, texts: dict[str, list[str]]) -> None:
    phone = words_on_phone(node, texts)
    for language, some in texts.items():
        analyzer = Analyzer(load_settings(language))
        rows = zip(some, phone[language], strict=True)
        ours = (
            (text, [list(word) for word in analyzer.words(text)], theirs) for text, theirs in rows
        )
        differing = [row for row in ours if row[1] != row[2]]
        assert not differing, (language, len(differing), differing[:3])


@pytest.mark.parametrize("count", [WORDS_EACH, pytest.param(WORDS_IN_SOAK, marks=pytest.mark.soak)])
def test_a_large_word_list_of_each_language_is_analysed_alike(node: str, count: int) -> None:
    """All real words that are at hand (1,900 and more a language), the rest made of pieces."""
    print("seed", SEED)
    chance = Random(SEED)
    texts = {}
    for language in LANGUAGES:
        real = list(real_words(language))
        assert len(real) >= 1_900, language
        texts[language] = real + list(made_words(language, count - len(real), chance))
    assert_same_words(node, texts)


def test_every_character_is_analysed_alike(node: str) -> None:
    points = [*range(FIRST_DISPUTED), *(point for some in SCRIPTS for point in some)]
    known = [chr(p) for p in points if unicodedata.category(chr(p)) not in {"Cn", "Cs"}]
    texts = [f"{letter} a{letter}b я{letter}я 人{letter}{letter}ก" for letter in known]
    assert_same_words(node, {"und": texts})


def test_random_texts_of_many_scripts_are_analysed_alike(node: str) -> None:
    print("seed", SEED)
    chance = Random(SEED)
    texts = [
        "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randint(1, 30)))
        + "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randint(0, 10)))
        for _ in range(TEXTS)
    ]
    decomposed = [unicodedata.normalize("NFD", text) for text in texts]
    every = [*texts, *decomposed, *(text.upper() for text in texts)]
    assert_same_words(node, {language: every for language in ("und", "bg", "uk", "tr")})
