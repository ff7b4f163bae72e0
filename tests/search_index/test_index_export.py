"""The phone's file: the same bytes everywhere, nothing telling in it, and never a wrong answer."""

import hashlib
import json
import re
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from whoosh.index import open_dir

from search_index.analysis import Analyzer
from search_index.build import Document, build_index
from search_index.columns import Change, change
from search_index.export import export, export_figures
from search_index.figures import NotExportable
from search_index.index import Index, open_index
from search_index.settings import load_settings

ROOT = Path(__file__).parents[2]

Documents = Callable[[str], list[Document]]
Indexes = Callable[[str], Index]

# The export of the English sample pages. It changes when the format, the analysis, the stop words
# or the samples do, and for no other reason: not with the machine, Python, or the Whoosh in use.
# (Whoosh-Reloaded 2.7.5 and whoosh3 3.54.0 both give this.)
SAMPLE_DIGEST = "dc8ea035ea4a7e38aaacb00da4dd7b9637a04fba156a29c97a2485069143c630"


def header(exported: bytes) -> dict[str, object]:
    length = struct.unpack_from("<I", exported, 8)[0]
    shape: dict[str, object] = json.loads(exported[12 : 12 + length])
    return shape


def test_the_bytes_are_the_same_on_every_machine(indexes: Indexes) -> None:
    assert hashlib.sha256(export(indexes("en"))).hexdigest() == SAMPLE_DIGEST


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_building_twice_gives_the_same_bytes(
    language: str, documents: Documents, indexes: Indexes, tmp_path: Path
) -> None:
    build_index(documents(language), Analyzer(load_settings(language)), tmp_path)
    assert export(open_index(tmp_path)) == export(indexes(language))


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_what_was_counted_gives_the_same_bytes_as_what_whoosh_wrote(
    language: str, documents: Documents, tmp_path: Path
) -> None:
    """Q1: a build exports what it counted; no figure may differ from Whoosh's."""
    analyzer = Analyzer(load_settings(language))
    built = build_index(documents(language), analyzer, tmp_path)
    counted = export_figures(built.figures(), analyzer.settings, built.wordings)
    assert counted == export(open_index(tmp_path))


def test_it_names_pages_by_key_and_never_by_id(documents: Documents, indexes: Indexes) -> None:
    exported = export(indexes("en"))
    assert header(exported)["keys"] == [page.key for page in documents("en")]
    assert b"page-" not in exported


def test_it_carries_its_rules(indexes: Indexes) -> None:
    rules = header(export(indexes("nl")))["analysis"]
    assert isinstance(rules, dict)
    assert (rules["language"], rules["stemmer"], rules["analysis"]) == ("nl", "dutch", 3)
    assert "zonder" not in rules["stop_words"].split()


def test_ten_pages_are_a_few_kilobytes(indexes: Indexes) -> None:
    for language in ("en", "fr", "nl"):
        assert len(brotli.compress(export(indexes(language)))) < 5_000


def test_an_index_with_deleted_pages_is_refused(documents: Documents, tmp_path: Path) -> None:
    build_index(documents("en"), Analyzer(load_settings("en")), tmp_path)
    writer = open_dir(str(tmp_path)).writer()
    writer.delete_document(3)
    writer.commit(merge=False)
    with pytest.raises(NotExportable):
        export(open_index(tmp_path))


def test_an_index_of_several_segments_is_refused(documents: Documents, tmp_path: Path) -> None:
    build_index(documents("en"), Analyzer(load_settings("en")), tmp_path)
    writer = open_dir(str(tmp_path)).writer()
    writer.add_document(id="new", key="new", title="new")
    writer.commit(merge=False)
    with pytest.raises(NotExportable):
        export(open_index(tmp_path))


def test_a_damaged_file_is_refused_or_answers(
    documents: Documents, tmp_path: Path, node: str
) -> None:
    build_index(documents("en")[:2], Analyzer(load_settings("en")), tmp_path / "index")
    exported = export(open_index(tmp_path / "index"))
    (tmp_path / "export").write_bytes(exported)
    command = [node, str(Path(__file__).with_name("break_export.js")), str(tmp_path / "export")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    outcomes = json.loads(done.stdout)
    assert outcomes["other"] == []
    assert outcomes["damaged"] > 3 * len(exported)


def test_changes_are_counted_in_units_and_part_no_letter() -> None:
    """What shares the first half of a letter beyond 16 bits shares nothing."""
    assert change("\U00020000a", "\U00020001a") == Change(0, 3, "\U00020001a")
    assert change("\U00020000\u00e9", "\U00020000e\U00020000") == Change(2, 1, "e\U00020000")
    assert change("", "e\U00020000").more == 3


def test_opening_reads_no_postings(indexes: Indexes, tmp_path: Path, node: str) -> None:
    """Q3: what nobody has asked for costs nothing; a damage there is told when it is asked for."""
    (tmp_path / "export").write_bytes(export(indexes("en")))
    command = [node, str(Path(__file__).with_name("open_lazily.js")), str(tmp_path / "export")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    told = json.loads(done.stdout)
    assert not any(told["opened"])
    assert all(told["asked"])
    assert told["prepared"] == told["asked"]
    assert told["damaged"]


def test_what_makes_whoosh_rank_otherwise_is_not_used() -> None:
    traps = re.compile(
        r"DisjunctionMax|OrGroup\.factory\(|field_boost|update_document|import Stemmer"
    )
    for file in (ROOT / "search_index").glob("*.py"):
        assert not traps.search(file.read_text(encoding="utf-8")), file.name
