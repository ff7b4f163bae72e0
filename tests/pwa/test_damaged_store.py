"""D2, C2: damage to the files of releases takes nothing from readers that can still be read."""

from pathlib import Path

import pytest

from content.release.digest import Digest
from tests.conftest import NOW, Built
from tests.pwa.copies import Copy, copy_of_sample


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Copy:
    """A guide with two releases."""
    guide = copy_of_sample(built, tmp_path)
    guide.build()
    guide.edit("pages/stay/en.md", "or read about", "or look at")
    guide.build(now=NOW + 60)
    return guide


def harm(path: Path, how: str) -> None:
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:20] if how == "cut" else b"")


HARMS = ("missing", "cut", "empty")


@pytest.mark.parametrize("how", HARMS)
def test_a_manifest_of_an_older_release_that_is_damaged_stops_no_reader(
    copy: Copy, how: str
) -> None:
    store = copy.services.store
    old = store.published()[1]
    current = store.current()
    for digest in set(old.manifests.values()) - set(current.manifests.values()):
        harm(store.path_of(Digest(digest)), how)
    client = copy.client()
    assert client.get("/release").data == current.encode()
    assert client.get("/en/").status_code == 200
    assert client.get("/en/nowhere").status_code == 404


@pytest.mark.parametrize("how", HARMS)
def test_a_server_that_runs_keeps_its_release_while_the_pointer_is_damaged(
    copy: Copy, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    client = copy.client()
    served = client.get("/release").data
    harm(copy.services.store.current_path, how)
    for _ in range(3):
        assert client.get("/release").data == served
        assert client.get("/en/").status_code == 200
    # It says so once, and nothing of who was reading what
    said = capsys.readouterr().err
    assert said.count("current.json") == said.count("fault: ") == 1
    assert "/en/" not in said
    # And the next publication is seen at once
    copy.edit("pages/stay/en.md", "or look at", "or see")
    copy.build(now=NOW + 120)
    assert client.get("/release").data == copy.services.store.current().encode() != served


@pytest.mark.parametrize("how", HARMS)
def test_a_server_that_starts_with_a_damaged_pointer_serves_the_newest_whole_release(
    copy: Copy, how: str
) -> None:
    store = copy.services.store
    newest, older = store.published()
    harm(store.current_path, how)
    assert copy.client().get("/release").data == newest.encode()
    for digest in set(newest.manifests.values()) - set(older.manifests.values()):
        harm(store.path_of(Digest(digest)), how)
    client = copy.client()
    assert client.get("/release").data == older.encode()
    assert client.get("/en/").status_code == 200


def test_a_server_without_any_release_says_so(built: Built, tmp_path: Path) -> None:
    guide = copy_of_sample(built, tmp_path)
    assert guide.client().get("/en/").status_code == 503
