"""Building and opening an index: always from nothing, never over something else."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.index import create_in, open_dir
from whoosh.reading import IndexReader

from search_index.analysis import Analyzer
from search_index.build import Document, build_index
from search_index.export import export
from search_index.fields import schema
from search_index.index import SETTINGS_FILE, NotAnIndex, open_index
from search_index.query import did_you_mean, search
from search_index.settings import load_settings

Documents = Callable[[str], list[Document]]

ENGLISH = Analyzer(load_settings("en"))


def test_an_older_index_is_replaced_as_a_whole(documents: Documents, tmp_path: Path) -> None:
    pages = documents("en")
    build_index(pages, ENGLISH, tmp_path)
    build_index(pages[:1], ENGLISH, tmp_path)
    build_index(pages[1:], ENGLISH, tmp_path / "fresh")
    build_index(pages[1:], ENGLISH, tmp_path / "fresh")
    index = open_index(tmp_path / "fresh")
    assert index.whoosh.doc_count_all() == len(pages) - 1
    assert all(hit.id != "page-0" for hit in search(index, "abortion"))


def test_a_folder_with_anything_else_is_refused(documents: Documents, tmp_path: Path) -> None:
    precious = tmp_path / "thesis.txt"
    precious.write_text("years of work", encoding="utf-8")
    with pytest.raises(NotAnIndex, match=r"thesis\.txt"):
        build_index(documents("en"), ENGLISH, tmp_path)
    assert precious.exists()


def test_an_index_that_was_not_finished_is_not_opened(documents: Documents, tmp_path: Path) -> None:
    build_index(documents("en"), ENGLISH, tmp_path)
    (tmp_path / SETTINGS_FILE).unlink()
    (tmp_path / "MAIN.tmp").mkdir()
    with pytest.raises(NotAnIndex):
        open_index(tmp_path)
    build_index(documents("en"), ENGLISH, tmp_path)
    assert search(open_index(tmp_path), "abortion")


def test_an_index_of_another_analysis_is_not_opened(documents: Documents, tmp_path: Path) -> None:
    build_index(documents("en"), ENGLISH, tmp_path)
    file = tmp_path / SETTINGS_FILE
    settings = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(settings | {"analysis": 0}), encoding="utf-8")
    with pytest.raises(NotAnIndex, match="version 0"):
        open_index(tmp_path)


def test_an_index_with_wordings_of_another_shape_is_not_opened(
    documents: Documents, tmp_path: Path
) -> None:
    build_index(documents("en"), ENGLISH, tmp_path)
    file = tmp_path / SETTINGS_FILE
    settings = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(settings | {"wordings": {"urgent": []}}), encoding="utf-8")
    with pytest.raises(NotAnIndex, match="wordings"):
        open_index(tmp_path)


def test_a_missing_folder_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(NotAnIndex):
        open_index(tmp_path / "nowhere")


@pytest.mark.parametrize("pages", [[], [Document("id", "k1", "", "")]])
def test_a_guide_without_words_answers_nothing(pages: list[Document], tmp_path: Path) -> None:
    build_index(pages, ENGLISH, tmp_path)
    index = open_index(tmp_path)
    assert search(index, "help") == []
    assert did_you_mean(index, "help") == []
    assert export(index).startswith(b"SXF1")


def test_pages_of_equal_score_keep_the_order_of_the_guide(tmp_path: Path) -> None:
    pages = [Document(f"id{i}", f"k{i}", "The same words", "Exactly the same") for i in range(30)]
    build_index(pages, ENGLISH, tmp_path)
    assert [hit.key for hit in search(open_index(tmp_path), "words")] == [
        f"k{i}" for i in range(10)
    ]


def test_whoosh_would_have_written_the_same_itself(documents: Documents, tmp_path: Path) -> None:
    """Q1: pages are handed to Whoosh already counted; every figure is what it counts itself."""
    # Given an index, and the words that went into it
    build_index(documents("en"), ENGLISH, tmp_path / "ours")
    ours = open_index(tmp_path / "ours").whoosh.reader()
    texts: dict[int, dict[str, list[str]]] = {}
    for field, term in ours.all_terms():
        for page, times in ours.postings(field, term).items_as("frequency"):
            texts.setdefault(page, {}).setdefault(field, []).extend([term.decode()] * times)

    # When Whoosh reads them as texts
    (tmp_path / "theirs").mkdir()
    writer = create_in(str(tmp_path / "theirs"), schema()).writer()
    for page in sorted(texts):
        words = {field: " ".join(words) for field, words in texts[page].items()}
        writer.add_document(**words, **ours.stored_fields(page))
    writer.commit(optimize=True)

    # Then it has the same terms, lengths and stored values
    theirs = open_dir(str(tmp_path / "theirs")).reader()
    assert list(ours.all_terms()) == list(theirs.all_terms())
    for field, term in ours.all_terms():
        assert _postings(ours, field, term) == _postings(theirs, field, term)
        mine, other = ours.term_info(field, term), theirs.term_info(field, term)
        for figure in ("weight", "doc_frequency", "min_length", "max_length", "max_weight"):
            assert getattr(mine, figure)() == getattr(other, figure)(), (field, term, figure)
    for field in schema().names():
        assert ours.field_length(field) == theirs.field_length(field)
        for page in texts:
            assert ours.doc_field_length(page, field) == theirs.doc_field_length(page, field)
    stored = [list(reader.all_stored_fields()) for reader in (ours, theirs)]
    assert stored[0] == stored[1]


def _postings(reader: IndexReader, field: str, term: bytes) -> list[tuple[int, float, bytes]]:
    matcher, found = reader.postings(field, term), []
    while matcher.is_active():
        found.append((matcher.id(), matcher.weight(), matcher.value()))
        matcher.next()
    return found
