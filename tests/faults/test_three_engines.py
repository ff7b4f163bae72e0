"""After one visit the guide opens with the server dead, in each of the three engines."""

import pytest

from tests.faults.asking import check
from tests.faults.conftest import Editions, Engines
from tests.faults.editions import EMERGENCY, check_objects, served_by
from tests.faults.engines.engine import opens
from tests.faults.fault_proxy import FaultProxy

ENGINES = ("chromium", "firefox", "webkit")


@pytest.mark.parametrize("name", ENGINES)
def test_a_guide_that_was_visited_once_opens_with_the_server_dead(
    name: str, engines: Engines, editions: Editions, network: FaultProxy
) -> None:
    """D1, D3 on a quiet day: everything is kept, as published, under its own hash."""
    # Given a phone that visited the guide once
    phone = engines(name)
    assert opens(phone, network.url + "/en/")
    check(phone)
    # When nobody listens any more, and the phone was switched off where it can be
    network.stop()
    if phone.can_relaunch:
        phone.kill()
        phone.start()
    else:
        phone.new_tab()
    # Then an emergency page opens, and everything is what was published
    assert opens(phone, network.url + EMERGENCY)
    served = served_by(phone, editions.both)
    assert served.edition == "old"
    assert set(served.parts) == set(editions.old.parts)
    assert check_objects(phone) > 100
