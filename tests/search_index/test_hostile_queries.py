"""Nothing that is typed, and no file that arrives, makes the search hang or answer wrongly."""

import json
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from search_index.answer import answer
from search_index.export import export
from search_index.index import Index
from search_index.query import did_you_mean
from tests.conftest import ROOT

Indexes = Callable[[str], Index]
AskPhone = Callable[[Index, list[str], str], list[dict[str, Any]]]

# The measured times are a hundredth of this; a query that hangs takes for ever.
CEILING_SECONDS = 2.0

HOSTILE = [
    "a" * 10_000,
    "rape " * 2_000,
    "a b " * 2_500,
    "zzzzzzzz " * 1_200,
    "ab" * 5_000 + "!",
    "(a+)+$" * 1_600,
    "^(([a-z])+.)+[A-Z]([a-z])+$ " * 350,
    ".*.*.*.*" * 1_200,
    "\\" * 10_000,
    "\x00\x01\x02\x1b[2J\x7f\x85" * 1_000,
    "\u202e\u2066\u200b\ufeff" * 2_500,
    "\ud800" * 10_000,
    "\udc00\ud800 raped me \ud83d",
    "e" + "\u0301" * 9_999,
    "ﷺ" * 10_000,
    "😀" * 10_000,
    "9" * 10_000,
    "1 " * 5_000,
    "__proto__ constructor toString hasOwnProperty valueOf",
    "__proto__",
    "constructor",
]


def test_every_query_is_answered_in_time_and_alike(
    guide_indexes: Indexes, ask_phone: AskPhone
) -> None:
    index = guide_indexes("en")
    for query, phone in zip(HOSTILE, ask_phone(index, HOSTILE, ""), strict=True):
        start = perf_counter()
        found = answer(index, query)
        suggestions = did_you_mean(index, query)
        assert perf_counter() - start < CEILING_SECONDS, query[:40]
        assert phone["milliseconds"] < 1000 * CEILING_SECONDS, query[:40]
        assert [hit.key for hit in found.listed()] == [key for key, _ in phone["listed"]]
        assert suggestions == phone["suggestions"]


def changed(exported: bytes, **members: object) -> bytes:
    """Return an export with other members in its header, and a checksum that fits."""
    length = struct.unpack_from("<I", exported, 8)[0]
    head = json.loads(exported[12 : 12 + length]) | members
    header = json.dumps(head).encode()
    rest = struct.pack("<I", len(header)) + header + exported[12 + length :]
    return exported[:4] + struct.pack("<I", zlib.crc32(rest)) + rest


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"format": 1}, "unknown format"),
        ({"format": 2}, "unknown format"),
        ({"format": 3}, "unknown format"),
        ({"format": 5}, "unknown format"),
        ({"format": "4"}, "unknown format"),
        ({"synonyms": {"terms": [999_999], "typed": "cop"}}, "synonyms"),
        ({"synonyms": {"terms": [-1], "typed": "cop"}}, "synonyms"),
        ({"synonyms": {"terms": ["police"], "typed": "cop"}}, "synonyms"),
        ({"synonyms": {"terms": [1, 2], "typed": "cop"}}, "synonyms"),
        ({"synonyms": {"terms": [], "typed": "cop"}}, "synonyms"),
        ({"synonyms": {"terms": [1], "typed": 7}}, ""),
        ({"synonyms": None}, ""),
        ({"urgent": [["k1", "help", "", 7]]}, "header"),
        ({"urgent": [["k1", "help", ""]]}, "header"),
        ({"urgent": "help"}, ""),
        ({"speech": None}, ""),
        ({"speech": {"same": {}}}, "header"),
        ({"terms": 10**12}, ""),
        ({"sections": []}, ""),
    ],
)
def test_a_file_of_another_kind_is_refused_and_says_so(
    members: dict[str, object], reason: str, indexes: Indexes, tmp_path: Path, node: str
) -> None:
    file = tmp_path / "export"
    file.write_bytes(changed(export(indexes("en")), **members))
    command = [node, str(ROOT / "search_index" / "js" / "cli.js"), str(file), "help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert f"DamagedExport: {reason}" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("member", "value", "reason"),
    [
        ("stemmer_version", "3.1.0", "unknown stemmer"),
        ("stemmer_version", None, "unknown stemmer"),
        ("analysis", 2, "unknown analysis"),
    ],
)
def test_a_file_whose_words_were_made_otherwise_is_refused(
    member: str, value: object, reason: str, indexes: Indexes, tmp_path: Path, node: str
) -> None:
    """Q1: stems of another version would miss pages, and nobody would see it."""
    index = indexes("en")
    analysis = index.analyzer.settings.for_phone() | {member: value}
    file = tmp_path / "export"
    file.write_bytes(changed(export(index), analysis=analysis))
    command = [node, str(ROOT / "search_index" / "js" / "cli.js"), str(file), "help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert f"DamagedExport: {reason}" in done.stderr


def test_letters_that_would_make_two_words_of_one_are_refused(
    guide_indexes: Indexes, tmp_path: Path, node: str
) -> None:
    index = guide_indexes("fr")
    analysis = index.analyzer.settings.for_phone() | {"letters": {"é": "\n"}}
    file = tmp_path / "export"
    file.write_bytes(changed(export(index), analysis=analysis))
    command = [node, str(ROOT / "search_index" / "js" / "cli.js"), str(file), "aide"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "DamagedExport: letters" in done.stderr


def test_a_changed_file_with_the_same_members_still_answers(
    indexes: Indexes, tmp_path: Path, node: str
) -> None:
    """So that the refusals above are of what was changed."""
    file = tmp_path / "export"
    file.write_bytes(changed(export(indexes("en"))))
    command = [node, str(ROOT / "search_index" / "js" / "cli.js"), str(file), "abortion"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout)[0]["key"] == "a1b2"
