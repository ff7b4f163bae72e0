"""What keeping costs while all goes well: a first visit, no news, and two kinds of news."""

import time

from playwright.sync_api import Playwright

from bench.updates.line import Line
from bench.updates.peers import Peer
from bench.updates.phones import Phone, verdict
from bench.updates.releases import State

# A phone at the edge of a network.
RTT_S = 0.3
BYTES_PER_S = 400_000 / 8

Figures = dict[str, float]
States = dict[str, State]


def measure_costs(playwright: Playwright, peer: Peer, states: States) -> dict[str, Figures]:
    """Return bytes, requests and seconds of each event."""
    sources = {name: peer.source(state) for name, state in states.items()}
    files = len(states["shipped"].tree.paths)
    digests = {name: state.digests() for name, state in states.items()}
    figures: dict[str, Figures] = {}
    line = Line(sources["shipped"])
    try:
        with Phone(playwright, line, peer) as phone:
            line.slow(RTT_S, BYTES_PER_S)
            started = _start(line)
            assert phone.open()
            assert phone.page.evaluate(peer.installed, files) == "first"
            figures["first visit"] = _stop(line, started)
            _be_sure(phone, digests["shipped"], digests["shipped"], "old guide whole")
            figures["opened again, no news"] = _open_again(phone)
            figures["asked, no news"] = _check(phone, "same")
        for name in ("one page", "every page"):
            line.slow(0, 0)
            line.source = sources["shipped"]
            with Phone(playwright, line, peer) as phone:
                phone.install(files)
                line.source = sources[name]
                line.slow(RTT_S, BYTES_PER_S)
                figures[name] = _check(phone, "newer")
                phone.take()
                _be_sure(phone, digests["shipped"], digests[name], "new guide whole")
    finally:
        line.close()
    return figures


def _start(line: Line) -> float:
    line.reset()
    return time.monotonic()


def _stop(line: Line, started: float) -> Figures:
    seconds = round(time.monotonic() - started, 1)
    return {"bytes": line.count.bytes, "requests": line.count.requests, "seconds": seconds}


def _check(phone: Phone, expected: str) -> Figures:
    started = _start(phone.line)
    word = phone.check()
    assert word == expected, f"{phone.peer.name} said {word!r}, not {expected!r}"
    return _stop(phone.line, started)


def _open_again(phone: Phone) -> Figures:
    """Open the guide as the next day: all that follows by itself, without a time."""
    _start(phone.line)
    assert phone.open()
    phone.settle()
    phone.settle()
    figures = _stop(phone.line, 0)
    del figures["seconds"]
    return figures


def _be_sure(phone: Phone, old: dict[str, str], new: dict[str, str], expected: str) -> None:
    """Look with the server dead whether what was paid for is there."""
    phone.line.die()
    found = verdict(phone, old, new)
    phone.line.start()
    assert found == expected, f"{phone.peer.name}: {found}, not {expected}"
    phone.settle()
