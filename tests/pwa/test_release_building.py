"""Building releases: the same inputs give the same id, and readers see one release, whole."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from content.release.digest import Digest, digest_of
from content.release.manifest import HeaderSet, Pointer, read_manifest, read_pointer
from content.release.store import ReleaseStore
from content.release.tree import Leaf, point_at, store_parts
from pwa.builder import ContentRefused
from tests.conftest import AS_OF, NOW, ROOT, SITE_URL, Built
from tests.pwa.copies import Copy, copy_of_sample

PUBLICATIONS = 100


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Copy:
    """The sample guide, published with the real scripts and styles."""
    copy = copy_of_sample(built, tmp_path)
    copy.build()
    return copy


# The same inputs


def test_the_same_guide_in_another_folder_is_the_same_release(
    built: Built, tmp_path: Path, copied_content: Callable[[], Path]
) -> None:
    """D10: neither the folder nor the day of the build goes into it."""
    shutil.copytree(built.data / "build", tmp_path / "elsewhere/build")
    other = Copy(copied_content(), tmp_path / "elsewhere")
    assert other.build(now=NOW + 86_400) == built.release_id


def test_another_process_language_clock_and_hash_seed_make_the_same_release(
    built: Built, tmp_path: Path
) -> None:
    """D10: same inputs, same id, on another machine as far as one machine can be another."""
    environment = {
        **os.environ,
        "PARASOL_DATA_DIR": str(tmp_path / "other"),
        "PARASOL_SITE_URL": SITE_URL,
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "LANGUAGE": "ar",
        "COLUMNS": "40",
    }
    ids = ""
    for command in (["bundles", "build"], ["release", "build", "--as-of", str(AS_OF)]):
        ids = subprocess.run(
            [sys.executable, "-W", "error", "-m", "flask", "--app", "app", *command],
            cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    assert ids == built.release_id + "\n"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("pages/stay/en.md", "title: ", "title: So, "),
        ("contacts.toml", '"Ambulance and', '"An ambulance and'),
        ("figures.toml", "value = 3", "value = 4"),
        ("publisher.toml", 'site_name = "Info"', 'site_name = "Notes"'),
        ("topics.toml", '"What comes first."', '"What comes at once."'),
    ],
)
def test_other_content_is_another_release(file: str, old: str, new: str, copy: Copy) -> None:
    before = copy.services.store.current()
    copy.edit(file, old, new)
    assert copy.build() != before.id
    copy.edit(file, new, old)
    assert copy.build() == before.id


# What readers see meanwhile


def test_building_again_without_a_change_publishes_nothing(copy: Copy) -> None:
    before = copy.services.store.current()
    assert copy.build(now=NOW + 3600) == before.id
    assert copy.services.store.current() == before
    assert b"/en/bb22" in copy.client().post("/en/search", data={"q": "stay"}).data


def test_refused_content_leaves_the_old_release_served(copy: Copy) -> None:
    """C2: and names the file and the line."""
    # Given a guide that somebody breaks while it is served
    client = copy.client()
    before = {path: client.get(path).data for path in ("/", "/en/", "/en/bb22", "/release")}
    old = copy.services.store.current()
    copy.edit("pages/stay/en.md", "{contact:", "{contact:not-")

    # When it is built
    with pytest.raises(ContentRefused) as refused:
        copy.build(now=NOW + 60)

    # Then readers have what they had
    assert [f.code for f in refused.value.findings] == ["unknown-contact"]
    assert {path: client.get(path).data for path in before} == before
    assert copy.services.store.current() == old


def test_a_refusal_is_told_to_the_operator_in_words(copy: Copy) -> None:
    copy.edit("pages/stay/en.md", "{contact:", "{contact:not-")
    folders = {"content_dir": str(copy.content), "data_dir": str(copy.data)}
    result = create_app(folders).test_cli_runner().invoke(args=["release", "build"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "pages/stay/en.md:9: " in result.stderr
    assert "readers keep the guide they have" in result.stderr


def test_editing_a_text_changes_what_holds_it_and_nothing_else(copy: Copy) -> None:
    """D5, before compression: one page, the search export, their manifest, the pointer."""
    # Given a served guide
    before = copy.services.current.tree()
    worker = copy.client().get("/sw.js")

    # When one sentence of one page changes
    copy.edit("pages/stay/fr.md", "\n---\n", "\n---\nUne phrase nouvelle.\n\n")
    copy.build(now=NOW + 60)

    # Then one page and the words to search are new
    after = copy.services.current.tree()
    changed = {
        path
        for path in before.paths.keys() | after.paths.keys()
        if before.paths.get(path) != after.paths.get(path)
    }
    assert changed == {"/fr/bb22", "/fr/words"}

    # And one manifest
    parts = [n for n, d in after.pointer.manifests.items() if d != before.pointer.manifests[n]]
    assert parts == ["fr"]

    # And the worker is the same bytes under the same tag
    again = copy.client().get("/sw.js")
    assert (again.data, again.headers["ETag"]) == (worker.data, worker.headers["ETag"])


def test_a_running_site_serves_the_new_release_at_its_next_request(copy: Copy) -> None:
    """D7, on the server: it needs no restart, and search answers from the new pages."""
    client = copy.client()
    assert b"zq7k2canary" not in client.get("/en/bb22").data
    copy.edit("pages/stay/en.md", "\n---\n", "\n---\nThe zq7k2canary stands here.\n\n")
    copy.build(now=NOW + 60)
    assert b"zq7k2canary" in client.get("/en/bb22").data
    assert b"/en/bb22" in client.post("/en/search", data={"q": "zq7k2canary"}).data


def test_files_of_recent_releases_are_still_served_with_their_type(copy: Copy) -> None:
    """D7: a window that is open on the older release goes on working."""
    client = copy.client()
    script = copy.data / "build/reader.js"
    old = f"/o/{digest_of(script.read_bytes())}"
    assert client.get(old).mimetype == "text/javascript"
    copy.put_built("reader.js", script.read_bytes() + b"\n// newer\n")
    copy.build(now=NOW + 60)
    new = f"/o/{digest_of(script.read_bytes())}"
    for address in (old, new):
        assert client.get(address).mimetype == "text/javascript"


def test_an_index_is_kept_for_recent_releases_only(copy: Copy) -> None:
    for number in range(4):
        copy.edit("publisher.toml", 'site_name = "', 'site_name = "I')
        newest = copy.build(now=NOW + number)
    folders = {path.name for path in (copy.data / "search").iterdir()}
    assert newest in folders
    assert len(folders) <= 4
    assert not [name for name in folders if name.startswith(".")]


# A hundred publications

HEADERS = {"page": HeaderSet(200, {"Content-Type": "text/html", "Cache-Control": "no-cache"})}


def publish_number(store: ReleaseStore, number: int) -> None:
    pages = [Leaf(f"/en/{n}", f"page {n} of {number}".encode(), "page") for n in range(2)]
    core = [Leaf("/404", b"not here", "page"), Leaf("/", f"core {number}".encode(), "page")]
    parts = {"core": core, "en": pages}
    point_at(store, store_parts(store, parts, HEADERS), as_of="2026-11-23", now=NOW)


def collect(client: FlaskClient) -> Pointer:
    """Do what a phone does, and return the pointer whose release it got whole."""
    pointer = read_pointer(client.get("/release").data)
    for digest in pointer.manifests.values():
        data = client.get(f"/o/{digest}").data
        assert digest_of(data) == digest
        for path, entry in read_manifest(data).entries.items():
            found = client.get(f"/o/{entry.object}")
            assert found.status_code == 200, path
            assert digest_of(found.data) == entry.object
    return pointer


@pytest.fixture
def publishing(tmp_path: Path) -> Iterator[Callable[[], bool]]:
    """Publish a hundred releases in a thread; the value says whether it is still at it."""
    store = ReleaseStore(tmp_path / "releases")
    publish_number(store, 0)

    def publish_all() -> None:
        for number in range(1, PUBLICATIONS + 1):
            publish_number(store, number)

    thread = threading.Thread(target=publish_all)
    thread.start()
    yield thread.is_alive
    thread.join()


def test_polling_through_a_hundred_publications_misses_no_object(
    publishing: Callable[[], bool], tmp_path: Path
) -> None:
    """D10: whoever reads a pointer finds every manifest and object it names, whole."""
    client = create_app({"data_dir": str(tmp_path)}).test_client()
    collected = []
    while publishing():
        collected.append(collect(client))
    collected.append(collect(client))
    store = ReleaseStore(tmp_path / "releases")
    assert collected[-1] == store.current()
    assert len(store.published()) == PUBLICATIONS + 1
    assert len({pointer.id for pointer in collected}) >= 3, "it polled while they were published"
    numbers = [pointer.sequence for pointer in collected]
    assert numbers == sorted(numbers)


def test_an_object_that_a_disk_lost_is_a_fault_and_not_a_page_of_another_release(
    copy: Copy,
) -> None:
    client = copy.client()
    digest = Digest(copy.services.current.tree().paths["/en/"].entry.object)
    copy.services.store.path_of(digest).unlink()
    assert client.get("/en/").status_code == 500
    assert client.get("/fr/").status_code == 200
