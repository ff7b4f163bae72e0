"""D9: no room ends as "no room"; what is kept stays, and what the browser threw away comes back.

At a random amount of room: test_random_moments.py.
"""

import pytest

from tests.faults.asking import check
from tests.faults.conftest import Editions, Engines
from tests.faults.editions import EMERGENCY, check_objects, opens_whole
from tests.faults.engines.chromium import Chromium
from tests.faults.engines.engine import evaluate, opens
from tests.faults.engines.firefox import Firefox
from tests.faults.fault_proxy import FaultProxy

HOME = "/en/"
LITTLE = 20_000

# So much that Firefox fetches object by object when it is over, and several are written at a time.
ROOM_FOR_SOME = 160_000

# Throws away some of what is kept, as a browser may that is short of room.
EVICT = """async (every) => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await answer(indexedDB.open("kept"));
  const store = database.transaction("objects", "readwrite").objectStore("objects");
  const keys = (await answer(store.getAllKeys())).filter((key, index) => index % every === 0);
  await Promise.all(keys.map((key) => answer(store.delete(key))));
  database.close();
  return keys.length;
}"""


@pytest.fixture
def phone(engines: Engines) -> Chromium:
    """A phone whose room can be limited."""
    one = engines("chromium")
    assert isinstance(one, Chromium)
    return one


def test_an_update_without_room_says_so_and_leaves_the_old_guide_whole(
    phone: Chromium, network: FaultProxy, editions: Editions
) -> None:
    # Given a phone that keeps the guide and has hardly any room left
    assert opens(phone, network.url + HOME)
    check(phone)
    phone.limit_room(network.url, LITTLE)
    # When a new release is published
    network.to_port = editions.new_server.port
    assert opens(phone, network.url + HOME)
    assert check(phone) == "full"
    # Then the old one is whole, offline too, and the phone says the same again
    assert opens(phone, network.url + EMERGENCY)
    assert opens_whole(phone, editions.old, online=True)
    check_objects(phone)
    assert check(phone) == "full"
    network.stop()
    assert opens(phone, network.url + EMERGENCY)
    assert opens_whole(phone, editions.old)
    # And with room it takes the new one
    network.start()
    phone.give_room()
    assert check(phone) == "newer"


def test_in_firefox_too_an_update_without_room_says_so(
    engines: Engines, network: FaultProxy, editions: Editions
) -> None:
    """After a writing that found no room, Firefox refuses the next one whatever its size."""
    phone = engines("firefox")
    assert isinstance(phone, Firefox)
    assert opens(phone, network.url + HOME)
    check(phone)
    phone.limit_room(network.url, ROOM_FOR_SOME)
    network.to_port = editions.new_server.port
    assert opens(phone, network.url + HOME)
    assert [check(phone), check(phone)] == ["full", "full"]
    network.stop()
    assert opens(phone, network.url + EMERGENCY)
    assert opens_whole(phone, editions.old)


def test_a_first_visit_without_room_still_reads(
    phone: Chromium, network: FaultProxy, editions: Editions
) -> None:
    """D9, D11: nothing can be kept, no page is an error page."""
    phone.go("about:blank")
    session = phone.session()
    session.send("Storage.overrideQuotaForOrigin", {"origin": network.url, "quotaSize": LITTLE})
    assert opens(phone, network.url + HOME)
    assert check(phone) == "full"
    assert opens(phone, network.url + EMERGENCY)


def test_what_the_browser_threw_away_is_fetched_again_by_its_hash(
    phone: Chromium, network: FaultProxy, editions: Editions
) -> None:
    # Given a phone that has lost each seventh object
    assert opens(phone, network.url + HOME)
    check(phone)
    lost = evaluate(phone, EVICT, 7)
    assert lost > 10
    # Then every page opens while there is a network
    assert opens_whole(phone, editions.old, online=True)
    # And a look for news repairs what is kept, and fetches not much more
    mark = network.mark()
    assert check(phone) == "same"
    fetched = [one.path for one in network.keeping_since(mark)]
    print(f"\n{lost} objects lost, {len(fetched)} requests to repair")
    network.stop()
    phone.new_tab()
    assert opens(phone, network.url + EMERGENCY)
    assert opens_whole(phone, editions.old)
