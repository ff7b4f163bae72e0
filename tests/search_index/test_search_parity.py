"""Q1: on every query the phone's ten best are Whoosh's: pages, order, scores, and more.

The more: what is pinned above them, the marked words, the suggestions and the snippet.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.search_judged import QUERIES, read_judged
from content.model import Library
from pwa.guide import Guide
from pwa.search_build import document_of
from search_index.analysis import Analyzer, is_unspaced
from search_index.answer import answer
from search_index.build import Document, build_index
from search_index.export import export
from search_index.query import Hit, Index, did_you_mean, open_index, search
from search_index.settings import load_settings
from search_index.snippet import snippet
from tests.search_index.word_lists import LANGUAGES

ROOT = Path(__file__).parents[2]

Documents = Callable[[str], list[Document]]
Indexes = Callable[[str], Index]
AskPhone = Callable[[Index, list[str], str], list[dict[str, Any]]]

SEED = 20260202
QUERIES_EACH = 250
GUIDE_QUERIES = 2_000
NEARLY = 1e-6

ODD = [
    "",
    " ",
    "?",
    "\x00\x07",
    "\ud800 help \udc00",
    "112",
    "0800 98 100",
    "080098100",
    "0800 981 00",
    "0800 98",
    "08009",
    "+32 2 535 45 42",
    "025354542",
    "00 32 2 535 45 42",
    "who are you",
    "qui êtes-vous",
    "wie zijn jullie",
    "a" * 10_000,
    "ab " * 400,
    "abortion " * 40,
    "\U0001d44e\U0001d44f",
    "\U0001e900\U0001e901\U0001e902",
    "😀 help 😀",
    "ﷺ" * 300,
    "e\u0301" * 300,
    "i\u0307",
    "İ",
    "ß",
    "الطبيب",
    "помощ",
    "１１２",
    "١١٢",
    "โรงพยาบาล",
    "ย",
    "药店 12",
    "HIV检测",
    "сім'я",
    "अस्पताल",
    "𠮷野家",
]


def make_queries(pages: list[Document], chance: Random, count: int = QUERIES_EACH) -> list[str]:
    """Make queries as people type them: whole words, beginnings, slips, no accents, junk."""
    words = [w for p in pages for w in f"{p.title} {p.body} {' '.join(p.aka)}".split()]
    letters = sorted({letter for word in words for letter in word})

    def some_words() -> list[str]:
        picked = chance.choices(words, k=chance.choice([1, 1, 2, 2, 3, 5, 9]))
        return [stretch(word) if is_unspaced(word) else word for word in picked]

    def stretch(sentence: str) -> str:
        start = chance.randrange(len(sentence))
        return sentence[start : start + chance.choice([1, 2, 2, 3, 4, 8, 40])]

    def slip(word: str) -> str:
        place = chance.randrange(len(word))
        letter = chance.choice(["a", "e", "n", "s", *letters])
        return chance.choice(
            [
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place:],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            ]
        )

    def query() -> str:
        some = some_words()
        if chance.random() < 0.4:
            some[-1] = slip(some[-1])
        if chance.random() < 0.3:
            some[-1] = some[-1][: chance.randint(1, len(some[-1]) or 1)]
        if chance.random() < 0.1:
            some.append("".join(map(chr, chance.choices(range(1, 0x3000), k=6))))
        return " ".join(some)

    return [*ODD, *(query() for _ in range(count))]


def assert_same_answers(index: Index, queries: list[str], text: str, ask_phone: AskPhone) -> None:
    for query, phone in zip(queries, ask_phone(index, queries, text), strict=True):
        hits = search(index, query)
        words = hits[0].words if hits else frozenset()
        whole = answer(index, query)
        assert [hit.key for hit in hits] == [hit["key"] for hit in phone["hits"]], query
        scores = [hit["score"] for hit in phone["hits"]]
        assert [hit.score for hit in hits] == pytest.approx(scores, abs=NEARLY), query
        assert_same_rows(whole.pinned, phone["pinned"], query)
        assert_same_rows(whole.listed(), phone["listed"], query)
        assert words == set(phone["words"]), query
        assert did_you_mean(index, query) == phone["suggestions"], query
        parts = [[part.text, part.marked] for part in snippet(index.analyzer, text, words)]
        assert parts == phone["snippet"], query


def assert_same_rows(hits: list[Hit], rows: list[list[Any]], query: str) -> None:
    assert [hit.key for hit in hits] == [key for key, _ in rows], query
    scores = [score for _, score in rows]
    assert [hit.score for hit in hits] == pytest.approx(scores, abs=NEARLY), query


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_the_guide_is_answered_alike(
    language: str, guide: Library, guide_indexes: Indexes, ask_phone: AskPhone
) -> None:
    """Judged queries, ordinary ones, every urgent phrase, and 2,000 made from the guide's words."""
    print("seed", SEED)
    index = guide_indexes(language)
    seen = Guide(guide, language)
    pages = [document_of(seen, page) for page in seen.pages]
    urgent = [phrase for page in index.wordings.urgent for phrase in page.contains + page.alone]
    groups = (group for page in index.wordings.urgent for group in page.together)
    urgent += [group.replace("/", " ") for group in groups]
    typed = [QUERIES / f"ordinary/{language}.txt", *(QUERIES / "urgent").rglob(f"{language}.tsv")]
    for file in sorted(typed):
        rows = file.read_text("utf-8").splitlines()
        urgent += [row.split("\t")[0] for row in rows]
    queries = [one.query for one in read_judged(language)] + urgent + [" ".join(urgent)]
    queries += make_queries(pages, Random(SEED), GUIDE_QUERIES)
    assert_same_answers(index, queries, pages[0].title, ask_phone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_pages_are_answered_alike(
    language: str, documents: Documents, indexes: Indexes, ask_phone: AskPhone
) -> None:
    print("seed", SEED)
    pages = documents(language)
    queries = make_queries(pages, Random(SEED))
    text = " ".join(page.body for page in pages)
    assert_same_answers(indexes(language), queries, text, ask_phone)


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_many_pages_are_answered_alike(
    language: str,
    mixed_documents: Callable[[str, int], list[Document]],
    tmp_path: Path,
    ask_phone: AskPhone,
) -> None:
    print("seed", SEED)
    pages = mixed_documents(language, 200)
    build_index(pages, Analyzer(load_settings(language)), tmp_path / "index")
    queries = make_queries(pages, Random(SEED))
    assert_same_answers(open_index(tmp_path / "index"), queries, pages[0].body, ask_phone)


def test_other_scripts_are_answered_alike(tmp_path: Path, ask_phone: AskPhone) -> None:
    pages = {
        "ar": ["أين أجد مساعدة؟ اتصل بالرقم ١١٢ في الطوارئ", "الطبيب يساعدك بدون أوراق إقامة"],
        "ru": ["Где найти врача без документов? Ещё раз", "Звоните 112, йод и помощь врачей"],
        "bg": ["Къде има лекар и подслон?", "Помощ при насилие, май и юни"],
        "ff": [
            "\U0001e92d\U0001e92e\U0001e92f\U0001e930 \U0001e926\U0001e927",
            "ɓernde ŋoral ƴiiƴam",
        ],
    }
    for language, texts in pages.items():
        made = [Document(f"id{i}", f"k{i}", text, text * 2) for i, text in enumerate(texts)]
        folder = tmp_path / language
        build_index(made, Analyzer(load_settings(language)), folder)
        words = [word for text in texts for word in text.split()]
        cut = [word[: len(word) - 1] for word in words] + [word[:2] for word in words]
        assert_same_answers(open_index(folder), words + cut + ODD, " ".join(texts), ask_phone)


def test_the_command_answers_as_whoosh_does(indexes: Indexes, tmp_path: Path, node: str) -> None:
    file = tmp_path / "export"
    file.write_bytes(export(indexes("en")))
    command = [node, str(ROOT / "search_index" / "js" / "cli.js"), str(file), "abortoin pils"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    hits = search(indexes("en"), "abortoin pils")
    assert json.loads(done.stdout) == [
        {"key": hit.key, "score": pytest.approx(hit.score, abs=NEARLY)} for hit in hits
    ]
    assert hits[0].key == "a1b2"


def test_the_command_refuses_wrong_usage_and_damaged_files(tmp_path: Path, node: str) -> None:
    command = [node, str(ROOT / "search_index" / "js" / "cli.js")]
    (tmp_path / "bad").write_bytes(b"SXF1 and no more")
    usage = subprocess.run(command, capture_output=True, check=False, timeout=60)
    damaged = subprocess.run(
        [*command, str(tmp_path / "bad"), "help"], capture_output=True, check=False, timeout=60
    )
    assert (usage.returncode, damaged.returncode) == (2, 1)
    assert b"DamagedExport" in damaged.stderr
