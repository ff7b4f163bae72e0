"""K3: a bad new worker never takes the place of the old one; a no-op worker does, cleanly."""

import pytest

from tests.faults.asking import check, state, until
from tests.faults.conftest import Editions, Engines
from tests.faults.editions import EMERGENCY, opens_whole
from tests.faults.engines.engine import Engine, evaluate, opens
from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import (
    Answer,
    Cut,
    Fault,
    Instead,
    Shortened,
    ShortenedGzip,
    Trouble,
    saying,
)

HOME = "/en/"

# A worker that does not answer counts as mute after 20 seconds.
MUTE_AND_MORE_S = 120
WORKER = "/sw.js"


def script(source: str) -> Instead:
    """Answer with another script."""
    fields = (("content-type", "text/javascript"), ("cache-control", "no-cache"))
    return Instead(Answer(200, fields, source.encode()))


THROWS = """throw new Error("at once");"""
THROWS_IN_INSTALL = """
addEventListener("install", (event) => event.waitUntil(Promise.reject(new Error("installing"))));
addEventListener("fetch", () => { throw new Error("answering"); });
addEventListener("message", () => { throw new Error("hearing"); });
"""

BAD: dict[str, Fault] = {
    "404": saying(404, cache_control="no-store"),
    "410": saying(
        410, cache_control="no-store"
    ),  # browsers keep a 410 of which nothing else is said
    "500": saying(500),
    "503": saying(503),
    "HTML": saying(200, cache_control="no-store"),
    "redirect": saying(302, b"", location="/en/"),
    "cut": Cut("fin"),
    "short": Shortened(says_length=False),
    "syntax error": script("const = ;"),
    "throws": script(THROWS),
    "throws while installing": script(THROWS_IN_INSTALL),
}

# Does nothing at all, but takes the place of the one before.
NO_OP = """
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
"""

# Lets the browser look for another worker, and waits until it has made up its mind.
UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const said = await registration.update().then(() => "accepted", () => "refused");
  const pending = registration.installing || registration.waiting;
  if (pending) {
    await new Promise((resolve) => {
      const look = () => ["activated", "redundant"].includes(pending.state) && resolve();
      pending.addEventListener("statechange", look);
      look();
    });
  }
  return said;
}"""


@pytest.fixture
def eager(network: FaultProxy) -> FaultProxy:
    """A network on which browsers look at the worker's script each time, not once a day."""

    def uncached(path: str, answer: Answer) -> Answer:
        if path != WORKER:
            return answer
        fields = (*answer.without("cache-control"), ("cache-control", "no-cache"))
        return Answer(answer.status, fields, answer.body)

    network.rewrite = uncached
    return network


def keep(phone: Engine, network: FaultProxy) -> None:
    """Let a phone keep the whole guide."""
    assert opens(phone, network.url + HOME)
    assert check(phone) in ("first", "same")


@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
def test_a_bad_worker_leaves_the_old_one_serving(
    name: str, engines: Engines, eager: FaultProxy, editions: Editions
) -> None:
    phone = engines(name)
    keep(phone, eager)
    for what, fault in BAD.items():
        # When the browser looks for a new worker and finds this
        eager.arm(Trouble(fault, paths=f"^{WORKER}$", inside=0.6))
        evaluate(phone, UPDATE)
        assert eager.has_hit(), what
        # Then the old one serves, without the network
        eager.stop()
        assert opens(phone, eager.url + EMERGENCY), what
        assert opens_whole(phone, editions.old), what
        eager.start()
    # And it still takes what is new
    eager.arm(None)
    eager.to_port = editions.new_server.port
    assert check(phone) == "newer"


@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
def test_a_worker_that_does_nothing_takes_over_and_gives_back(
    name: str, engines: Engines, eager: FaultProxy, editions: Editions
) -> None:
    """The last resort of a publisher: pages come from the network again; nothing else is harmed."""
    # Given a phone that keeps the guide
    phone = engines(name)
    keep(phone, eager)
    # When the worker is replaced by one that does nothing
    eager.arm(Trouble(script(NO_OP), paths=f"^{WORKER}$"))
    assert evaluate(phone, UPDATE) == "accepted"
    # Then pages come from the network
    mark = eager.mark()
    assert opens(phone, eager.url + EMERGENCY)
    assert EMERGENCY in [one.path for one in eager.since(mark)]
    # When the right worker is back, what was kept is still there and nothing is fetched again
    eager.arm(None)
    assert evaluate(phone, UPDATE) == "accepted"
    mark = eager.mark()
    assert until(lambda: check(phone), "the worker answers") == "same"
    assert [one.path for one in eager.keeping_since(mark) if one.path != "/release"] == []
    phone.new_tab()
    eager.stop()
    assert opens(phone, eager.url + EMERGENCY)
    assert opens_whole(phone, editions.old)


@pytest.mark.parametrize("what", ["404", "410", "503", "portal"])
def test_a_worker_that_did_not_come_at_the_first_visit_comes_at_the_next(
    what: str, engines: Engines, network: FaultProxy, editions: Editions
) -> None:
    """The first visit behind a portal; said without a word on caching, as portals do."""
    phone = engines("chromium")
    fault = saying(200) if what == "portal" else saying(int(what))
    network.arm(Trouble(fault, paths=f"^{WORKER}$"))
    phone.go(network.url + HOME)
    until(network.hit.is_set, "the worker is asked for")
    network.arm(None)
    phone.new_tab()
    keep(phone, network)
    network.stop()
    assert opens(phone, network.url + EMERGENCY)
    assert opens_whole(phone, editions.old)


@pytest.mark.parametrize("what", ["half", "nothing"])
@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
def test_a_damaged_worker_is_not_remembered_for_a_day(
    name: str, what: str, engines: Engines, network: FaultProxy, editions: Editions
) -> None:
    """K3: a cut script with a length that fits: browsers keep it as the whole one, for a day."""
    phone = engines(name)
    inside = 0.5 if what == "half" else 0.0
    network.arm(Trouble(ShortenedGzip(), paths=f"^{WORKER}$", inside=inside))
    phone.go(network.url + HOME)
    until(network.hit.is_set, "the worker is asked for")
    network.arm(None)
    phone.new_tab()
    assert opens(phone, network.url + HOME)
    until(lambda: (state(phone) or {}).get("kept"), "the guide is kept", MUTE_AND_MORE_S)
    assert check(phone) in ("first", "newer", "same")
    phone.new_tab()
    network.stop()
    assert opens(phone, network.url + EMERGENCY)
    assert opens_whole(phone, editions.old)


# Lets the browser look for another worker; returns when one waits, or that none does.
FIND = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update().catch(() => undefined);
  const end = Date.now() + 5000;
  while (!registration.waiting && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return registration.waiting !== null;
}"""

WAITS = """async () => {
  const { waiting, installing } = await navigator.serviceWorker.getRegistration();
  return waiting !== null || installing !== null;
}"""


@pytest.mark.parametrize(
    "is_open", [True, False], ids=["while it is open", "when it is next opened"]
)
@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
def test_a_worker_of_which_nothing_came_does_not_take_over(
    name: str, is_open: bool, engines: Engines, eager: FaultProxy, editions: Editions
) -> None:
    """K3: no script at all is no error: it would take over when the last window is closed."""
    phone = engines(name)
    keep(phone, eager)
    # Given an empty script that the browser has taken, and that waits
    eager.arm(Trouble(script(""), paths=f"^{WORKER}$"))
    assert evaluate(phone, FIND), "an empty script was not taken"
    # When the right one is there again while the guide is open, or when it is opened once more
    eager.arm(None)
    if not is_open:
        eager.stop()
        assert opens(phone, eager.url + HOME)
        eager.start()
        evaluate(phone, "async () => { dispatchEvent(new Event('online')); }")
    # Then the guide has it by itself
    until(lambda: not evaluate(phone, WAITS), "nothing waits any more")
    phone.new_tab()
    eager.stop()
    assert opens(phone, eager.url + EMERGENCY)
    assert opens_whole(phone, editions.old)
