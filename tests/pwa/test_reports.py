"""Error reports: class, place and release; nothing of who read what."""

import re
from pathlib import Path

import pytest
from flask import abort

from pwa.reports import describe
from tests.conftest import Built

CANARY = "zq7k2canary"
REPORT = re.compile(r"fault: (\w+) at [\w./-]+:\d+ release ([0-9a-f]{12}|none)\n")


@pytest.fixture
def _fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **more: object) -> None:
        raise LookupError(f"{CANARY} was asked by {args} {more}")

    monkeypatch.setattr("pwa.answers.of_object", fail)
    monkeypatch.setattr("pwa.search.render_template", fail)


@pytest.mark.usefixtures("_fails")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_report_holds_nothing_of_the_request(
    method: str, built: Built, capfd: pytest.CaptureFixture[str]
) -> None:
    """R3: canaries in the message, path, query, body and headers are in no report."""
    # Given a reader whose every word is a canary, and a view that fails
    client = built.app().test_client()
    capfd.readouterr()

    # When she asks
    if method == "POST":
        answer = client.post("/en/search", data={"q": CANARY}, headers={"User-Agent": CANARY})
    else:
        answer = client.get(f"/en/hh9x?{CANARY}", headers={"Cookie": CANARY, "Referer": CANARY})

    # Then she reads the numbers that always work, and the operator where the fault is
    assert (answer.status_code, answer.data) == (500, b"112 - 101\n")
    said = capfd.readouterr()
    assert said.out == ""
    found = REPORT.fullmatch(said.err)
    assert found, said.err
    assert found[1] == "LookupError"
    assert found[2] == built.release_id[:12]
    assert CANARY not in said.err
    assert "hh9x" not in said.err


def test_a_page_that_is_not_there_is_no_fault(
    built: Built, capfd: pytest.CaptureFixture[str]
) -> None:
    client = built.app().test_client()
    capfd.readouterr()
    for path in (f"/{CANARY}", f"/en/{CANARY}", f"/o/{CANARY}"):
        assert client.get(path).status_code == 404
    client.post("/en/search", data={"q": CANARY * 3000})
    assert capfd.readouterr() == ("", "")


def test_an_exception_inside_an_exception_is_told_by_its_class_only(built: Built) -> None:
    with built.app().app_context():
        with pytest.raises(OSError, match=CANARY) as caught:
            raise OSError(CANARY) from KeyError(CANARY)
        line = describe(caught.type, caught.tb)
    assert REPORT.fullmatch(line + "\n")
    assert CANARY not in line


def test_a_fault_without_a_release_is_reported_too(
    built: Built, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    app = built.app(data_dir=str(tmp_path))
    app.add_url_rule("/fails", view_func=lambda: str(1 / 0))
    capfd.readouterr()
    assert app.test_client().get("/fails").status_code == 500
    assert re.fullmatch(
        r"fault: ZeroDivisionError at \S+:\d+ release none\n", capfd.readouterr().err
    )


def test_an_aborted_view_answers_in_our_words(built: Built) -> None:
    app = built.app()
    app.add_url_rule("/stops", view_func=lambda: abort(418))
    answer = app.test_client().get("/stops")
    assert (answer.status_code, answer.data) == (418, b"112 - 101\n")
