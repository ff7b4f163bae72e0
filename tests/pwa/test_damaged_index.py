"""A search index that something has spoiled: readers get the list of pages, a build mends it."""

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from pwa import search
from pwa.build_cache import BuildCache
from pwa.indexes import Indexes
from tests.conftest import Built
from tests.pwa.copies import Copy, copy_of_sample

# Whoosh leaves its files to the garbage collector when one of them is damaged.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Collect them here, or a test of something else would be told of them."""
    yield
    search._open.cache_clear()
    gc.collect()


FILES = {
    "words": "en/words.json",
    "settings": "en/settings.json",
    "contents": "en/*.toc",
    "segment": "en/*.seg",
    "texts": "en.json",
}
CUTS: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "overwritten": lambda data: b"\xff" * len(data),
}


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Copy:
    copy = copy_of_sample(built, tmp_path)
    copy.build()
    search._open.cache_clear()
    return copy


def folder_of(copy: Copy) -> Path:
    return copy.services.search_dir(copy.services.store.current().id)


def ask(client: FlaskClient, language: str = "en") -> int:
    return client.post(f"/{language}/search", data={"q": "help canary"}).status_code


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("file", FILES)
def test_a_damaged_index_leads_to_the_list_of_all_pages_until_it_is_mended(
    file: str, cut: str, copy: Copy, capfd: pytest.CaptureFixture[str]
) -> None:
    """Q9: an error is no answer to a reader who has no JavaScript."""
    # Given a served guide whose index a full disk has spoiled
    client = copy.client()
    (path,) = folder_of(copy).glob(FILES[file])
    path.write_bytes(CUTS[cut](path.read_bytes()))

    # Then its language answers with the list of all pages, and the others as ever
    answer = client.post("/en/search", data={"q": "help canary"})
    assert (answer.status_code, answer.data) == (303, b"")
    assert client.get(answer.headers["Location"]).status_code == 200
    assert ask(client, "fr") == 200
    told = capfd.readouterr().err
    assert "release build" in told
    assert "canary" not in told

    # And the command that asks it says what to do
    result = create_app(copy.folders).test_cli_runner().invoke(args=["search", "en", "help"])
    if file != "texts":
        assert result.exit_code == 1
        assert "release build" in result.stderr
        assert "Traceback" not in result.output

    # And a build of the same content mends it, in the same release and the running site
    before = copy.services.store.current()
    assert copy.build() == before.id
    assert copy.services.store.current() == before
    assert ask(client) == 200
    assert [one.name for one in (copy.data / "search").iterdir()] == [before.id]


def test_an_index_that_breaks_while_it_is_open_is_opened_anew(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = copy.client()
    assert ask(client) == 200
    with monkeypatch.context() as patch:
        patch.setattr("pwa.search.answer_query", lambda *_: b""[9])
        assert ask(client) == 303
    assert search._open.cache_info().currsize == 0
    assert ask(client) == 200


def test_a_damaged_index_is_not_carried_into_the_next_release(copy: Copy) -> None:
    """Releases share the files of languages that did not change."""
    (path,) = folder_of(copy).glob("en/*.seg")
    path.write_bytes(b"")
    copy.edit("pages/stay/fr.md", "Demande", "Pose la question")
    copy.build(now=time.time())
    assert ask(copy.client()) == 200


def test_a_whole_index_is_not_made_anew(copy: Copy) -> None:
    (path,) = folder_of(copy).glob("en/*.seg")
    before = path.stat().st_ino
    copy.build()
    assert path.stat().st_ino == before


def test_what_outlives_a_killed_build_writes_into_no_later_one(copy: Copy) -> None:
    """A process of a build that was killed may go on for a while, in the folder it was told."""
    services = copy.services
    cache = BuildCache(copy.data / "cache", services.store, "code", print)
    killed = Indexes(services, cache).building()
    abandoned = killed.__enter__()
    with Indexes(services, cache).building() as folder:
        assert folder != abandoned
        assert not abandoned.exists()
        with pytest.raises(OSError):  # noqa: PT011 -- whichever it is
            (abandoned / "en.json").write_bytes(b"late")
        assert list(folder.iterdir()) == []
