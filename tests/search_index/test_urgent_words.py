"""Q6: words of urgency lead to the right emergency page, and nothing else does."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from bench.search_judged import QUERIES, guide_index
from content.model import Library
from search_index.analysis import Analyzer, normalise, split_words
from search_index.answer import answer
from search_index.build import Document, build_index
from search_index.index import Index, open_index
from search_index.query import search
from search_index.settings import load_settings
from search_index.slips import ANY_LETTER_FROM, BESIDE, SHORTEST_WITH_SLIP
from search_index.speech import Speech
from search_index.urgent import MOST_BETWEEN, MOST_PINNED, pinned_pages
from search_index.urgent_phrases import UrgentPhrases
from search_index.urgent_question import MOST_CHARACTERS_READ
from search_index.wordings import UrgentPage, UrgentWords, Wordings

Indexes = Callable[[str], Index]
LANGUAGES = ("en", "fr", "nl")
SEED = 20260202

FIRST = UrgentPage("one", "k1", ("took too many pills", "want to die"), ("help me",))
SECOND = UrgentPage("two", "k2", ("raped me", "too many"), ())


ANALYZER = Analyzer(load_settings("en"))
PHRASES = UrgentPhrases([FIRST, SECOND])

SPOKEN = UrgentPhrases(
    [
        UrgentPage("danger", "k1", ("has knife",), ("help",), ("gun/knife neck/head",)),
        UrgentPage("rape", "k2", ("raped",), ("i am forced",)),
        UrgentPage("beaten", "k3", ("he will not stop hitting me",), ("hurts me",)),
    ],
    Speech(
        fillers=("a", "really", "big"),
        around=("client",),
        asking=("how",),
        negations=("no", "not"),
        everyday=("rap", "neckar"),
        endings=("ing", "ed", "e", "s"),
        elisions=("l",),
        same={"he": ("hes", "she"), "will not": ("wont",)},
    ),
)


def pinned(text: str, phrases: UrgentPhrases = PHRASES) -> list[str]:
    return [page.id for page in pinned_pages(phrases, ANALYZER, text)]


def first_pinned(index: Index, text: str) -> str | None:
    pages = all_pinned(index, text)
    return pages[0] if pages else None


def all_pinned(index: Index, text: str) -> list[str]:
    return [page.id for page in pinned_pages(index.urgent, index.analyzer, text)]


def plain(text: str) -> str:
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()


def joined(text: str) -> str:
    return "".join(split_words(normalise(plain(text))))


def letters_beside(letter: str) -> str:
    """Return the letters that a thumb may hit in place of this one; what has no key may be any."""
    return "".join(b for a, b in (pair for pair in sorted(BESIDE)) if a == letter) or "x"


def one_slip(phrase: str, chance: Random, phrases: UrgentPhrases) -> Iterator[str]:
    """Yield the phrase with each kind of slip in one of its long words, its first letter apart.

    A word that stands for another is only found as it is listed, and a word by itself is no slip.
    """
    words = split_words(normalise(phrase))
    own = [phrases.said(plain(word)) == [plain(word)] for word in words]
    long = [i for i, word in enumerate(words) if own[i] and len(word) >= SHORTEST_WITH_SLIP]
    if not long:
        return
    place = chance.choice(long)
    word = words[place]
    at = chance.randrange(1, len(word) - 1)
    meant = plain(word)[at] if len(plain(word)) == len(word) else ""
    wrong = "xqwzk" if len(word) >= ANY_LETTER_FROM else letters_beside(meant)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + chance.choice("xqwzk") + word[at:],
        word[:at] + chance.choice(wrong) + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    for slip in slips:
        if not is_a_word(plain(slip), phrases):
            yield " ".join([*words[:place], slip, *words[place + 1 :]])


def is_a_word(word: str, phrases: UrgentPhrases) -> bool:
    """Say whether a word is one that is looked for, stands for another, or is an everyday one."""
    is_listed = phrases.said(word) != [word] or phrases.reader.is_everyday(word)
    return is_listed or True in phrases.meanings(word).values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_emergency_page_has_ten_phrasings(
    language: str, guide: Library, guide_indexes: Indexes
) -> None:
    urgent = {page.id: page for page in guide_indexes(language).wordings.urgent}
    emergency = [page.id for page in guide.in_language(language) if page.tier == 0]
    assert set(urgent) == set(emergency)
    assert all(len(page.contains) >= 10 for page in urgent.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrasing_pins_its_page_first_however_it_is_typed(
    language: str, guide: Library, guide_indexes: Indexes
) -> None:
    index, chance = guide_indexes(language), Random(SEED)
    rows = guide.wordings[language].urgent
    said = {joined(phrase) for row in rows for phrase in row.contains}
    for row in rows:
        for phrase in row.contains:
            ways = [
                phrase,
                phrase.upper(),
                plain(phrase),
                phrase.replace("'", ""),
                f"qq {phrase} zz!",
            ]
            # A slip may say something else: "m'a volée" is no slip, she was robbed.
            slips = [
                typed
                for typed in one_slip(phrase, chance, index.urgent)
                if joined(typed) not in said
            ]
            for typed in ways:
                assert first_pinned(index, typed) == row.page, typed
            for typed in slips:
                # "m'a vilée" is as near to "m'a volée" as to "m'a violée": both pages are there.
                assert row.page in all_pinned(index, typed), typed
        for phrase in row.alone:
            assert first_pinned(index, phrase) == row.page, phrase
            assert first_pinned(index, phrase.upper() + " !") == row.page, phrase


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_pins_its_page_in_any_order(
    language: str, guide: Library, guide_indexes: Indexes
) -> None:
    index = guide_indexes(language)
    for row in guide.wordings[language].urgent:
        for group in row.together:
            words = [choices.split("/")[0] for choices in group.split(" ")]
            for said in (words, words[::-1]):
                assert row.page in all_pinned(index, f"qq {' '.join(said)} zz"), group


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_sentences_of_urgency_pin_a_right_page_first(
    language: str, guide_indexes: Indexes
) -> None:
    rows = (QUERIES / "urgent" / f"{language}.tsv").read_text("utf-8").splitlines()
    assert len(rows) >= 68
    for query, right in (row.split("\t") for row in rows):
        assert first_pinned(guide_indexes(language), query) in right.split(" "), query


# How many of `fresh/` (46), `third/` (150, by another hand, tuned on) and `fourth/` (90, by a hand
# apart, asked when the lists were done) pin a right page first.
REACHED = {
    "en": {"fresh": 36, "third": 124, "fourth": 70},
    "fr": {"fresh": 37, "third": 138, "fourth": 68},
    "nl": {"fresh": 44, "third": 135, "fourth": 65},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_other_hands_pin_a_right_page_as_often_as_they_did(
    language: str, guide_indexes: Indexes
) -> None:
    """What they showed when first asked stands in docs/decisions/0011-search.md."""
    index = guide_indexes(language)
    for name, least in REACHED[language].items():
        rows = (QUERIES / "urgent" / name / f"{language}.tsv").read_text("utf-8").splitlines()
        asked = [row.split("\t") for row in rows]
        firsts = [([hit.id for hit in answer(index, one).pinned] or [""])[0] for one, _ in asked]
        pairs = zip(firsts, asked, strict=True)
        found = sum(first in pages.split(" ") for first, (_, pages) in pairs)
        assert found >= least, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_queries_pin_nothing(language: str, guide_indexes: Indexes) -> None:
    queries = (QUERIES / "ordinary" / f"{language}.txt").read_text("utf-8").splitlines()
    assert len(set(queries)) >= 290
    for query in queries:
        assert answer(guide_indexes(language), query).pinned == [], query


@pytest.mark.parametrize("language", LANGUAGES)
def test_pinning_leaves_the_ranking_as_it_was(language: str, guide_indexes: Indexes) -> None:
    index = guide_indexes(language)
    for page in index.wordings.urgent:
        query = f"police {page.contains[0]}"
        assert answer(index, query).hits == search(index, query)


def test_a_phrase_stands_between_the_ends_of_words() -> None:
    assert pinned("I took TOO  many-pills") == ["one", "two"]
    assert pinned("someone raped meanwhile") == []
    assert pinned("rapedme") == ["two"]
    assert pinned("they draped me") == []


def test_some_phrases_must_be_the_whole_query() -> None:
    assert pinned("Help me!!") == ["one"]
    assert pinned("help me write my thesis") == []


def test_slips_are_forgiven_in_long_words_only() -> None:
    assert pinned("took too many pilsl") == ["two", "one"]
    assert pinned("rapped me") == pinned("rpaed me") == pinned("rped me") == ["two"]
    assert pinned("I want to diet") == []
    assert pinned("caped me") == []


def test_the_longer_phrase_comes_first_and_few_are_pinned() -> None:
    pages = [UrgentPage(f"p{n}", f"k{n}", ("xyz" * n,), ()) for n in range(1, 6)]
    found = pinned(" ".join("xyz" * n for n in range(2, 6)), UrgentPhrases(pages))
    assert found == ["p5", "p4"]
    assert len(found) == MOST_PINNED


def test_the_page_of_the_first_row_stands_before_all_others_when_typed_right() -> None:
    pages = [UrgentPage(f"p{n}", f"k{n}", ("xyz" * n,), ()) for n in range(2, 6)]
    query = " ".join("xyz" * n for n in range(2, 6))
    assert pinned(query, UrgentPhrases(pages)) == ["p2", "p5"]
    slipped = query.replace("xyzxyz ", "xyyxyz ", 1)
    assert pinned(slipped, UrgentPhrases(pages)) == ["p5", "p4"]


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("she really has a big knife", ["danger"]),
        ("she has no knife", []),
        ("hes raping", ["rape"]),
        ("raaaped", ["rape"]),
        ("rap", []),
        ("she wont stop hitting me", ["beaten"]),
        ("lhelp", []),
        ("lraped", ["rape"]),
        ("help client", ["danger"]),
        ("how help", []),
        ("not help", []),
        ("it hurts me", ["beaten"]),
        ("it hurts me when i pee", []),
        ("my neck one two three four five gun", ["danger"]),
        ("my neck one two three four five six gun", []),
        ("gun not neck", []),
        ("no gun on neck", []),
        ("not here gun on neck", ["danger"]),
        ("gun on neckar", []),
    ],
)
def test_speech_says_what_a_word_is_taken_for(text: str, pages: list[str]) -> None:
    assert MOST_BETWEEN == 5
    assert pinned(text, SPOKEN) == pages


def test_what_is_urgent_is_found_far_behind() -> None:
    filled = "word " * 390
    assert len(filled) < MOST_CHARACTERS_READ
    assert pinned(f"{filled} raped me") == ["two"]
    assert pinned(f"{filled * 2} raped me") == []


def test_a_pinned_page_stands_first_in_one_list_and_once(tmp_path: Path) -> None:
    pages = [Document("a", "k1", "Rape help", "rape"), Document("b", "k2", "Danger", "call")]
    urgent = UrgentWords("b", ("raped",))
    gone = UrgentWords("not-in-this-language", ("raped",))
    wordings = Wordings(urgent=(urgent, gone))
    build_index(pages, Analyzer(load_settings("en")), tmp_path, wordings)
    found = answer(open_index(tmp_path), "raped")
    assert ([h.id for h in found.pinned], [h.id for h in found.hits]) == (["b"], ["a"])
    listed = found.listed()
    assert [hit.id for hit in listed] == ["b", "a"]
    assert listed[0].score == pytest.approx(listed[1].score + 1)


def test_a_hostile_query_is_looked_through_in_time(guide: Library, tmp_path: Path) -> None:
    """The measured time is a tenth of this ceiling."""
    index = guide_index(guide, "en", tmp_path / "index")
    groups = " ".join(
        group.replace("/", " ") for u in index.wordings.urgent for group in u.together
    )
    for text in ("a ", "x", "raped m ", "\ud800", "h ", "condomm ", groups):
        start = perf_counter()
        pinned_pages(index.urgent, index.analyzer, text * 5_000)
        assert perf_counter() - start < 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "hopeless"),
        ("en", "a client rated me badly"),
        ("en", "i looked up the law"),
        ("en", "my dancer friend"),
        ("en", "lovely"),
        ("fr", "je me suis fait voler"),
        ("fr", "quelle ville"),
        ("fr", "je veux danser"),
        ("nl", "hoe word ik belast"),
        ("nl", "wat staat mij te wachten"),
        ("nl", "mijn baas heeft mij beloofd te betalen"),
        ("fr", "femme voilée"),
        ("nl", "een klant heeft mij aangeraden"),
        ("nl", "ik was geschokt"),
        ("nl", "omvang"),
    ],
)
def test_another_word_of_the_language_is_no_slip(
    language: str, text: str, guide_indexes: Indexes
) -> None:
    """Nobody who asks about a theft, a dance or a tax is to read first about rape or danger."""
    pages = [hit.id for hit in answer(guide_indexes(language), text).pinned]
    assert pages == []


@pytest.mark.parametrize(
    ("language", "text", "page"),
    [
        ("en", "he raoed me", "after-sexual-violence"),
        ("en", "overdos", "emergency"),
        ("en", "pls help me", "emergency"),
        ("fr", "j'ai ete viole", "after-sexual-violence"),
        ("fr", "il a un pistolet", "emergency"),
        ("nl", "verkrahct", "after-sexual-violence"),
        ("nl", "kan ni meer ademen", "emergency"),
        ("nl", "ik wil doodgaan", "someone-to-talk-to"),
    ],
)
def test_a_slip_of_the_thumb_still_pins(
    language: str, text: str, page: str, guide_indexes: Indexes
) -> None:
    assert page in [hit.id for hit in answer(guide_indexes(language), text).pinned]
