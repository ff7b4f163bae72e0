"""One of the three, measured in a process of its own."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.big_guide import write_guide
from bench.updates.costs import Figures, measure_costs
from bench.updates.faults import Finding, measure_faults
from bench.updates.peers import PEERS
from bench.updates.phones import browser_path
from bench.updates.releases import SHIPPED, make_states

Events = dict[str, Figures]
Findings = dict[str, Finding]


def measure(number: int, pages: int) -> tuple[Events, Findings]:
    """Measure one of the peers, with a guide, a server and a browser of its own."""
    peer = PEERS[number]
    browser_path()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work, content = Path(folder), SHIPPED
        if pages:
            content = work / "content"
            write_guide(content, pages)
        states = make_states(work, content)
        costs = measure_costs(playwright, peer, states)
        if pages:
            return costs, {}
        update = int(costs["every page"]["bytes"])
        return costs, measure_faults(playwright, peer, states, update)
