"""Headers: what goes out, on every class of address and with every status, is what is written down.

That docs/headers.md and pwa/headers.py agree is tested in tests/test_docs.py.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from content.release.digest import Digest, digest_of
from content.release.manifest import HeaderSet
from pwa import headers
from pwa.settings import Settings
from tests.conftest import Built
from tests.content.released import Released

# What belongs to the transport; docs/headers.md says the same in words.
TRANSPORT = {"Content-Length", "Date", "ETag", "Vary", "Content-Encoding"}

# The classes of a release, each with an address of it.
RELEASED = {
    "page": ("/", "/en/", "/ar/", "/en/hh9x", "/fr/kp3r", "/nl/parts"),
    "missing": ("/404", "/en/404"),
    "decoy": ("/i/u/", "/i/u/fr"),
    "install": ("/i/u/en.webmanifest",),
    "words": ("/en/words",),
}


def own_fields(answer: TestResponse) -> dict[str, str]:
    fields = {name: value for name, value in answer.headers if name not in TRANSPORT}
    assert len(fields) == len([name for name, _ in answer.headers if name not in TRANSPORT])
    return fields


def assert_exactly(answer: TestResponse, wanted: HeaderSet) -> None:
    assert answer.status_code == wanted.status
    assert own_fields(answer) == wanted.fields
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "path"), [(name, path) for name, paths in RELEASED.items() for path in paths]
)
def test_a_page_goes_out_with_its_set(name: str, path: str, client: FlaskClient) -> None:
    """T1"""
    assert_exactly(client.get(path), headers.RELEASED[name])


def test_every_path_of_the_release_goes_out_with_the_set_its_manifest_names(
    client: FlaskClient, released: Released
) -> None:
    """T1: the whole release, each address asked once."""
    for path, found in released.paths.items():
        answer = client.get(path)
        assert_exactly(answer, found.headers)
        assert answer.data == released.data(path)
        known = headers.RELEASED.get(found.entry.headers)
        assert known in (found.headers, None)
        assert known or found.entry.headers.startswith("exit-")


def test_an_exit_leads_to_the_site_of_its_language(client: FlaskClient, released: Released) -> None:
    """T1, X5: without a referrer, and with the decoy as its body."""
    for number, site in enumerate(released.library.publisher.exit_sites, 1):
        answer = client.get(f"/x/{number}")
        assert_exactly(answer, headers.leaving(site.url))
        assert answer.data == client.get(f"/i/u/{site.language}").data
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_manifests_are_objects(client: FlaskClient, released: Released) -> None:
    pointer = released.services.current.tree().pointer
    for digest in pointer.manifests.values():
        answer = client.get(f"/o/{digest}")
        assert_exactly(answer, headers.OBJECT)
        assert digest_of(answer.data) == digest


def test_a_page_collected_as_an_object_is_plain_bytes(
    client: FlaskClient, released: Released
) -> None:
    """A page under its hash must never run as one: it would lack the page's policy."""
    digest = released.paths["/en/"].entry.object
    assert_exactly(client.get(f"/o/{digest}"), headers.OBJECT)


def test_the_pointer_goes_out_with_its_set(client: FlaskClient) -> None:
    """T1"""
    assert_exactly(client.get("/release"), headers.POINTER)


def test_the_worker_goes_out_with_its_set(client: FlaskClient) -> None:
    """T1"""
    assert_exactly(client.get("/sw.js"), headers.WORKER)


def test_found_pages_are_kept_by_nobody(client: FlaskClient) -> None:
    """T1"""
    answer = client.post("/en/search", data={"q": "abortion"})
    assert_exactly(answer, headers.FOUND_WORDS)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/en/hh9x", "/release", "/sw.js", "/en/words", "/i/u/"]
)
def test_news_that_is_none_is_a_304_with_the_same_set(path: str, client: FlaskClient) -> None:
    """T1, D5: no news costs one 304, without a body and without a type."""
    first = client.get(path)
    second = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 304
    assert second.data == b""
    assert second.headers["ETag"] == first.headers["ETag"]
    fields = {**own_fields(first)}
    del fields["Content-Type"]
    assert own_fields(second) == fields


@pytest.mark.parametrize("path", ["/en/", "/release", "/sw.js"])
def test_another_tag_gets_the_whole_answer(path: str, client: FlaskClient) -> None:
    answer = client.get(path, headers={"If-None-Match": 'W/"older", "oldest"'})
    assert answer.status_code == 200
    assert answer.data


def test_an_object_held_is_a_304(client: FlaskClient, released: Released) -> None:
    digest = released.paths["/en/"].entry.object
    held = client.get(f"/o/{digest}", headers={"If-None-Match": f'W/"{digest}"'})
    assert held.status_code == 304


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/zz99"), ("GET", "/en/zz99"), ("GET", "/en"), ("GET", "/x/99"), ("GET", "/o/abc"),
        ("GET", "/o/" + "0" * 64), ("GET", "/favicon.ico"), ("GET", "/en/%00"), ("GET", "/en/%ff"),
        ("GET", "/..%2f..%2fetc/passwd"), ("GET", "/static/a"), ("GET", "/en/search"),
        ("POST", "/"), ("POST", "/en/"), ("POST", "/release"), ("POST", "/sw.js"), ("PUT", "/en/"),
        ("DELETE", "/erase"), ("OPTIONS", "/"), ("OPTIONS", "/en/search"), ("TRACE", "/"),
        ("BREW", "/en/"), ("PROPFIND", "/"), ("POST", "/xx/search"),
    ],
)  # fmt: skip
def test_what_is_not_there_gets_the_calm_page(method: str, path: str, client: FlaskClient) -> None:
    """T1: 404 for every address and every method; nothing of the framework's own."""
    answer = client.open(path, method=method)
    assert_exactly(answer, headers.RELEASED["missing"])
    assert b"tel:112" in answer.data or method == "HEAD"


@pytest.mark.parametrize("path", ["/", "/en/", "/release", "/sw.js", "/x/1", "/en/words"])
def test_head_says_what_get_says(path: str, client: FlaskClient) -> None:
    got, head = client.get(path), client.head(path)
    assert head.data == b""
    assert dict(head.headers) | {"Date": ""} == dict(got.headers) | {"Date": ""}


def test_erasing_is_for_our_own_pages_only(client: FlaskClient) -> None:
    """T1: another site could otherwise make a reader lose her guide."""
    ours = client.get("/erase", headers={"Sec-Fetch-Site": "same-origin"})
    assert_exactly(ours, headers.ERASING)
    assert ours.headers["Clear-Site-Data"] == '"cache", "storage"'
    for site in ("cross-site", "same-site", "none", "SAME-ORIGIN", ""):
        assert_exactly(client.get("/erase", headers={"Sec-Fetch-Site": site}), headers.REFUSED)
    assert_exactly(client.get("/erase"), headers.REFUSED)


@pytest.mark.parametrize(
    "body", [{"q": "a" * 20_000}, {"q": "a", "more": "b" * 20_000}], ids=["the field", "another"]
)
def test_a_body_too_large_is_refused(body: dict[str, str], client: FlaskClient) -> None:
    """T1: 413, in our words."""
    answer = client.post("/en/search", data=body)
    assert_exactly(answer, headers.refusing(413))
    assert answer.data == b"112 - 101\n"


def test_a_fault_of_ours_is_a_neutral_line(built: Built, broken_view: Callable[[], None]) -> None:
    """T1: 500"""
    broken_view()
    answer = built.app().test_client().get("/en/")
    assert_exactly(answer, headers.BROKEN)
    assert answer.data == b"112 - 101\n"


@pytest.fixture
def broken_view(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def break_it() -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("no reader may see this")

        monkeypatch.setattr("pwa.answers.of_object", fail)

    return break_it


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/en/hh9x"), ("GET", "/release"), ("GET", "/o/" + "0" * 64),
     ("POST", "/en/search"), ("POST", "/"), ("GET", "/x/1"), ("OPTIONS", "/")],
)  # fmt: skip
def test_before_the_first_release_everything_is_unavailable(
    method: str, path: str, tmp_path: Path
) -> None:
    """T1: 503, and the operator reads what to do."""
    client = Built(tmp_path, "").app().test_client()
    answer = client.open(path, method=method)
    assert_exactly(answer, headers.UNAVAILABLE)
    assert b"release build" in answer.data
    assert list(tmp_path.iterdir()) == []


def test_an_encoded_answer_has_the_same_set_and_the_same_tag(
    client: FlaskClient, released: Released
) -> None:
    digest = Digest(released.paths["/en/"].entry.object)
    plain = client.get("/en/")
    for accepted, encoding in (
        ("br, gzip", "br"), ("gzip", "gzip"), ("*", "br"), ("br;q=0, gzip;q=0.1", "gzip"),
    ):  # fmt: skip
        answer = client.get("/en/", headers={"Accept-Encoding": accepted})
        assert_exactly(answer, headers.RELEASED["page"])
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["ETag"] == plain.headers["ETag"] == f'W/"{digest}"'
        assert answer.data == released.store.path_of(digest, encoding).read_bytes()
    for accepted in ("", "identity", "zstd", "br;q=0", "gzip;q=0"):
        answer = client.get("/en/", headers={"Accept-Encoding": accepted})
        assert "Content-Encoding" not in answer.headers
        assert answer.data == plain.data


# What a policy may say, apart from the names of its directives.
ALLOWED_SOURCES = {"'none'", "'self'"}


def every_policy() -> list[str]:
    sets = [*headers.RELEASED.values(), headers.leaving("https://a.example/"), headers.OBJECT,
            headers.POINTER, headers.WORKER, headers.FOUND_WORDS, headers.ERASING, headers.REFUSED,
            headers.UNAVAILABLE, headers.BROKEN]  # fmt: skip
    return sorted({one.fields["Content-Security-Policy"] for one in sets})


@pytest.mark.parametrize("policy", every_policy())
def test_a_policy_is_closed_and_each_opening_is_to_ourselves(policy: str) -> None:
    """T1: nothing unsafe, nothing of another host, framed by nobody."""
    directives = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    assert len(directives) == len([part for part in policy.split(";") if part.strip()])
    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    for name, sources in directives.items():
        if name.endswith("-src") or name.endswith("-uri") or name in ("form-action",):
            assert set(sources) <= ALLOWED_SOURCES, name
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*|data:|blob:|nonce|sha\d", policy)
    if "script-src" in directives:
        assert directives["base-uri"] == ["'none'"]
        assert directives["require-trusted-types-for"] == ["'script'"]
        assert directives["trusted-types"] in (["page"], ["'none'"])


def test_every_setting_leaves_the_headers_alone(built: Built) -> None:
    """They are part of the code: no operator can open them by a setting."""
    assert not [name for name in Settings.__struct_fields__ if "header" in name or "csp" in name]
    asked = built.app(keep="ask").test_client().get("/en/")
    assert_exactly(asked, headers.RELEASED["page"])
