"""A trial: something happens at a random moment of the first install or of an update.

A trial is drawn from its seed alone. Its moment is a byte or an answer of the whole traffic, so
that it is the same on a slow machine; only the last hundredth of a second is left to chance.
"""

import os
import random
import time
from dataclasses import dataclass
from typing import Literal

from tests.faults.asking import begin, check, outcome, state, until
from tests.faults.conftest import Editions
from tests.faults.editions import EMERGENCY, Served, check_objects, served_by
from tests.faults.engines.chromium import Chromium
from tests.faults.engines.engine import Engine, opens
from tests.faults.fault_proxy import FaultProxy, bytes_of
from tests.faults.faults import NETWORK_FAULTS, Cut, Fault, Nothing, Trouble

HOME = "/en/"
LONGEST_PAUSE_S = 0.08

# Deaths of what runs on the phone, by engine; a WebKitGTK profile dies with its process.
DEATHS = {
    "chromium": ("tab", "worker", "browser"),
    "firefox": ("tab", "browser"),
    "webkit": ("tab",),
}

Phase = Literal["first", "update"]


@dataclass(frozen=True, slots=True)
class Totals:
    """What passes when nothing goes wrong."""

    answers: int
    body: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What happens, when, and how long after it the server dies."""

    seed: str
    phase: Phase
    what: str
    trouble: Trouble
    pause_s: float


def seeds(count: int) -> list[str]:
    """Return the seeds of so many trials; PARASOL_SEED replays one, PARASOL_TRIALS asks for more.

    PARASOL_TRIALS is a factor: `make soak` sets it to 10. One that is replayed is repeated.
    """
    named = os.environ.get("PARASOL_SEED")
    if named:
        return [named] * factor()
    start = random.randrange(10**6)
    return [f"{start}-{number}" for number in range(count * factor())]


def factor() -> int:
    """How many times the ordinary number of trials is run."""
    return int(os.environ.get("PARASOL_TRIALS", "1"))


def draw(seed: str, engine: str, totals: dict[Phase, Totals]) -> Trial:
    """Draw a trial for an engine."""
    chance = random.Random(f"{seed} {engine}")
    phase: Phase = chance.choice(("first", "update", "update"))
    deaths = DEATHS[engine]
    what = chance.choice([*NETWORK_FAULTS, *deaths, *deaths])
    fault: Fault = NETWORK_FAULTS.get(what) or chance.choice((Nothing(), Cut("stall")))
    trouble = Trouble(
        fault,
        times=chance.choice((1, 3, 1_000_000)),
        inside=chance.random(),
        harms_code=what != "flipped bit",  # only https guards the code of the worker
    )
    if chance.random() < 0.5:
        trouble.bytes_before = chance.randrange(totals[phase].body)
    else:
        trouble.answers_before = chance.randrange(totals[phase].answers)
    return Trial(seed, phase, what, trouble, chance.uniform(0, LONGEST_PAUSE_S))


# Running one


def run(trial: Trial, phone: Engine, network: FaultProxy, editions: Editions) -> Served | None:
    """Let it happen, then look at the phone offline, then let it recover.

    Returns what the phone served with the server dead; None when it kept nothing yet.
    """
    if trial.phase == "update":
        assert opens(phone, network.url + HOME)
        assert check(phone) in ("first", "same"), "the first install, on a quiet network"
    network.to_port = editions.new_server.port
    network.arm(trial.trouble)
    if trial.phase == "first":
        phone.go(network.url + HOME)
    begin(phone)
    until(lambda: network.hit.is_set() or outcome(phone), "it happens, or all is over")
    kept = state(phone)
    time.sleep(trial.pause_s)  # not to wait for anything: a moment, drawn like the others
    die(trial.what, phone, network)
    served = look(phone, network, editions, must_open=bool(kept and kept["kept"]))
    if trial.phase == "update":
        assert served
        assert set(served.parts) == set(editions.old.parts), served
    recover(phone, network, editions)
    return served


def die(what: str, phone: Engine, network: FaultProxy) -> None:
    """Let the tab, the worker or the browser die, and the server in any case."""
    if what == "browser":
        phone.kill()
    elif what == "tab":
        phone.new_tab()
    elif what == "worker" and isinstance(phone, Chromium):
        session = phone.session()
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        session.detach()
    network.stop()
    network.arm(None)
    if what == "browser":
        phone.start()
    elif what != "tab":
        phone.new_tab()


def look(
    phone: Engine, network: FaultProxy, editions: Editions, *, must_open: bool
) -> Served | None:
    """D1, D2, D3: with the server dead the phone serves one release, and holds no false byte."""
    if not opens(phone, network.url + EMERGENCY):
        assert not must_open, "an emergency page does not open, though the guide was kept"
        return None
    served = served_by(phone, editions.both)
    check_objects(phone)
    return served


def recover(phone: Engine, network: FaultProxy, editions: Editions) -> None:
    """A quiet network brings the whole new release to any phone, whatever happened to it."""
    network.start()
    assert opens(phone, network.url + HOME)
    assert check(phone) in ("first", "newer", "same"), "recovery on a quiet network"
    phone.new_tab()
    network.stop()
    served = look(phone, network, editions, must_open=True)
    assert served == Served("new", tuple(sorted(editions.new.parts)))


def measure(phone: Engine, network: FaultProxy, editions: Editions) -> dict[Phase, Totals]:
    """Count what a first install and an update take when nothing goes wrong."""
    totals: dict[Phase, Totals] = {}
    mark = network.mark()
    phone.go(network.url + HOME)
    check(phone)
    totals["first"] = _totals(network, mark)
    mark, network.to_port = network.mark(), editions.new_server.port
    assert check(phone) == "newer"
    totals["update"] = _totals(network, mark)
    return totals


def _totals(network: FaultProxy, mark: int) -> Totals:
    answers = network.since(mark)
    return Totals(len(answers), bytes_of(answers))
