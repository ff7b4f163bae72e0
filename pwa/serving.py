"""Serving the guide: every page is bytes of the current release, the same for every reader."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from content.release.store import NoRelease
from pwa import answers, headers
from pwa.services import services

bp = Blueprint("guide", __name__)

MISSING = "404"


@bp.get("/", defaults={"path": ""})
@bp.get("/<path:path>")
def page(path: str) -> Response:
    """Answer with what stands at this path of the release."""
    here = services()
    found = here.current.tree().paths.get(request.path)
    if found is None or request.path.startswith("/o/"):
        return missing_page(path)
    return answers.of_object(here.store, found.entry.object, found.headers)


def missing_page(path: str) -> Response:
    """Answer 404 with the calm page of the path's language, else of all languages."""
    here = services()
    paths = here.current.tree().paths
    language = path.split("/", 1)[0]
    found = paths.get(f"/{language}/{MISSING}") or paths[f"/{MISSING}"]
    return answers.of_object(here.store, found.entry.object, found.headers)


@bp.app_errorhandler(404)
@bp.app_errorhandler(405)
def no_such_address(error: Exception) -> Response:
    """Answer every address and method that does not exist with the calm page."""
    try:
        return missing_page(request.path.lstrip("/"))
    except NoRelease as nothing:
        return nothing_published(nothing)


@bp.app_errorhandler(HTTPException)
def refused(error: HTTPException) -> Response:
    """Answer whatever else is refused, such as a body too large, without the framework's page."""
    return answers.plain("112 - 101\n", headers.refusing(error.code or 500))


@bp.app_errorhandler(NoRelease)
def nothing_published(error: NoRelease) -> Response:
    """Answer while nothing has been built, in words an operator understands."""
    text = "This guide has not been built yet. Run: flask --app app release build\n"
    return answers.plain(text, headers.UNAVAILABLE)


@bp.app_errorhandler(500)
def failed(error: Exception) -> Response:
    """Answer a fault of ours with a neutral sentence and the numbers that always work."""
    return answers.plain("112 - 101\n", headers.BROKEN)
