"""The phone's server: serves the worker script, and refuses to serve any other address as a worker.

This room imports Flask only; the worker's own rules are in js/.
"""

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
    response = Response(path.read_bytes(), headers=fields)
    response.add_etag()
    response.make_conditional(request)
    return response
