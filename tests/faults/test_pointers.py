"""D1, D8: a pointer that arrives damaged or old is ignored, and does no harm afterwards."""

import json

import pytest

from tests.faults.asking import check, state, until
from tests.faults.conftest import Editions, Engines
from tests.faults.editions import EMERGENCY, opens_whole
from tests.faults.engines.engine import evaluate, opens
from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import Answer, Fault, Flipped, Instead, Shortened, Trouble, saying

HOME = "/en/"
POINTER = "^/release$"


def replay(editions: Editions) -> Instead:
    """Answer with the pointer of the old release, as a forgetful cache would."""
    body = editions.old_server.get("/release")
    return Instead(Answer(200, (("content-type", "application/json"),), body))


@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
@pytest.mark.parametrize("fault", [Flipped(), Shortened(says_length=False)], ids=["flip", "short"])
def test_a_damaged_pointer_is_refused_and_not_remembered(
    name: str, fault: Fault, engines: Engines, network: FaultProxy, editions: Editions
) -> None:
    """The browser must not keep the damaged one and be told by a 304 that it is still right."""
    # Given a phone that keeps the old release
    phone = engines(name)
    assert opens(phone, network.url + HOME)
    check(phone)
    # When the pointer to the new one arrives damaged
    network.to_port = editions.new_server.port
    network.arm(Trouble(fault, paths=POINTER, inside=0.7))
    assert check(phone) == "failed"
    # Then the right one is asked for the next time
    network.arm(None)
    assert check(phone) == "newer"


def test_an_old_pointer_does_not_take_a_phone_back(
    engines: Engines, network: FaultProxy, editions: Editions
) -> None:
    """D8: a cache on the way that answers with what was once right."""
    phone = engines("chromium")
    network.to_port = editions.new_server.port
    assert opens(phone, network.url + HOME)
    check(phone)
    old, new = (json.loads(server.get("/release"))["sequence"]
                for server in (editions.old_server, editions.new_server))  # fmt: skip
    assert old < new
    network.arm(Trouble(replay(editions), paths=POINTER))
    assert check(phone) == "failed"
    network.stop()
    phone.new_tab()
    assert opens(phone, network.url + EMERGENCY)
    assert opens_whole(phone, editions.new)


# Presses the button that looks for news, once it is there; the safety page says so of nothing kept.
PRESS = """async () => {
  const button = document.querySelector("[data-element=check]:not([hidden]) button");
  button?.click();
  return Boolean(button);
}"""


@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
def test_a_first_visit_that_failed_is_tried_again_by_who_asks(
    name: str, engines: Engines, network: FaultProxy, editions: Editions
) -> None:
    """R7, D1: nothing is kept yet, and she need not open the guide anew."""
    phone = engines(name)
    network.arm(Trouble(saying(503), paths=POINTER))
    assert opens(phone, network.url + "/en/f53b")
    assert check(phone) == "failed"
    assert not (state(phone) or {}).get("kept")
    network.arm(None)
    until(lambda: evaluate(phone, PRESS), "the button is there")
    until(lambda: (state(phone) or {}).get("kept"), "the guide is kept")
    check(phone)
    network.stop()
    assert opens(phone, network.url + EMERGENCY)
    assert opens_whole(phone, editions.old)
