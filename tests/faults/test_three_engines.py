"""After one visit the guide opens with the server dead, in each of the three engines."""

import pytest

from tests.faults.asking import check
from tests.faults.conftest import Editions, Engines
from tests.faults.editions import EMERGENCY, check_objects, served_by
from tests.faults.engines.engine import evaluate, opens
from tests.faults.fault_proxy import FaultProxy

ENGINES = ("chromium", "firefox", "webkit")

# Presses a link on the screen; says what was shown, after how long, and whether it was fetched.
PRESS = """async () => {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const link = document.querySelector("main a[href^='/en/']");
  const path = link.pathname;
  const start = performance.now();
  const shown = new Promise((resolve) =>
    document.addEventListener("shown", () => resolve(performance.now() - start), { once: true }));
  link.click();
  const milliseconds = await shown;
  const requests = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const heading = document.querySelector("main h1").textContent;
  return [path, heading, requests.some(({ pathname }) => pathname === path), milliseconds];
}"""


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


@pytest.mark.parametrize("name", ENGINES)
def test_a_view_is_shown_from_what_was_got_ready(
    name: str, engines: Engines, editions: Editions, network: FaultProxy
) -> None:
    """R6, L3: a press of a link shows its page, with the server dead and without a request."""
    phone = engines(name)
    assert opens(phone, network.url + "/en/")
    check(phone)
    network.stop()
    path, heading, is_fetched, milliseconds = evaluate(phone, PRESS)
    print(f"\n{name}: {heading!r} in the document after {milliseconds:.0f} ms")
    assert f"{heading}</h1>" in editions.old_server.get(path).decode()
    assert not is_fetched
