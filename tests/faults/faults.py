"""The kinds of fault that a network has, as pure functions: from a right answer to what arrives."""

import gzip
import re
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Literal, Protocol

Fields = tuple[tuple[str, str], ...]

# What follows the last byte: the next request, a clean end, a reset, or nothing for ever.
Ending = Literal["next", "fin", "rst", "stall"]

PORTAL = b"<!doctype html><html lang=en><title>Wi-Fi</title><h1>Welcome! Accept our terms</h1>"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the server: its body as it travels, encoded or not."""

    status: int
    fields: Fields
    body: bytes

    def without(self, *names: str) -> Fields:
        """Return the header fields but for those with these (lower-case) names."""
        return tuple(field for field in self.fields if field[0].lower() not in names)


@dataclass(frozen=True, slots=True)
class Wire:
    """What goes out to the browser. `said` is the length in the header; None says no length."""

    answer: Answer
    body: bytes
    said: int | None
    ending: Ending = "next"

    def head(self) -> bytes:
        """Return the status line and the header."""
        status = self.answer.status
        phrase = HTTPStatus(status).phrase
        fields = list(self.answer.without("content-length", "connection", "transfer-encoding"))
        if self.said is not None and status not in (204, 304):
            fields.append(("content-length", str(self.said)))
        fields.append(("connection", "keep-alive" if self.ending == "next" else "close"))
        lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in fields)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def whole(answer: Answer) -> Wire:
    """Pass an answer on as it is."""
    return Wire(answer, answer.body, len(answer.body))


class Fault(Protocol):
    """Something that happens to an answer at byte `at` of its body."""

    def spoil(self, answer: Answer, at: int) -> Wire:
        """Return what arrives instead of the answer."""
        ...


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection ends in the middle: politely, by a reset, or it hangs."""

    ending: Ending

    def spoil(self, answer: Answer, at: int) -> Wire:
        return Wire(answer, answer.body[:at], len(answer.body), self.ending)


@dataclass(frozen=True, slots=True)
class Shortened:
    """The rest of the body is missing, and nothing says so."""

    says_length: bool

    def spoil(self, answer: Answer, at: int) -> Wire:
        if self.says_length:
            return Wire(answer, answer.body[:at], at)
        return Wire(answer, answer.body[:at], None, "fin")


@dataclass(frozen=True, slots=True)
class ShortenedGzip:
    """A compressed answer breaks off, with a length that fits what is left of it."""

    def spoil(self, answer: Answer, at: int) -> Wire:
        fields = (*answer.without("content-encoding"), ("content-encoding", "gzip"))
        encoded = dict(answer.fields).get("content-encoding")
        body = answer.body if encoded == "gzip" else gzip.compress(answer.body, mtime=0)
        left = body[: min(at, len(body) - 1)]
        return Wire(replace(answer, fields=fields), left, len(left))


@dataclass(frozen=True, slots=True)
class Flipped:
    """One bit arrives wrong."""

    def spoil(self, answer: Answer, at: int) -> Wire:
        body = bytearray(answer.body)
        if body:
            body[min(at, len(body) - 1)] ^= 1
        return Wire(answer, bytes(body), len(body))


@dataclass(frozen=True, slots=True)
class Instead:
    """Somebody else answers: a portal, a broken server, or a cache with what was once right."""

    answer: Answer

    def spoil(self, answer: Answer, at: int) -> Wire:
        return whole(self.answer)


@dataclass(frozen=True, slots=True)
class Nothing:
    """The answer arrives as it is; who waits for this moment learns of it."""

    def spoil(self, answer: Answer, at: int) -> Wire:
        return whole(answer)


def saying(status: int, body: bytes = PORTAL, **fields: str) -> Instead:
    """Answer with a page of somebody else's."""
    named = tuple((name.replace("_", "-"), value) for name, value in fields.items())
    return Instead(Answer(status, (("content-type", "text/html"), *named), body))


# Every fault of the network that a trial may draw, by the name it is printed with.
NETWORK_FAULTS: dict[str, Fault] = {
    "cut": Cut("fin"),
    "reset": Cut("rst"),
    "stall": Cut("stall"),
    "short": Shortened(says_length=True),
    "short without length": Shortened(says_length=False),
    "short gzip": ShortenedGzip(),
    "flipped bit": Flipped(),
    "404": saying(404),
    "410": saying(410),
    "500": saying(500),
    "503": saying(503, retry_after="30"),
    "portal": saying(200),
    "portal elsewhere": saying(302, b"", location="/en/"),
}


# What a page loads for itself; the rest is asked for by the worker, or is the worker.
PAGE_PARTS = ("document", "iframe", "style", "script", "image", "font", "manifest")
CODE = "serviceworker"


@dataclass(slots=True)
class Trouble:
    """When a fault happens: after so many bytes or answers of the network, and how often.

    `answers_before` and `bytes_before` (of bodies) pass unharmed; with `bytes_before`, the byte
    that crosses the line is where it hits, else `inside` says where. What a page loads for
    itself is left alone.
    """

    fault: Fault
    answers_before: int = 0
    bytes_before: int | None = None
    inside: float = 0.5
    times: int = 1_000_000
    paths: str = ""  # a regular expression that finds something in the path
    harms_code: bool = True
    harms_pages: bool = False
    hits: list[str] = field(default_factory=list)

    def reach(self, path: str, wanted_for: str, answer: Answer) -> int | None:
        """Return the byte of this answer at which the fault happens; None lets it pass."""
        spared = wanted_for in PAGE_PARTS and not self.harms_pages
        spared = spared or (wanted_for == CODE and not self.harms_code)
        if spared or not re.search(self.paths, path) or len(self.hits) >= self.times:
            return None
        size = len(answer.body)
        if self.hits:
            at = int(size * self.inside)
        elif not self._is_due(size):
            return None
        else:
            at = int(size * self.inside) if self.bytes_before is None else self.bytes_before
        self.hits.append(path)
        return at

    def _is_due(self, size: int) -> bool:
        if self.bytes_before is None:
            self.answers_before -= 1
            return self.answers_before < 0
        if self.bytes_before < size:
            return True
        self.bytes_before -= size
        return False
