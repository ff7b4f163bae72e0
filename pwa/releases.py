"""Releases: the pointer, and the objects that it leads to."""

from flask import Blueprint, Response

from content.release.digest import Digest, digest_of, is_digest
from pwa import answers, headers
from pwa.services import services
from pwa.serving import missing_page

bp = Blueprint("releases", __name__)


@bp.get("/release")
def pointer() -> Response:
    """Answer with the pointer: a phone that has it already gets a 304."""
    data = services().current.tree().pointer_bytes
    return answers.of_bytes(data, digest_of(data), headers.POINTER)


@bp.get("/o/<name>")
def stored_object(name: str) -> Response:
    """Answer with an object: typed where a page loads it, plain bytes where a phone collects it."""
    here = services()
    file = here.current.tree().files.get(name)
    if file:
        return answers.of_object(here.store, file.entry.object, file.headers)
    if not is_digest(name) or not here.store.path_of(Digest(name)).exists():
        return missing_page("")
    return answers.of_object(here.store, Digest(name), headers.OBJECT)
