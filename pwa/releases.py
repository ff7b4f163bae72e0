"""Releases: the pointer, the objects that it leads to, and packs of many objects in one answer."""

from flask import Blueprint, Response

from content.release.digest import Digest, digest_of, is_digest
from content.release.pack import is_pack_name
from pwa import answers, headers, ranges
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


@bp.get("/pack/<name>")
def pack(name: str) -> Response:
    """Answer with a pack, or with the rest of it. Where there is none, phones ask for objects."""
    if is_pack_name(name):
        try:
            return ranges.of_file(services().store.path_of_pack(name), headers.PACK)
        except FileNotFoundError:
            pass
    return missing_page("")
