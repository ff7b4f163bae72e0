"""Run the comparison: `.venv/bin/python -m bench.updates [--pages N]`."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from app import create_app
from bench.report import write_result
from bench.updates.costs import BYTES_PER_S, RTT_S
from bench.updates.measuring import measure
from bench.updates.peers import PEERS, install_tools
from bench.updates.releases import run_command
from bench.updates.table import costs_table, faults_table, ratios

NOTES = [
    "Opened again: Parasol asks for news once an hour, the others whenever the guide is opened.",
    "Every page: the stylesheet has changed, and with it one name in each page.",
    "Half-way is half of what the update of every page costs the peer in question.",
    "Silent: the line stays open, takes requests, and carries nothing; after that it is dead.",
    "A window is closed while the line stands still; it goes on once another one was opened.",
]


def main() -> None:
    """Measure, write bench/results/updates.json (or updates-N.json), print tables for people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=0, help="a made guide, costs only")
    pages = parser.parse_args().pages
    install_tools()
    run_command(create_app(), "translations", "compile")
    # All three at the same time: a machine that is busy is busy for each of them alike.
    with ProcessPoolExecutor(len(PEERS), get_context("spawn")) as pool:
        measured = list(pool.map(measure, range(len(PEERS)), [pages] * len(PEERS)))
    costs = {peer.name: one for peer, (one, _) in zip(PEERS, measured, strict=True)}
    faults = {peer.name: one for peer, (_, one) in zip(PEERS, measured, strict=True) if one}
    figures: dict[str, object] = {
        "line": {"round trip, seconds": RTT_S, "bytes per second": BYTES_PER_S},
        "pages": pages or "the shipped guide",
        "notes": NOTES,
        "costs": costs,
        "ratio to Parasol": ratios(costs),
    }
    if faults:
        figures["what is left after a fault"] = faults
    write_result(f"updates-{pages}" if pages else "updates", figures)
    print(costs_table(costs))
    print(faults_table(faults))


if __name__ == "__main__":
    main()
