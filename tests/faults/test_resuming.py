"""D4: what came before a cut is not fetched again, though the browser was killed in between."""

import random
import zlib

import pytest

from content.release.digest import Digest
from content.release.store import ReleaseStore
from tests.faults import trials
from tests.faults.asking import begin, check, outcome, until
from tests.faults.conftest import Editions, Engines
from tests.faults.editions import served_by
from tests.faults.engines.engine import Engine, opens
from tests.faults.fault_proxy import KEPT_PATHS, FaultProxy, bytes_of
from tests.faults.faults import Cut, Trouble

HOME = "/en/"
ALLOWANCE = 2048

# As fast as a phone on a fair day. Of a burst, Chromium throws away what nobody has read when the
# connection breaks, and a phone reads only as fast as it can put away.
BYTES_PER_S = 200_000


@pytest.fixture
def one_object(editions: Editions) -> int:
    """The bytes of the largest object on its way, compressed."""
    store = ReleaseStore(editions.new_server.data / "releases")
    digests = set()
    for manifest in store.current().manifests.values():
        for entry in store.manifest(manifest).entries.values():
            digests |= {manifest, *(getattr(entry, "chunks", None) or (entry.object,))}
    return max(len(zlib.compress(store.read(Digest(digest)), 9)) for digest in digests)


def start_over(phone: Engine) -> None:
    """Kill the browser and start it again on the same profile."""
    phone.kill()
    phone.start()


def fetch_undisturbed(phone: Engine, network: FaultProxy, phase: str, editions: Editions) -> int:
    """Bring a phone to the new edition, and return how many bytes that took."""
    prepare(phone, network, phase, editions)
    mark = network.mark()
    assert opens(phone, network.url + HOME)
    assert check(phone) in ("first", "newer", "same")
    return bytes_of(network.keeping_since(mark))


def prepare(phone: Engine, network: FaultProxy, phase: str, editions: Editions) -> None:
    """For an update, let the phone keep the old edition; then the new one is published."""
    if phase == "update":
        network.to_port = editions.old_server.port
        assert opens(phone, network.url + HOME)
        assert check(phone) in ("first", "same")
    network.to_port = editions.new_server.port


@pytest.mark.parametrize("phase", ["update", "first"])
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_the_next_session_fetches_only_what_had_not_come(
    name: str,
    phase: str,
    engines: Engines,
    network: FaultProxy,
    editions: Editions,
    one_object: int,
) -> None:
    """D4, across a killed browser: at most (1 - f) of the delta, one object and 2 KB."""
    whole = fetch_undisturbed(engines(name), network, phase, editions)
    for seed in trials.seeds(1):
        chance = random.Random(f"{seed} {name} {phase}")
        print(f"\nPARASOL_SEED={seed}: {name}, {phase}, {whole} bytes in all")
        cut_and_resume(engines(name), network, editions, phase, chance, whole, one_object)


def cut_and_resume(
    phone: Engine,
    network: FaultProxy,
    editions: Editions,
    phase: str,
    chance: random.Random,
    whole: int,
    one_object: int,
) -> None:
    """Cut somewhere in the middle, kill the browser, and count what the next session fetches."""
    before = int(chance.uniform(0.1, 0.9) * whole)
    # Given a phone whose connection is cut, for good
    prepare(phone, network, phase, editions)
    phone.new_tab()
    network.bytes_per_s = BYTES_PER_S
    # Politely: after a reset, what is still on its way is lost, and nobody can count it.
    network.arm(Trouble(Cut("fin"), bytes_before=before, inside=0, paths=KEPT_PATHS))
    mark = network.mark()
    phone.go(network.url + HOME)
    begin(phone)
    until(lambda: outcome(phone), "the update ends")
    assert network.has_hit(), "the cut was not reached"
    came = bytes_of(network.keeping_since(mark))
    # When its browser is killed, and the network is well again
    start_over(phone)
    network.arm(None)
    network.bytes_per_s = 0
    mark = network.mark()
    assert opens(phone, network.url + HOME)
    assert check(phone) in ("first", "newer", "same")
    # Then it fetches the rest, and not much more
    answers = network.keeping_since(mark)
    rest, most = bytes_of(answers), whole - before + one_object + ALLOWANCE
    print(f"cut at {before}: came {came}, then {rest}; allowed {most} (one object {one_object})")
    assert rest <= most, [(one.path[:20], one.range, one.body) for one in answers]
    phone.new_tab()
    network.stop()
    assert opens(phone, network.url + HOME)
    assert served_by(phone, editions.both).edition == "new"
    phone.close()
    network.start()
