"""The phone's server: serves the worker script, and refuses to serve any other address as a worker.

This room imports Flask only; the worker's own rules are in js/.
"""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

SCRIPT_PATH = "/sw.js"
SCRIPT_FILE = "service-worker.js"

bp = Blueprint("service_worker", __name__)


def init_app(app: Flask, build_dir: Path, fields: dict[str, str]) -> None:
    """Serve the script built in `build_dir` with the header `fields`."""
    app.extensions["service_worker"] = (build_dir / SCRIPT_FILE, fields)
    app.register_blueprint(bp)


@bp.before_app_request
def only_one_worker() -> Response | None:
    """Refuse every request for a worker script but the one for exactly our address.

    Whoever could register another path or query as a worker would own the site on that phone.
    """
    asks = request.headers.get("Service-Worker") == "script"
    if asks and (request.path != SCRIPT_PATH or request.query_string):
        abort(403)
    return None


@bp.get(SCRIPT_PATH)
def script() -> Response:
    """Answer with the worker: code only, so publishing content never reinstalls it."""
    path, fields = current_app.extensions["service_worker"]
    body = path.read_bytes()
    response = Response(body, headers=fields)
    if request.accept_encodings["gzip"] > 0:
        response.set_data(_gzipped(body))
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.add_etag()
    response.make_conditional(request)
    return response


@lru_cache(maxsize=2)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
