"""A trial: something happens at a random moment of the first install or of an update.

A trial is drawn from its seed alone. Its moment is a byte or an answer of the whole traffic, so
that it is the same on a slow machine; only the last hundredth of a second is left to chance.

With no room it is a byte of what is put away. A database that is open remembers for half a minute
how much room there was, so the limit stands before; how low it is decides which writing meets it.
"""

import os
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tests.faults.asking import begin, check, outcome, state, until
from tests.faults.conftest import Editions
from tests.faults.editions import EMERGENCY, Served, check_objects, served_by
from tests.faults.engines.chromium import Chromium
from tests.faults.engines.engine import Engine, Limited, opens
from tests.faults.engines.firefox import Firefox
from tests.faults.fault_proxy import FaultProxy, bytes_of
from tests.faults.faults import NETWORK_FAULTS, Cut, Fault, Nothing, Trouble

HOME = "/en/"
LONGEST_PAUSE_S = 0.08

NO_ROOM = "no room"

# What happens on the phone, by engine; a WebKitGTK profile dies with its process, and nothing
# limits its room.
ON_THE_PHONE = {
    "chromium": ("tab", "worker", "browser", NO_ROOM),
    "firefox": ("tab", "browser", NO_ROOM),
    "webkit": ("tab",),
}

Phase = Literal["first", "update"]

# Room for so much of what is to be kept is too little for all of it. In Chromium a first install,
# which writes its manifests twice, needed 1.3 times as much; an update, of which more is pressed
# by then, needed two thirds. Firefox needs more.
TOO_LITTLE: dict[Phase, float] = {"first": 1.0, "update": 0.5}
LEAST_SPARE = 10_000


@dataclass(frozen=True, slots=True)
class Totals:
    """What passes when nothing goes wrong."""

    answers: int
    body: int
    kept: int  # bytes that are put away for it, as they are when they have been unpacked


@dataclass(frozen=True, slots=True)
class Trial:
    """What happens, when, and how long after it the server dies."""

    seed: str
    phase: Phase
    what: str
    trouble: Trouble
    pause_s: float
    spare: int | None  # so many bytes of room beyond those used; None: no limit


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
    here = ON_THE_PHONE[engine]
    what = chance.choice([*NETWORK_FAULTS, *here, *here])
    fault: Fault = NETWORK_FAULTS.get(what) or chance.choice((Nothing(), Cut("stall")))
    trouble = Trouble(
        fault,
        # With no room, the network is as it should be.
        times=0 if what == NO_ROOM else chance.choice((1, 3, 1_000_000)),
        inside=chance.random(),
        harms_code=what != "flipped bit",  # only https guards the code of the worker
    )
    if chance.random() < 0.5:
        trouble.bytes_before = chance.randrange(totals[phase].body)
    else:
        trouble.answers_before = chance.randrange(totals[phase].answers)
    # The first quarter is what is fetched first; much of the rest is putting it in force.
    share = TOO_LITTLE[phase] * chance.random() * chance.choice((0.25, 1))
    spare = LEAST_SPARE + int(share * totals[phase].kept) if what == NO_ROOM else None
    return Trial(seed, phase, what, trouble, chance.uniform(0, LONGEST_PAUSE_S), spare)


# Running one


def run(trial: Trial, phone: Engine, network: FaultProxy, editions: Editions) -> Served | None:
    """Let it happen, then look at the phone offline, then let it recover.

    Returns what the phone served with the server dead; None when it kept nothing yet.
    """
    if trial.phase == "update":
        assert opens(phone, network.url + HOME)
        assert check(phone) in ("first", "same"), "the first install, on a quiet network"
    if trial.spare is not None:
        limit(phone, network, trial)
    network.to_port = editions.new_server.port
    network.arm(trial.trouble)
    if trial.phase == "first" or trial.spare is not None:
        phone.go(network.url + HOME)
    begin(phone)
    until(lambda: network.hit.is_set() or outcome(phone), "it happens, or all is over")
    said, kept = outcome(phone), state(phone)
    time.sleep(trial.pause_s)  # not to wait for anything: a moment, drawn like the others
    die(trial.what, phone, network)
    served = look(phone, network, editions, must_open=bool(kept and kept["kept"]))
    if trial.phase == "update":
        assert served
        assert set(served.parts) == set(editions.old.parts), served
    if trial.spare is not None:
        assert met_no_room(trial, said, served, editions), f"with no room: {said}, {served}"
        limited(phone).give_room()
    recover(phone, network, editions)
    return served


def limit(phone: Engine, network: FaultProxy, trial: Trial) -> None:
    """Leave so little room that what comes next does not fit."""
    assert trial.spare is not None
    least = limited(phone).least_room if trial.phase == "first" else 0
    limited(phone).limit_room(network.url, least + trial.spare)


def limited(phone: Engine) -> Limited:
    """Return the same phone, as one whose room can be limited."""
    assert isinstance(phone, (Chromium, Firefox))
    return phone


def met_no_room(trial: Trial, said: str | None, served: Served | None, editions: Editions) -> bool:
    """D9: whether the phone found no room, said so, and put in force only what there was room for.

    A first install that has brought one language whole says that, though others did not fit.
    """
    if trial.phase == "update":
        return said == "full" and served is not None and served.edition == "old"
    lacks = served is None or set(served.parts) < set(editions.new.parts)
    return lacks and (said == "full" or (said == "first" and served is not None))


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
    kept, later = editions.old.sizes, editions.new.sizes
    totals["first"] = _totals(network, mark, kept.values())
    mark, network.to_port = network.mark(), editions.new_server.port
    assert check(phone) == "newer"
    news = [size for digest, size in later.items() if digest not in kept]
    totals["update"] = _totals(network, mark, news)
    return totals


def _totals(network: FaultProxy, mark: int, kept: Iterable[int]) -> Totals:
    answers = network.since(mark)
    return Totals(len(answers), bytes_of(answers), sum(kept))
