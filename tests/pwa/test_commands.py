"""The commands: what they print, where, and with which status."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from tests.conftest import ROOT, Built

SAMPLE = ROOT / "tests/content/library"
FINDING = re.compile(r"[\w./-]+:\d+: .+ \[[a-z-]+\]")

Run = Callable[..., Result]


@pytest.fixture
def run(built: Built) -> Run:
    """Run a command of the published guide, or of other content."""

    def invoke(*arguments: str, content: Path | None = None) -> Result:
        overrides = {"content_dir": str(content)} if content else {}
        return built.app(**overrides).test_cli_runner().invoke(args=list(arguments))

    return invoke


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Content with one error and one note."""
    root = Path(shutil.copytree(SAMPLE, tmp_path / "content"))
    page = root / "pages/stay/en.md"
    page.write_text(page.read_text("utf-8").replace("Ask {", "Call 112. Ask {"), "utf-8")
    return root


def test_a_check_without_errors_ends_with_0(run: Run) -> None:
    result = run("content", "check")
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"0 errors, \d+ notes\n", result.stderr)
    assert all(FINDING.fullmatch(line) for line in result.stdout.splitlines())


def test_a_check_with_errors_ends_with_1_and_says_where(run: Run, broken: Path) -> None:
    result = run("content", "check", content=broken)
    assert result.exit_code == 1
    assert "pages/stay/en.md:9: " in result.stdout
    assert "[phone-in-text]" in result.stdout
    assert result.stderr == "1 errors, 1 notes\n"


def test_notes_alone_end_with_0(run: Run, broken: Path) -> None:
    page = broken / "pages/stay/en.md"
    page.write_text(page.read_text("utf-8").replace("Call 112. ", "Do. "), "utf-8")
    result = run("content", "check", content=broken)
    assert (result.exit_code, result.stderr) == (0, "0 errors, 1 notes\n")


@pytest.mark.parametrize(
    "arguments",
    [("content", "check", "--yaml"), ("content", "chek"), ("content", "check", "more"),
     ("content", "stamp", "fr"), ("content", "stamp", "xx", "abortion"),
     ("content", "stamp", "fr", "gone"), ("search", "en"), ("search", "xx", "word"),
     ("release", "build", "--as-of", "tomorrow"), ("nothing",)],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_call_ends_with_2_and_a_sentence(arguments: tuple[str, ...], run: Run) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_findings_as_json_have_four_members(run: Run, broken: Path) -> None:
    result = run("content", "check", "--json", content=broken)
    assert result.exit_code == 1
    findings = json.loads(result.stdout)
    assert [f["code"] for f in findings] == ["phone-in-text", "outdated-translation"]
    for finding in findings:
        assert set(finding) == {"code", "file", "line", "message"}
        assert isinstance(finding["line"], int)
    assert result.stderr == ""


def test_no_findings_as_json_are_an_empty_list(run: Run) -> None:
    result = run("content", "check", "--json", content=SAMPLE)
    assert (result.exit_code, result.stdout) == (0, "[]\n")


def test_the_list_of_pages_as_json_has_the_shape_others_rely_on(run: Run) -> None:
    result = run("content", "list", "--json")
    rows = json.loads(result.stdout)
    assert result.exit_code == 0
    assert len(rows) == len(list((ROOT / "content/pages").iterdir()))
    for row in rows:
        assert list(row) == ["id", "key", "topic", "tier", "languages"]
        assert re.fullmatch(r"(?=.*\d)[a-z0-9]{4}", row["key"])
        assert row["tier"] in (0, 1)
        assert row["languages"]["en"] == "source"
        assert set(row["languages"].values()) <= {"source", "reviewed", "draft", "outdated"}
    assert {"en", "fr", "nl"} <= set.intersection(*(set(row["languages"]) for row in rows))


def test_the_list_for_people_has_a_line_for_each_page(run: Run) -> None:
    lines = run("content", "list").stdout.splitlines()
    assert len(lines) == len(list((ROOT / "content/pages").iterdir()))
    assert any(line.startswith("hh9x  emergency ") for line in lines)


def test_content_that_cannot_be_read_at_all_is_a_sentence(run: Run, tmp_path: Path) -> None:
    for command in (("content", "list"), ("translations", "check")):
        result = run(*command, content=tmp_path)
        assert result.exit_code == 1
        assert "languages.toml" in result.stderr
        assert "Traceback" not in result.output
    checked = run("content", "check", content=tmp_path)
    assert checked.exit_code == 1
    assert "[missing-file]" in checked.stdout


def test_a_stamp_says_that_a_translation_fits_again(run: Run, broken: Path) -> None:
    """P3: after the English text changed, a translation is outdated until somebody stamps it."""
    page = broken / "pages/stay/en.md"
    page.write_text(page.read_text("utf-8").replace("Call 112. ", "Do. "), "utf-8")
    french = broken / "pages/stay/fr.md"
    before = french.read_text("utf-8").splitlines()

    result = run("content", "stamp", "fr", "stay", content=broken)

    assert (result.exit_code, result.stdout) == (0, "stay\n")
    after = french.read_text("utf-8").splitlines()
    changed = [line for line in after if line not in before]
    assert len(changed) == 1
    assert re.fullmatch(r"source_hash: [0-9a-f]{64}", changed[0])
    assert run("content", "check", content=broken).stderr == "0 errors, 0 notes\n"


def test_a_search_as_json_is_ids_keys_and_scores_best_first(run: Run) -> None:
    rows = json.loads(run("search", "en", "abortion", "--json").stdout)
    assert rows[0]["id"] == "abortion"
    assert [set(row) for row in rows] == [{"id", "key", "score"}] * len(rows)
    assert [row["score"] for row in rows] == sorted((r["score"] for r in rows), reverse=True)
    assert len(rows) <= 10
    assert json.loads(run("search", "en", "qqqqzzzz", "--json").stdout) == []


def test_the_export_of_a_search_is_the_bytes_that_phones_get(
    run: Run, built: Built, tmp_path: Path
) -> None:
    result = run("search-export", "fr", str(tmp_path / "words"))
    assert result.exit_code == 0, result.output
    served = built.app().test_client().get("/fr/words").data
    assert (tmp_path / "words").read_bytes() == served


def test_releases_are_listed_by_id_date_and_number(run: Run, built: Built) -> None:
    (line,) = run("release", "list").stdout.splitlines()
    assert re.fullmatch(rf"{built.release_id} 2026-11-23 \d+ in force", line)


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("release", "build"), "bundles build"),
        (("search", "en", "word"), "release build"),
        (("release", "export", "somewhere"), "release build"),
    ],
)
def test_what_was_not_built_yet_is_told_with_the_command_that_builds_it(
    arguments: tuple[str, ...], advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = create_app({"data_dir": str(tmp_path / "data")})
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == 1
    assert advice in result.stderr
    assert "Traceback" not in result.output


def test_a_full_disk_is_a_sentence(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C2: the operator sees why, and readers keep the guide they have."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("content.release.store.write_atomically", refuse)
    app = built.app(content_dir=str(SAMPLE))
    before = app.extensions["guide"].store.current()
    result = app.test_cli_runner().invoke(args=["release", "build"])
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert "readers keep the guide they have" in result.stderr
    assert app.extensions["guide"].store.current() == before


def test_every_catalogue_is_whole(run: Run) -> None:
    result = run("translations", "check")
    assert (result.exit_code, result.stdout) == (0, ""), result.output
