"""Snippets: the stretch that answers, its words marked, and nothing but the text itself."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from search_index.analysis import Analyzer
from search_index.build import Document
from search_index.index import Index
from search_index.query import search
from search_index.settings import Settings, load_settings
from search_index.snippet import LEAD, Part, snippet

Documents = Callable[[str], list[Document]]
Indexes = Callable[[str], Index]

ENGLISH = Analyzer(load_settings("en"))


def marked(parts: list[Part]) -> list[str]:
    return [part.text for part in parts if part.marked]


def test_inflected_accented_and_misspelt_words_are_marked(
    documents: Documents, indexes: Indexes
) -> None:
    def found(language: str, query: str, page: int) -> list[str]:
        words = search(indexes(language), query)[0].words
        return marked(snippet(indexes(language).analyzer, documents(language)[page].body, words))

    assert found("en", "wound", 2) == ["wounds"]
    assert found("en", "abortion pil", 0) == ["Abortion", "pills"]
    assert found("fr", "medecin", 0) == ["médecin"]
    assert found("en", "080098100", 0) == ["0800", "98", "100"]
    assert "traces" in found("en", "trases", 2)


def test_the_stretch_with_most_different_words_wins() -> None:
    text = f"pill pill pill. {'Other words here. ' * 20} A pill and a doctor. {'More. ' * 40}"
    parts = snippet(ENGLISH, text, {"pill", "doctor"})
    assert marked(parts) == ["pill", "doctor"]
    assert parts[0].text.startswith("…")
    assert parts[-1].text.endswith("…")


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    parts = snippet(ENGLISH, "Call now. " * 40, {"nothing"})
    assert len(parts) == 1
    assert parts[0].text.startswith("Call now. Call")
    assert parts[0].text.endswith("…")


def test_a_short_text_is_shown_whole_with_its_punctuation() -> None:
    assert snippet(ENGLISH, " (Call\n112!) ", {"112"}) == [
        Part("(Call ", False),
        Part("112", True),
        Part("!)", False),
    ]
    assert snippet(ENGLISH, "", {"a"}) == []
    assert snippet(ENGLISH, "?!", {"a"}) == [Part("?!", False)]


def test_soft_hyphens_and_vowel_signs_do_not_part_a_word() -> None:
    assert marked(snippet(ENGLISH, "An abor\u00adtion cen\u200btre", {"abortion"})) == [
        "abor\u00adtion"
    ]
    arabic = Analyzer(load_settings("ar"))
    assert marked(snippet(arabic, "بعد اِغْتِصَاب", {"اغتصاب"})) == ["اِغْتِصَاب"]


def test_markup_in_a_text_stays_text() -> None:
    parts = snippet(ENGLISH, "<b>pill</b> & <script>", {"pill"})
    assert "".join(part.text for part in parts) == "<b>pill</b> & <script>"


@given(st.text(max_size=600), st.sets(st.sampled_from("abcde"), max_size=3), st.integers(1, 200))
def test_any_text_gives_parts_of_itself_of_about_the_width(
    text: str, words: set[str], width: int
) -> None:
    parts = snippet(Analyzer(Settings("und")), text, words, width)
    shown = "".join(part.text for part in parts)
    plain = " ".join(text.replace("\x0b", " ").replace("\x0c", " ").split(" "))
    longest = max((len(piece) for piece in plain.split()), default=0)
    assert all(part.text for part in parts)
    assert len(shown) <= max(width, LEAD + longest) + len(plain) * (len(plain.split()) <= 1) + 400
