"""Run the measurement: `.venv/bin/python -m bench.navigation [--pages N]`."""

import argparse
import contextlib
import tempfile
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from bench.edits import edit
from bench.guides import Guide, published_guide
from bench.navigation.opening import ROUNDS, measure_openings
from bench.navigation.slowing import KINDS, Slowing
from bench.navigation.updating import measure_update, update_by_processor
from bench.navigation.viewing import measure_views, views_by_processor
from bench.report import write_result
from bench.updates.line import Line
from bench.updates.peers import OURS, PEERS, install_tools
from bench.updates.phones import Phone, browser_path
from bench.updates.releases import State, state_of
from bench.updates.sources import OurSource

SIZES = (0, 300, 3000)
PROCESSOR = "processor time at full speed, six times"

NOTES = [
    "Milliseconds. Limits of L3: answered 50 warm, 150 cold; a view drawn 50; no task over 50.",
    "A view is drawn when the frame that shows it was made; waiting for that frame takes up to 17.",
    "Tasks of the worker delay answers, not the page.",
    "Six times is set by a loop in the page, and measured again: a busy machine changes it.",
    "Throttling by DevTools is coarse: a page is halted for up to 40 ms at a time, so that what "
    "takes half a millisecond may take 40. Processor time has neither that nor what others do.",
]


def main() -> None:
    """Measure; write bench/results/navigation.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    sizes, rounds = given.pages, given.rounds
    browser_path()
    figures: dict[str, object] = {"notes": NOTES}
    with sync_playwright() as playwright:
        for pages in SIZES if sizes is None else sizes:
            guide = published_guide(pages)
            with tempfile.TemporaryDirectory() as folder:
                name = f"{pages} pages" if pages else "the guide as it is"
                figures[name] = _measure(playwright, guide, Path(folder), rounds)
                if not pages:
                    figures["beside others"] = _beside_others(
                        playwright, guide, Path(folder), rounds
                    )
    write_result("navigation", figures)


def _measure(playwright: Playwright, guide: Guide, folder: Path, rounds: int) -> dict[str, object]:
    """Return all figures of a guide; each way to measure gets a first visit of its own."""
    newer = guide.copy(folder / "newer")
    edit(newer)
    figures: dict[str, object] = {}
    for way in (*KINDS, PROCESSOR):
        line = Line(OurSource(State("kept", guide.app, folder)))
        with contextlib.closing(line), Phone(playwright, line, OURS) as phone:
            slowing = None if way == PROCESSOR else Slowing(phone)
            tasks = {"first visit": _tasks(phone, slowing, way, "first")}
            tasks["asked, no news"] = _tasks(phone, slowing, way, "same")
            line.source = OurSource(State("newer", newer.app, folder))
            tasks["one page edited"] = _tasks(phone, slowing, way, "newer")
            figures[f"tasks, {way}"] = tasks
            line.die()
            assert phone.open()
            if not slowing:
                figures[f"views, {way}"] = views_by_processor(phone)
            elif way == KINDS[-1]:
                figures["times slower"] = slowing.factors()
                figures["views"] = measure_views(phone, slowing)
                figures["opened"] = measure_openings({OURS.name: phone}, rounds)
    return figures


def _tasks(phone: Phone, slowing: Slowing | None, way: str, expected: str) -> dict[str, float]:
    assert phone.open()
    if slowing:
        return measure_update(phone, slowing, way, expected)
    return update_by_processor(phone, expected)


def _beside_others(
    playwright: Playwright, guide: Guide, folder: Path, rounds: int
) -> dict[str, object]:
    install_tools()
    state = state_of(guide.app, folder / "files")
    with contextlib.ExitStack() as stack:
        phones = {}
        for peer in PEERS:
            line = stack.enter_context(contextlib.closing(Line(peer.source(state))))
            phones[peer.name] = stack.enter_context(Phone(playwright, line, peer))
            phones[peer.name].install(len(state.tree.paths))
            line.die()
        return {"opened": measure_openings(phones, rounds)}


if __name__ == "__main__":
    main()
