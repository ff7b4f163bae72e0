"""The classes of address that a plain server tells apart, and what goes out with each.

Patterns describe whole paths in the syntax that Python, nginx and Caddy share, and hold no
braces, which both configurations use for themselves.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from content.release.manifest import HeaderSet
from pwa import headers
from pwa.serving import MISSING
from pwa.tools import TOOLS, WORDS
from service_worker import SCRIPT_PATH

LANGUAGE = "[a-z][a-z]+(?:-[A-Za-z0-9]+)*"
OBJECT = "/o/[0-9a-f]+"
PACK = "/pack/[0-9a-f]+(?:-[0-9a-f]+)?"
EXIT = "/x/[0-9]+"
WORKER = re.escape(SCRIPT_PATH)
ERASE = "/erase"
SEARCH = f"/(?:{LANGUAGE})/search"

# The one part of a file that is sent alone: from a byte on, maybe up to another.
RANGE = "bytes=[0-9]+-[0-9]*"

# Without Flask nothing can search for a reader without JavaScript: she gets the list of all pages.
INSTEAD_OF_SEARCH = TOOLS["all"]

# Characters that mean something inside a quoted word of a configuration.
_MEANINGFUL = re.compile(r"[\x00-\x1f\x7f$\\{}`]")


class CannotWrite(ValueError):
    """A value that a server configuration cannot carry; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class AddressClass:
    """Addresses that go out alike: a pattern for whole paths, and their headers."""

    name: str
    pattern: str
    headers: HeaderSet

    def holds(self, path: str) -> bool:
        """Whether `path` is one of these addresses."""
        return re.fullmatch(self.pattern, path) is not None


@dataclass(frozen=True, slots=True)
class Site:
    """What a configuration is written for.

    `root` is the folder of the files, `url` the public address, `exits` the sets of the exits by
    path, each with a Location.
    """

    root: Path
    url: str
    exits: Mapping[str, HeaderSet]


# Files, in this order: the first class that holds a path is its class.
FILES = (
    AddressClass("missing", f"(?:/{LANGUAGE})?/{MISSING}", headers.RELEASED["missing"]),
    AddressClass("pointer", "/release", headers.POINTER),
    AddressClass("worker", WORKER, headers.WORKER),
    AddressClass("words", f"/{LANGUAGE}/{WORDS}", headers.RELEASED["words"]),
    AddressClass("first", "/", headers.RELEASED["page"]),
    AddressClass("home", f"/{LANGUAGE}/", headers.RELEASED["page"]),
    AddressClass("page", f"/{LANGUAGE}/[a-z0-9]+", headers.RELEASED["page"]),
    AddressClass("disguise", "/i/[a-z0-9]+/", headers.RELEASED["decoy"]),
    AddressClass("decoy", f"/i/[a-z0-9]+/{LANGUAGE}", headers.RELEASED["decoy"]),
    AddressClass("install", rf"/i/[a-z0-9]+/{LANGUAGE}\.webmanifest", headers.RELEASED["install"]),
)

# Objects that pages load themselves, by the suffix of their second copy.
TYPED: Mapping[str, HeaderSet] = {
    ".js": headers.RELEASED["script"],
    ".css": headers.RELEASED["style"],
    ".png": headers.RELEASED["png"],
}

# Every set that a configuration speaks of, beside those of the exits.
SETS = (
    *(one.headers for one in FILES),
    *TYPED.values(),
    headers.OBJECT,
    headers.PACK,
    headers.ERASING,
)


def class_of(path: str) -> AddressClass | None:
    """Return the class of a file's path; None when no server would serve it."""
    return next((one for one in FILES if one.holds(path)), None)


def constant_fields() -> dict[str, str]:
    """Return the headers that every answer carries with the same value."""
    first = headers.REFUSED.fields
    return {
        name: value
        for name, value in first.items()
        if all(one.fields.get(name) == value for one in SETS)
    }


def varying_fields(one: HeaderSet) -> dict[str, str]:
    """Return the headers of a set that not every answer carries."""
    return {name: value for name, value in one.fields.items() if name not in constant_fields()}


def quoted(value: str) -> str:
    """Return a value as one word of a configuration, in quotes.

    Raises:
        CannotWrite: it holds a character that would mean something there.
    """
    if _MEANINGFUL.search(value) or '"' in value:
        raise CannotWrite(
            f'A server configuration cannot carry “{value}”; write it without "$\\{{}}`.'
        )
    return f'"{value}"'
