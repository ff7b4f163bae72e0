"""The worker's address: one, exactly, and no other may be registered on a reader's phone."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import service_worker
from pwa import headers
from tests.conftest import Built

ASKS = {"Service-Worker": "script"}


def test_the_worker_is_served_when_a_browser_registers_it(client: FlaskClient) -> None:
    answer = client.get("/sw.js", headers=ASKS)
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert b"addEventListener" in answer.data


@pytest.mark.parametrize(
    "path",
    ["/", "/en/", "/en/hh9x", "/sw.js?a=1", "/sw.js?", "/sw.js/", "/SW.js", "/o/" + "0" * 64,
     "/release", "/x/1", "/erase", "/en/words", "/en/search", "/zz99", "//sw.js", "/sw.js%3fa"],
)  # fmt: skip
def test_no_other_address_is_served_as_a_worker(path: str, client: FlaskClient) -> None:
    """T4: 403, an address that exists or not, with a query or without."""
    answer = client.get(path, headers=ASKS)
    if path == "/sw.js?":
        assert answer.status_code == 200, "a bare question mark is no query"
        return
    assert answer.status_code == 403
    assert b"addEventListener" not in answer.data
    assert {n: v for n, v in answer.headers if n != "Content-Length"} == headers.REFUSED.fields


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS"])
def test_a_worker_is_asked_for_by_get_only(method: str, client: FlaskClient) -> None:
    """T4"""
    assert client.open("/sw.js", method=method, headers=ASKS).status_code == 404


def test_every_script_of_the_site_is_refused_as_a_worker(built: Built, client: FlaskClient) -> None:
    """T4: a page's own script would otherwise be one, with the run of the whole site."""
    tree = built.app().extensions["guide"].current.tree()
    scripts = [path for path, found in tree.paths.items() if found.entry.headers == "script"]
    assert len(scripts) >= 3
    for path in scripts:
        assert client.get(path, headers=ASKS).status_code == 403


def test_the_worker_travels_compressed_where_that_is_taken(client: FlaskClient) -> None:
    """L1: it is a quarter of what a first visit may weigh, and each encoding has its own tag."""
    plain = client.get("/sw.js", headers={"Accept-Encoding": "identity"})
    packed = client.get("/sw.js", headers={"Accept-Encoding": "gzip, deflate"})
    refused = client.get("/sw.js", headers={"Accept-Encoding": "gzip;q=0, *;q=0"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert len(packed.data) * 2 < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for answer in (plain, packed):
        assert answer.headers["Vary"] == "Accept-Encoding"


def test_without_that_header_a_query_makes_no_difference(client: FlaskClient) -> None:
    """R1"""
    assert client.get("/sw.js?a=1").data == client.get("/sw.js").data


def test_the_worker_carries_no_list_of_content(client: FlaskClient, built: Built) -> None:
    """Publishing content must not reinstall it: it names no key, no object and no release."""
    script = client.get("/sw.js").get_data(as_text=True)
    tree = built.app().extensions["guide"].current.tree()
    assert built.release_id not in script
    for path, found in tree.paths.items():
        assert found.entry.object not in script
        assert len(path) < 7 or path not in script


def test_the_blueprint_needs_nothing_but_flask(tmp_path: Path) -> None:
    (tmp_path / service_worker.SCRIPT_FILE).write_bytes(b"self;")
    digests = {service_worker.SCRIPT_FILE: [hashlib.sha256(b"self;").hexdigest()]}
    (tmp_path / service_worker.LIST_FILE).write_text(json.dumps(digests))
    app = Flask("pwa", static_folder=None)
    service_worker.init_app(app, tmp_path, {"Cache-Control": "max-age=86400"})
    answer = app.test_client().get("/sw.js")
    assert (answer.status_code, answer.data) == (200, b"self;")
    assert answer.headers["Cache-Control"] == "max-age=86400"
