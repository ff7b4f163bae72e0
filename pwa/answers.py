"""Making answers: stored bytes in the best encoding a client takes, with one header set."""

from flask import Response, request

from content.release.digest import Digest
from content.release.manifest import HeaderSet
from content.release.store import ENCODINGS, ReleaseStore


def plain(body: str, headers: HeaderSet) -> Response:
    """Answer with a short text."""
    return _with(Response(body, status=headers.status), headers)


def of_object(store: ReleaseStore, digest: Digest, headers: HeaderSet) -> Response:
    """Answer with a stored object, or 304 where the client already holds it."""
    if headers.status == 200 and _is_held(digest):
        response = _with(Response(status=304), headers)
    else:
        body, encoding = _best(store, digest)
        response = _with(Response(body, status=headers.status), headers)
        if encoding:
            response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(digest, weak=True)
    return response


def of_bytes(body: bytes, digest: Digest, headers: HeaderSet) -> Response:
    """Answer with bytes that stand in no store, or 304 where the client already holds them."""
    held = _is_held(digest)
    response = _with(Response(b"" if held else body, status=304 if held else 200), headers)
    response.set_etag(digest, weak=True)
    return response


def _is_held(digest: Digest) -> bool:
    """Whether the client names this object; our tags are weak, as encodings share them."""
    return request.if_none_match.contains_weak(digest)


def _with(response: Response, headers: HeaderSet) -> Response:
    response.headers.update(headers.fields)
    return response


def _best(store: ReleaseStore, digest: Digest) -> tuple[bytes, str]:
    accepted = request.accept_encodings
    for encoding in ENCODINGS:
        if accepted[encoding] > 0:
            try:
                return store.path_of(digest, encoding).read_bytes(), encoding
            except FileNotFoundError:
                continue
    return store.read(digest), ""
