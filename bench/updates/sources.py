"""Where answers come from: Parasol's own application, or plain files with a worker of another's."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import brotli
from flask.testing import FlaskClient

from bench.updates.line import Answer, Asked
from bench.updates.releases import State
from pwa.export_folder import SITE
from pwa.exporting import place_of

# In the order in which the guide's server prefers them.
ENCODINGS = {"br": ".br", "gzip": ".gz"}

JAVASCRIPT = "text/javascript; charset=utf-8"
PORTAL = b"<!doctype html><title>Wi-Fi</title><h1>Log in to use the Wi-Fi of this train</h1>"


class OurSource:
    """Parasol's application, asked without a socket."""

    def __init__(self, state: State) -> None:
        self._client: FlaskClient = state.app.test_client()

    def __call__(self, asked: Asked) -> Answer:
        """Answer as the real server does, Range and all."""
        headers = {n: v for n, v in asked.headers.items() if n not in ("host", "connection")}
        response = self._client.get(asked.path, headers=headers)
        return Answer(response.status_code, dict(response.headers), response.data)


@dataclass(frozen=True, slots=True)
class File:
    """A file to be served: its headers, and its bytes by encoding ("" for none)."""

    headers: dict[str, str]
    bodies: dict[str, bytes]

    @property
    def digest(self) -> str:
        """The SHA-256 of its content."""
        return hashlib.sha256(self.bodies[""]).hexdigest()


def made_file(data: bytes, media_type: str, cache: str = "no-cache") -> File:
    """Return a file of a peer, compressed as hard as ours."""
    bodies = {"": data, "br": brotli.compress(data), "gzip": gzip.compress(data, 9, mtime=0)}
    return File({"Content-Type": media_type, "Cache-Control": cache}, bodies)


def guide_files(state: State) -> dict[str, File]:
    """Return the pages and what they load, out of the plain export, by path.

    Workers keep only what comes with status 200, so the pages for what is missing, and the decoys
    behind the exits, are files like others here.
    """
    site = (state.files / SITE).resolve()
    files = {}
    for path, found in state.tree.paths.items():
        place = place_of(site, path)
        bodies = {"": place.read_bytes()}
        for encoding, suffix in ENCODINGS.items():
            beside = place.with_name(place.name + suffix)
            if beside.exists():
                bodies[encoding] = beside.read_bytes()
        fields = {n: v for n, v in found.headers.fields.items() if n != "Location"}
        files[path] = File(fields, bodies)
    return files


class PlainSource:
    """Plain files with their compressed twins, ETags, and nothing else."""

    def __init__(self, files: dict[str, File]) -> None:
        self._files = files

    def __call__(self, asked: Asked) -> Answer:
        """Answer with the file at the path; a query changes nothing."""
        file = self._files.get(asked.path.partition("?")[0])
        if file is None:
            return Answer(404, {"Content-Type": "text/plain"}, b"")
        etag = f'W/"{file.digest}"'
        headers = {**file.headers, "ETag": etag, "Vary": "Accept-Encoding"}
        if etag in asked.headers.get("if-none-match", ""):
            return Answer(304, headers, b"")
        accepted = asked.headers.get("accept-encoding", "")
        encoding = next((e for e in ENCODINGS if e in accepted and e in file.bodies), "")
        if encoding:
            headers["Content-Encoding"] = encoding
        return Answer(200, headers, file.bodies[encoding])


# What may be wrong with the answer for one asset.

Source = Callable[[Asked], Answer]


def unavailable(source: Source, asked: Asked) -> Answer:
    """The server is overloaded for a moment."""
    return Answer(503, {"Content-Type": "text/plain", "Cache-Control": "no-store"}, b"busy")


def portal(source: Source, asked: Asked) -> Answer:
    """A network that wants to be paid first answers with a page of its own."""
    return Answer(200, {"Content-Type": "text/html", "Cache-Control": "no-store"}, PORTAL)


def cut(source: Source, asked: Asked) -> Answer:
    """A proxy that unpacks and names no length loses the second half, and closes as if complete."""
    plain = {**asked.headers, "accept-encoding": "identity"}
    return replace(source(Asked(asked.path, plain)), cut=True)


def redirected(source: Source, asked: Asked) -> Answer:
    """A network sends whoever asks for something to the first page."""
    return Answer(302, {"Location": "/en/", "Cache-Control": "no-store"}, b"")


def flipped(source: Source, asked: Asked) -> Answer:
    """One bit in the middle arrives wrong."""
    answer = source(Asked(asked.path, {**asked.headers, "accept-encoding": "identity"}))
    middle = len(answer.body) // 2
    body = answer.body[:middle] + bytes([answer.body[middle] ^ 1]) + answer.body[middle + 1 :]
    return replace(answer, body=body)
