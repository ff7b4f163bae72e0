"""Error reports that say where our code failed, and nothing about who was reading what."""

import sys
import traceback
from types import TracebackType

from flask import Flask

from content.release.store import NoRelease
from pwa.services import services


def report_without_request(app: Flask) -> None:
    """Make the application report a fault by class, code place and release; never the request.

    Flask's own report names the address and method, and the exception's text may quote input.
    """

    def log_exception(
        info: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        kind, _, trace = info
        if kind is not None and trace is not None:
            print(describe(kind, trace), file=sys.stderr)

    app.log_exception = log_exception  # type: ignore[method-assign, assignment]


def describe(kind: type[BaseException], trace: TracebackType) -> str:
    """Return one line: exception class, innermost place, release id."""
    place = traceback.extract_tb(trace)[-1]
    file = place.filename.replace("\\", "/").rsplit("/", 2)[-2:]
    return f"fault: {kind.__name__} at {'/'.join(file)}:{place.lineno} release {_release()}"


def _release() -> str:
    try:
        return services().current.tree().pointer.id[:12]
    except (NoRelease, OSError, ValueError):
        return "none"
