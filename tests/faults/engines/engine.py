"""A browser in a trial: the few things that every engine can do, whatever drives it."""

import json
import os
import shutil
from typing import Any, Protocol

MISSING = "{name} is not on this machine (on Debian as root: apt-get install {packages})"

# How often a document may be replaced by another while it opens.
MOVES = 5

# Whether a document of the guide is open: the page of an error has no main part.
IS_OPEN = "async () => document.querySelector('main h1') !== null"


class Moved(Exception):
    """The document went away while a script ran in it: the page of an error takes its place."""


class Engine(Protocol):
    """One browser process with one profile and one tab."""

    name: str
    can_relaunch: bool  # whether what is kept outlives the process

    def start(self) -> None:
        """Start the process, on the same profile each time."""
        ...

    def go(self, address: str) -> None:
        """Open an address in the tab; an address that does not answer is no error."""
        ...

    def run(self, function: str, arguments: str) -> str:
        """Run an async JavaScript function in the tab; both ways as JSON."""
        ...

    def new_tab(self) -> None:
        """Close the tab, whatever it does, and open a new one."""
        ...

    def kill(self) -> None:
        """End the process in the middle of whatever it does."""
        ...

    def close(self) -> None:
        """End the process as its owner would, if it still runs."""
        ...


class Limited(Engine, Protocol):
    """A browser whose room for what a site keeps can be limited."""

    least_room: int  # with less, it cannot even keep the worker

    def limit_room(self, origin: str, spare: int) -> None:
        """Restart with so many bytes of room beyond what the origin uses."""
        ...

    def give_room(self) -> None:
        """Take the limit away; the tab may be another one then."""
        ...


def evaluate(engine: Engine, function: str, *arguments: object) -> Any:
    """Run an async JavaScript function in the tab and return its value."""
    return json.loads(engine.run(function, json.dumps(arguments)))


def opens(engine: Engine, address: str) -> bool:
    """Open an address; return whether a page of the guide is there then."""
    engine.go(address)
    for _ in range(MOVES):
        try:
            return bool(evaluate(engine, IS_OPEN))
        except Moved:
            continue
    return False


def called(function: str, arguments: str) -> str:
    """Return an expression that calls a function and promises its value as JSON."""
    return f"({function})(...{arguments}).then((value) => JSON.stringify(value ?? null))"


def find_firefox() -> str | None:
    """Return this machine's Firefox; FIREFOX_PATH names another."""
    named = os.environ.get("FIREFOX_PATH")
    return named or shutil.which("firefox-esr") or shutil.which("firefox")
