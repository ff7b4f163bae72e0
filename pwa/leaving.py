"""Erasing: the one address that tells a browser to forget this site. (Exits are in releases.)"""

from flask import Blueprint, Response, request

from pwa import answers, headers

bp = Blueprint("leaving", __name__)


@bp.get("/erase")
def erase() -> Response:
    """Clear what the browser keeps of this site, when the site's own pages ask for it.

    Another site could otherwise make a reader lose her offline guide.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return answers.plain("", headers.REFUSED)
    return answers.plain("", headers.ERASING)
