"""What is left of the guide when an update goes wrong: the same list of faults for everybody.

The update is the one that changes every page. Whatever happened, the server then dies, and the
guide is opened in the same browser: each page's bytes are compared with both releases.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Playwright

from bench.updates.line import Answer, Asked, Ending, Line
from bench.updates.peers import Peer
from bench.updates.phones import HOME, Phone, verdict
from bench.updates.releases import State
from bench.updates.sources import Source, cut, flipped, portal, redirected, unavailable

Fault = Callable[[Source, Asked], Answer]
Finding = dict[str, object]

# Room that an update of every page does not fit into.
LITTLE_ROOM_BYTES = 100_000

# For so long a database that is open believes in the room that there was.
REMEMBERED_MS = 35_000

PATIENCE_S = 45

# Slow enough for a cut in the middle to be one.
RTT_S, BYTES_PER_S = 0.02, 200_000.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One peer with the two releases between which things go wrong, and what the update costs."""

    playwright: Playwright
    peer: Peer
    old: State
    new: State
    cost_bytes: int

    def phone(self) -> Phone:
        """Return a phone that keeps the old guide, on a server that is about to publish."""
        line = Line(self.peer.source(self.old))
        phone = Phone(self.playwright, line, self.peer)
        phone.install(len(self.old.tree.paths))
        line.source = self.peer.source(self.new)
        line.slow(RTT_S, BYTES_PER_S)
        line.reset()
        return phone

    def verdict(self, phone: Phone) -> str:
        """Say of which release the guide is."""
        return verdict(phone, self.old.digests(), self.new.digests())


def measure_faults(
    playwright: Playwright, peer: Peer, states: dict[str, State], cost_bytes: int
) -> dict[str, Finding]:
    """Return what became of the guide, for each fault."""
    trial = Trial(playwright, peer, states["shipped"], states["every page"], cost_bytes)
    return {
        "one asset answers 503, then no network": _one_asset(trial, unavailable),
        "one asset is a captive portal's page": _one_asset(trial, portal),
        "one asset ends half-way as if complete": _one_asset(trial, cut),
        "one asset is redirected to the first page": _one_asset(trial, redirected),
        "one bit of an asset is wrong": _one_asset(trial, flipped),
        "cut half-way, then a new session": _cut_half_way(trial, offline_between=False),
        "cut half-way, opened offline, then a new session": _cut_half_way(
            trial, offline_between=True
        ),
        "reset half-way, then a new session": _cut_half_way(
            trial, ending="rst", offline_between=False
        ),
        "silent half-way, closed and opened again, then a new session": _silent(trial),
        "no room on the phone": _no_room(trial),
        "the window is closed half-way, and another one opened": _window_closed(trial),
        "the browser is killed half-way": _killed(trial),
    }


def with_fault(source: Source, asset: re.Pattern[str], fault: Fault) -> Source:
    """Return a source that answers one asset wrongly, and the rest as it should be."""

    def answer(asked: Asked) -> Answer:
        return fault(source, asked) if asset.match(asked.path) else source(asked)

    return answer


def _asset(state: State) -> re.Pattern[str]:
    """Return the pattern of an asset in the middle of the update, however it is asked for.

    Parasol asks for the page by its digest, or for a pack that holds it.
    """
    pages = sorted(p for p in state.tree.paths if re.fullmatch("/[a-z]{2}/[a-z0-9]{4}", p))
    page = pages[len(pages) // 2]
    digest = state.tree.paths[page].entry.object
    return re.compile(rf"{page}(\?|$)|/o/{digest}|/pack/")


def _one_asset(trial: Trial, fault: Fault) -> Finding:
    with trial.phone() as phone:
        source = phone.line.source
        phone.line.source = with_fault(source, _asset(trial.new), fault)
        word = phone.check(PATIENCE_S)
        return _look(trial, phone, word)


def _look(trial: Trial, phone: Phone, word: str) -> Finding:
    """Look at the guide offline; where it is not whole, also after the browser was restarted."""
    phone.take()
    phone.line.die()
    finding: Finding = {"said": word, "offline": trial.verdict(phone)}
    if not str(finding["offline"]).endswith("whole"):
        phone.restart()
        finding["offline after a restart"] = trial.verdict(phone)
    phone.line.close()
    return finding


def _cut_half_way(trial: Trial, *, offline_between: bool, ending: Ending = "fin") -> Finding:
    with trial.phone() as phone:
        phone.line.reset(trial.cost_bytes // 2, ending)
        word = phone.check(PATIENCE_S)
        first = phone.line.count.bytes
        finding: Finding = {"said": word, "offline": trial.verdict(phone)}
        if offline_between:
            phone.settle()
            phone.restart()
            finding["offline after a restart"] = trial.verdict(phone)
            phone.settle()
        return finding | _new_session(trial, phone, first)


def _silent(trial: Trial) -> Finding:
    """Nothing comes any more, and nothing says so: the reader waits, reloads, and begins anew."""
    with trial.phone() as phone:
        phone.line.reset(trial.cost_bytes // 2, "stall")
        finding: Finding = {f"said within {PATIENCE_S} s": phone.check(PATIENCE_S)}
        first = phone.line.count.bytes
        finding["opened while silent"] = _whether_opened(phone)
        phone.restart()
        finding["opened while silent, after a restart"] = _whether_opened(phone)
        phone.line.die()
        finding["offline"] = trial.verdict(phone)
        return finding | _new_session(trial, phone, first)


def _whether_opened(phone: Phone) -> str:
    return "yes" if phone.open() else "no"


def _new_session(trial: Trial, phone: Phone, first: int) -> Finding:
    """Let the network be there again; `first` bytes had come before it broke."""
    phone.line.reset()
    phone.line.start()
    phone.restart()
    opened = phone.open(HOME)
    phone.check(PATIENCE_S)
    phone.settle()
    phone.check(PATIENCE_S)  # the first may have met what opening the page had begun
    second = phone.line.count.bytes
    phone.take()
    phone.line.die()
    finding: Finding = {
        "bytes before the cut": first,
        "bytes after it": second,
        "requests after it": phone.line.count.requests,
        "fetched again": max(0, first + second - trial.cost_bytes),
        "new session": trial.verdict(phone) if opened else "does not open online",
    }
    phone.line.close()
    return finding


def _no_room(trial: Trial) -> Finding:
    with trial.phone() as phone:
        phone.limit(LITTLE_ROOM_BYTES)
        phone.page.wait_for_timeout(REMEMBERED_MS)
        word = phone.check(PATIENCE_S)
        return _look(trial, phone, word)


def _window_closed(trial: Trial) -> Finding:
    """The line stands still while windows change, so that it is half-way for everybody."""
    with trial.phone() as phone:
        phone.line.reset(trial.cost_bytes // 2, "stall")
        phone.start_check()
        assert phone.line.reached.wait(120), "the update did not come half-way"
        phone.new_window()
        finding: Finding = {"opened half-way": _whether_opened(phone)}
        phone.line.go_on()
        word = phone.check(PATIENCE_S)
        finding["fetched again"] = max(0, phone.line.count.bytes - trial.cost_bytes)
        return finding | _look(trial, phone, word)


def _killed(trial: Trial) -> Finding:
    with trial.phone() as phone:
        phone.line.reset(stop_at=trial.cost_bytes // 2)
        phone.start_check()
        assert phone.line.reached.wait(120), "the update did not come half-way"
        phone.kill()
        return {"offline after a restart": trial.verdict(phone)}
