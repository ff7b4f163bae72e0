"""The phone's server: serves the worker script, and refuses to serve any other address as a worker.

This room imports Flask only; the worker's own rules are in js/.
"""

import gzip
import hashlib
import json
import sys
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request

SCRIPT_PATH = "/sw.js"
SCRIPT_FILE = "service-worker.js"

# Beside the script: a JSON object with the SHA-256 of each built file by its name. Each name has a
# list of them, as the script's holds the older one too until the newer one stands there.
LIST_FILE = "bundles.json"

# Browsers keep the worker they have when they get this, and ask again later.
NOT_NOW = 503

bp = Blueprint("service_worker", __name__)


def init_app(app: Flask, build_dir: Path, fields: dict[str, str]) -> None:
    """Serve the script built in `build_dir` with the header `fields`."""
    app.extensions["service_worker"] = (build_dir, fields)
    app.register_blueprint(bp)


class NotWhole(Exception):
    """The script is missing, or is not what was built; the text is one sentence for an operator."""


def read_script(build_dir: Path) -> bytes:
    """Return the script that was built, byte for byte.

    Raises:
        NotWhole: it is missing, cut short, or stands in no list of what was built.
    """
    try:
        body = (build_dir / SCRIPT_FILE).read_bytes()
        known = json.loads((build_dir / LIST_FILE).read_bytes())[SCRIPT_FILE]
    except FileNotFoundError as error:
        raise NotWhole(_advice(f"{Path(error.filename).name} is missing")) from None
    except (OSError, ValueError, LookupError, TypeError):
        raise NotWhole(_advice(f"{SCRIPT_FILE} or {LIST_FILE} cannot be read")) from None
    if not isinstance(known, list) or hashlib.sha256(body).hexdigest() not in known:
        raise NotWhole(_advice(f"{SCRIPT_FILE} is not what was built"))
    return body


def _advice(fact: str) -> str:
    return f"{fact}; run: flask --app app bundles build"


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
    """Answer with the worker: code only, so publishing content never reinstalls it.

    One that is not whole is never sent: it would take the place of the good one on phones.
    """
    build_dir, fields = current_app.extensions["service_worker"]
    try:
        body = read_script(build_dir)
    except NotWhole as error:
        print(error, file=sys.stderr)
        refusal = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        return Response(b"", NOT_NOW, headers=fields | refusal)
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
