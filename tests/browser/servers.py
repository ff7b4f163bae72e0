"""Servers that browser tests talk to: the guide's own, killed at will, and an everyday site."""

import datetime
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

from app import create_app
from pwa.builder import build_release
from tests.conftest import AS_OF, NOW, ROOT, SITE_URL
from tests.ports import HOST, free_port

PATIENCE_S = 20

GRANIAN = [
    sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--no-ws",
    "--blocking-threads", "3", "--log-level", "error",
    "--access-log", "--access-log-fmt", "%(method)s %(path)s",
    "--host", HOST,
]  # fmt: skip

NEUTRAL_PAGE = b"<!doctype html><html lang=en><title>Everyday</title><h1>Everyday news</h1>"


def wait_until(holds: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
    """Wait for a condition of this machine (for one of a page, Playwright waits)."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s in vain: {what}"
        time.sleep(0.01)


@dataclass(slots=True)
class GuideServer:
    """The real server in a process of its own, serving one data folder at one address."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        """One line for each request that was answered: method and path."""
        return self.data / "requests.log"

    def start(self) -> None:
        """Start it; return when it answers."""
        environment = {
            **os.environ,
            "PARASOL_DATA_DIR": str(self.data),
            "PARASOL_SITE_URL": SITE_URL,
            **self.environment,
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*GRANIAN, "--port", str(self.port), "app:app"],
                cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_until(self.answers, "the server answers")

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does: to a phone, the network is gone."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def answers(self) -> bool:
        """Whether it listens and answers."""
        try:
            self.get("/release")
        except OSError:
            return False
        return True

    def get(self, path: str) -> bytes:
        """Get an answer without a browser.

        Raises:
            OSError: no answer, or one that says no.
        """
        with urllib.request.urlopen(self.url + path, timeout=5) as response:
            return bytes(response.read())

    def requests(self) -> list[str]:
        """List the requests since its first start, all those included that are answered by now."""
        mark = f"/mark-{time.monotonic_ns()}"
        try:
            self.get(mark)
        except urllib.error.HTTPError as error:
            error.close()
        wait_until(lambda: mark in self.log.read_text(), "the log of requests is written")
        lines = self.log.read_text().splitlines()
        return [line for line in lines if "/mark-" not in line]

    def publish(self, content: Path, as_of: datetime.date = AS_OF) -> str:
        """Publish what the content folder says now; return the release's id."""
        values = {
            "data_dir": str(self.data), "content_dir": str(content), "site_url": SITE_URL,
        }  # fmt: skip
        app = create_app(values)
        with app.app_context():
            services = app.extensions["guide"]
            pointer = build_release(services, as_of=as_of, now=NOW, progress=lambda line: None)
        return pointer.id


def copy_of(data: Path, place: Path) -> Path:
    """Copy a data folder, so that a test can publish to it."""
    without_log = shutil.ignore_patterns("requests.log")
    return Path(shutil.copytree(data, place, copy_function=os.link, ignore=without_log))


class QuietServer(ThreadingHTTPServer):
    """Says nothing of a browser that hangs up over a certificate that it does not know."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@dataclass(slots=True)
class EverydaySite:
    """Stands for the site that the exit opens. Remembers who said where she came from."""

    referers: list[str | None] = field(default_factory=list)
    server: QuietServer | None = None
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """Its address; the guide's exits lead to https only."""
        return f"https://{HOST}:{self.port}/news"

    def start(self) -> None:
        """Serve until `stop`."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/news":
                    site.referers.append(self.headers.get("Referer"))
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(NEUTRAL_PAGE)))
                self.end_headers()
                self.wfile.write(NEUTRAL_PAGE)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = QuietServer((HOST, self.port), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert(HOST).configure_cert(context)
        self.server.socket = context.wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stop serving."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
