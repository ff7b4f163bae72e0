"""Answering with a part of a file, so that a phone that was cut goes on where it stopped.

One range of bytes is understood: `bytes=N-` and `bytes=N-M`. Whatever else a client asks for gets
the whole, as the protocol allows.
"""

import re
from functools import lru_cache
from pathlib import Path

from flask import Response, request

from content.release.digest import Digest, digest_of
from content.release.manifest import HeaderSet
from pwa import headers

_RANGE = re.compile(r"bytes=([0-9]{1,18})-([0-9]{1,18})?", re.ASCII)

# Files whose digests are remembered: a pack is asked for by many.
DIGESTS_REMEMBERED = 256


def of_file(path: Path, sent: HeaderSet) -> Response:
    """Answer with a file that is never changed: whole, a range of it, or 304.

    Raises:
        FileNotFoundError: there is none.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        etag = _digest_of(path, path.stat().st_mtime_ns, size)
        if request.if_none_match.contains(etag):
            return _answer(b"", 304, sent, etag)
        wanted = _wanted(size, etag)
        if wanted is None:
            return _answer(file.read(), 200, sent, etag)
        first, end = wanted
        if first >= size:
            answer = _answer(b"", 416, headers.refusing(416), etag)
            answer.headers["Content-Range"] = f"bytes */{size}"
            return answer
        file.seek(first)
        answer = _answer(file.read(end - first), 206, sent, etag)
    answer.headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    return answer


def _wanted(size: int, etag: str) -> tuple[int, int] | None:
    """Return the first byte asked for and the end; None when the whole is wanted or due."""
    said = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not said or request.headers.get("If-Range", f'"{etag}"') != f'"{etag}"':
        return None
    first, last = int(said[1]), int(said[2]) if said[2] else size - 1
    if said[2] and last < first:
        return None
    return first, min(last + 1, size)


def _answer(body: bytes, status: int, sent: HeaderSet, etag: str) -> Response:
    response = Response(body, status=status)
    response.headers.update(sent.fields)
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(etag)
    return response


@lru_cache(DIGESTS_REMEMBERED)
def _digest_of(path: Path, written: int, size: int) -> Digest:
    """Return the digest of a file in the state that its time and size stand for."""
    return digest_of(path.read_bytes())
