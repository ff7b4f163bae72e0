"""Tables for people, of figures that stand in bench/results."""

from collections.abc import Mapping

Costs = Mapping[str, Mapping[str, Mapping[str, float]]]
Faults = Mapping[str, Mapping[str, Mapping[str, object]]]

REFERENCE = "Parasol"


def ratios(costs: Costs) -> dict[str, dict[str, dict[str, float]]]:
    """Return each figure of the others divided by ours."""
    ours = costs[REFERENCE]
    return {
        name: {event: _divided(one, ours[event]) for event, one in events.items()}
        for name, events in costs.items()
        if name != REFERENCE
    }


def _divided(one: Mapping[str, float], ours: Mapping[str, float]) -> dict[str, float]:
    """Return the ratios; nothing is told of what costs us nothing."""
    return {unit: round(value / ours[unit], 2) for unit, value in one.items() if ours[unit]}


def costs_table(costs: Costs) -> str:
    """Return the costs as Markdown: kilobytes / requests / seconds."""
    rows = [f"| KB / requests / seconds | {' | '.join(costs)} |", "|---" * (len(costs) + 1) + "|"]
    for event in next(iter(costs.values()), {}):
        cells = [_cell(events[event]) for events in costs.values()]
        rows.append(f"| {event} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _cell(one: Mapping[str, float]) -> str:
    words = [f"{one['bytes'] / 1000:.1f}", f"{one['requests']:.0f}"]
    if "seconds" in one:
        words.append(f"{one['seconds']:.1f}")
    return " / ".join(words)


def faults_table(faults: Faults) -> str:
    """Return what was left after each fault as Markdown."""
    rows = [f"| fault | {' | '.join(faults)} |", "|---" * (len(faults) + 1) + "|"]
    for fault in next(iter(faults.values()), {}):
        cells = [_words(findings[fault]) for findings in faults.values()]
        rows.append(f"| {fault} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _words(finding: Mapping[str, object]) -> str:
    shown = {name: value for name, value in finding.items() if not name.startswith("bytes")}
    if "fetched again" in shown:
        shown["fetched again"] = f"{int(str(shown['fetched again'])) / 1000:.1f} KB"
    return "; ".join(f"{name}: {value}" for name, value in shown.items())
