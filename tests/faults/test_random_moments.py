"""D1, D2, D3: whatever dies at whatever moment, a phone serves one release, wholly, offline."""

import traceback
from collections import Counter

import pytest

from tests.faults import trials
from tests.faults.conftest import Editions, Engines
from tests.faults.fault_proxy import FaultProxy
from tests.faults.trials import Phase, Totals

# Trials of the ordinary run; PARASOL_TRIALS multiplies them.
COUNTS = {"chromium": 30, "firefox": 8, "webkit": 6}


@pytest.fixture(scope="module")
def drawn_seeds() -> dict[str, list[str]]:
    """Return the seeds of this run, by engine."""
    return {name: trials.seeds(count) for name, count in COUNTS.items()}


@pytest.fixture
def totals(engines: Engines, network: FaultProxy, editions: Editions) -> dict[Phase, Totals]:
    """Count what an undisturbed phone fetches, so that moments can be drawn from all of it."""
    phone = engines("chromium")
    found = trials.measure(phone, network, editions)
    phone.close()
    return found


@pytest.mark.parametrize("name", COUNTS)
def test_a_phone_serves_one_release_whatever_dies_at_whatever_moment(
    name: str,
    engines: Engines,
    network: FaultProxy,
    editions: Editions,
    totals: dict[Phase, Totals],
    drawn_seeds: dict[str, list[str]],
) -> None:
    """D1, D2, D3, and from each of these states a quiet network brings the new release."""
    print(f"\n{name}: undisturbed {totals}")
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in drawn_seeds[name]:
        trial = trials.draw(seed, name, totals)
        replay = f"PARASOL_SEED={seed} pytest tests/faults/test_random_moments.py -k {name}"
        print(f"{replay}\n   {trial}")
        network.arm(None)
        network.to_port = editions.old_server.port
        network.start()
        phone = engines(name)
        try:
            served = trials.run(trial, phone, network, editions)
            how = (
                f"{trial.phase}, {trials.NO_ROOM}" if trial.what == trials.NO_ROOM else trial.phase
            )
            seen[f"{how}: {served.edition if served else 'nothing yet'}"] += 1
        except AssertionError as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{str(error) or place.line} ({place.name}, line {place.lineno})"
            wrong.append(f"{replay}\n   {trial}\n   hit {trial.trouble.hits[:1]}: {said}")
        phone.close()
        network.stop()
    print(f"{name}: {dict(seen)}")
    assert wrong == [], "\n".join(wrong)
