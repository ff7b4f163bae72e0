"""D9: what a cleaner of the system deletes of a browser's files is got again; nothing stands still.

Browsers keep large values in files of their own. When such a file is gone, its key stays, and
reading it is an error for ever. Here it is Firefox, told to count more values as large than it does
by itself; Chromium's limit of 64 KB cannot be set, and nothing of this guide is as large.
"""

import pytest

from tests.faults.asking import check
from tests.faults.conftest import Editions, Engines
from tests.faults.editions import opens_whole
from tests.faults.engines.engine import evaluate, opens
from tests.faults.engines.firefox import Firefox
from tests.faults.fault_proxy import FaultProxy

HOME = "/en/"

LARGE = 'user_pref("dom.indexedDB.dataThreshold", 2000);\n'

# Where Firefox keeps the large values of sites, below its profile.
FILES = "storage/default/*/idb/*.files/*"

# How files of pages begin; they are compressed, but not from their first byte on.
PAGE = b"<!doctype html>"
READABLE_BYTES = 300

# Reads every object that is there, and returns the digests of those that cannot be read.
UNREADABLE = """async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => { event.preventDefault(); reject(request.error); };
  });
  const database = await answer(indexedDB.open("kept"));
  const store = () => database.transaction("objects").objectStore("objects");
  const lost = [];
  for (const key of await answer(store().getAllKeys())) {
    await answer(store().get(key)).catch(() => lost.push(key));
  }
  database.close();
  return lost;
}"""


@pytest.fixture
def phone(engines: Engines) -> Firefox:
    """A Firefox that keeps what is larger than a short page in files."""
    one = engines("firefox")
    assert isinstance(one, Firefox)
    one.kill()
    one.preferences += LARGE
    one.start()
    return one


def delete_files(phone: Firefox, holding: bytes = b"") -> int:
    """Delete, while the browser does not run, files of large values; return how many."""
    phone.kill()
    files = [path for path in phone.profile.glob(FILES) if path.is_file()]
    files = [path for path in files if holding in path.read_bytes()[:READABLE_BYTES].lower()]
    for path in files:
        path.unlink()
    phone.start()
    return len(files)


def keep_and_lose(phone: Firefox, network: FaultProxy, holding: bytes = b"") -> None:
    """Let a phone keep the guide, and lose the files of some of its values."""
    assert opens(phone, network.url + HOME)
    assert check(phone) in ("first", "same")
    assert delete_files(phone, holding) > 10


def test_pages_whose_files_are_gone_are_got_again(
    phone: Firefox, network: FaultProxy, editions: Editions
) -> None:
    # Given a phone that keeps the guide, and has lost what its browser keeps in files
    keep_and_lose(phone, network, PAGE)
    # When it is opened with a network, pages are there all the same
    assert opens(phone, network.url + HOME)
    lost = set(evaluate(phone, UNREADABLE))
    assert len(lost) > 10
    assert opens_whole(phone, editions.old, online=True)
    # And looking for news brings back what was lost, and no more than that
    mark = network.mark()
    assert check(phone) == "same"
    assert len(network.keeping_since(mark)) <= len(lost) + 2
    assert evaluate(phone, UNREADABLE) == []
    network.stop()
    phone.new_tab()
    assert opens(phone, network.url + HOME)
    assert opens_whole(phone, editions.old)


def test_an_update_is_not_held_up_by_what_is_lost(
    phone: Firefox, network: FaultProxy, editions: Editions
) -> None:
    """The packs of the new edition copy from pages that nobody has missed yet."""
    keep_and_lose(phone, network, PAGE)
    network.to_port = editions.new_server.port
    assert opens(phone, network.url + HOME)
    assert check(phone) == "newer"
    phone.new_tab()
    assert opens(phone, network.url + HOME)
    # What of it is the same in both editions was missed too, though nobody has asked for it
    assert check(phone) == "same"
    network.stop()
    assert opens_whole(phone, editions.new)


def test_a_phone_that_has_lost_manifests_too_gets_all_of_it_again(
    phone: Firefox, network: FaultProxy, editions: Editions
) -> None:
    """Manifests are gone as well, so that nobody knows any more what the parts consist of."""
    keep_and_lose(phone, network)
    assert opens(phone, network.url + HOME)
    assert check(phone) == "first"
    assert evaluate(phone, UNREADABLE) == []
    network.stop()
    phone.new_tab()
    assert opens(phone, network.url + HOME)
    assert opens_whole(phone, editions.old)
