"""Packs as answers: whole, a part from a byte on, or the calm page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from content.release.digest import digest_of
from content.release.manifest import CORE
from content.release.pack import members, pack_name, unpack
from content.release.packs import stored_packs
from pwa import headers
from tests.content.released import Released
from tests.pwa.test_headers import TRANSPORT


@pytest.fixture
def pack(released: Released) -> Path:
    """The pack of the core, from nothing."""
    core = released.services.current.tree().pointer.manifests[CORE]
    return released.store.path_of_pack(pack_name({CORE: core}, {}))


@pytest.fixture
def address(pack: Path) -> str:
    return f"/pack/{pack.name}"


def test_every_pack_goes_out_with_its_set(client: FlaskClient, released: Released) -> None:
    """T1"""
    packs = stored_packs(released.store)
    assert len(packs) >= len(released.library.languages) + 1
    for path in packs:
        answer = client.get(f"/pack/{path.name}")
        assert answer.status_code == 200
        assert answer.data == path.read_bytes()
        fields = {n: v for n, v in answer.headers if n not in {*TRANSPORT, "Accept-Ranges"}}
        assert fields == headers.PACK.fields
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["ETag"] == f'"{digest_of(answer.data)}"'


def test_the_packs_of_a_first_visit_bring_the_whole_guide(released: Released) -> None:
    """D6: but for what a document has loaded itself."""
    store, pointer = released.store, released.services.current.tree().pointer
    core = {CORE: pointer.manifests[CORE]}
    wanted, brought = set(), {}
    for part, digest in pointer.manifests.items():
        base = {} if part == CORE else core
        numbers = members({one: store.manifest(one) for one in base.values()})
        path = store.path_of_pack(pack_name({part: digest}, base))
        for data in unpack(path.read_bytes(), [store.read(one) for one in numbers]):
            brought[digest_of(data)] = data
        wanted |= {digest, *(n for e in store.manifest(digest).entries.values() for n in e.kept)}
    missing = wanted - brought.keys()
    kinds = {
        found.entry.headers for found in released.paths.values() if found.entry.object in missing
    }
    assert kinds == {"script", "style"}
    home = released.html["/"]
    assert all(f"/o/{name}" in home for name in missing)
    assert brought.keys() <= wanted


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [("bytes=0-", 0, None), ("bytes=1-", 1, None), ("bytes=100-199", 100, 200),
     ("bytes=0-0", 0, 1), ("bytes=500-99999999999", 500, None), ("bytes=007-9", 7, 10)],
)  # fmt: skip
def test_a_part_is_sent_from_the_byte_that_is_asked_for(
    client: FlaskClient, address: str, pack: Path, asked: str, first: int, end: int | None
) -> None:
    whole = pack.read_bytes()
    answer = client.get(address, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.data == whole[first:end]
    last = (end or len(whole)) - 1
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert headers.PACK.fields.items() <= dict(answer.headers).items()


@pytest.mark.parametrize(
    "asked",
    ["bytes=", "bytes=-5", "bytes=5-2", "bytes=0-1,5-6", "bytes=a-", "bytes 0-", "lines=0-", "0-",
     "bytes=0-1 ", "bytes=٣-", "bytes=1e2-", "bytes=" + "9" * 5000 + "-", "bytes=0x1-"],
)  # fmt: skip
def test_whatever_else_is_asked_for_is_the_whole(
    client: FlaskClient, address: str, pack: Path, asked: str
) -> None:
    answer = client.get(address, headers={"Range": asked.encode().decode("latin-1")})
    assert (answer.status_code, answer.data) == (200, pack.read_bytes())
    assert "Content-Range" not in answer.headers


def test_behind_the_end_there_is_nothing(client: FlaskClient, address: str, pack: Path) -> None:
    size = pack.stat().st_size
    for first in (size, size + 1, 10**17):
        answer = client.get(address, headers={"Range": f"bytes={first}-"})
        assert (answer.status_code, answer.data) == (416, b"")
        assert answer.headers["Content-Range"] == f"bytes */{size}"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_part_of_another_pack_is_not_mixed_in(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    for said, status in ((tag, 206), ('"another"', 200), ("Mon, 23 Nov 2026 00:00:00 GMT", 200)):
        answer = client.get(address, headers={"Range": "bytes=5-", "If-Range": said})
        assert answer.status_code == status


def test_a_pack_that_is_held_is_a_304(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    for more in ({}, {"Range": "bytes=5-"}):
        answer = client.get(address, headers={"If-None-Match": tag, **more})
        assert (answer.status_code, answer.data) == (304, b"")


def test_a_head_says_what_a_get_says(client: FlaskClient, address: str) -> None:
    for asked in ({}, {"Range": "bytes=5-"}):
        got, head = client.get(address, headers=asked), client.head(address, headers=asked)
        assert (head.status_code, head.data) == (got.status_code, b"")
        assert dict(head.headers) == dict(got.headers)


def nowhere() -> Iterator[str]:
    digest = "0" * 64
    yield from ("", "x", digest, f"{digest}-{digest}", f"{digest}-", digest[:-1], digest.upper())
    yield from (f"{digest}-{digest}-{digest}", f"..%2fobjects%2f00%2f{digest}", "..", "%00")


@pytest.mark.parametrize("name", [*nowhere()])
def test_a_pack_that_is_not_there_gets_the_calm_page(client: FlaskClient, name: str) -> None:
    for asked in ({}, {"Range": "bytes=5-"}):
        answer = client.get(f"/pack/{name}", headers=asked)
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-cache"


def test_keys_of_runs_are_nobodys_business(client: FlaskClient, address: str, pack: Path) -> None:
    assert pack.with_name(pack.name + ".keys").exists()
    assert client.get(f"{address}.keys").status_code == 404
