"""L7: the reader's process is small and quiet: no database, no thread of ours, nothing written.

The figures themselves (start, memory) are measured by bench/process.py; the start time here is a
ceiling five times as high as what is promised, so that a busy machine does not fail it.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, SITE_URL, Built
from tests.ports import free_port

PROMISED_START_SECONDS = 1
CEILING = 5 * PROMISED_START_SECONDS
PROMISED_MEMORY_KB = 60 * 1024

NEVER_LOADED = {
    "sqlalchemy", "alembic", "sqlite3", "staff", "flask_assets", "webassets", "rcssmin", "granian",
    "multiprocessing", "playwright", "hypothesis", "pytest", "PIL", "trustme", "numpy",
    "markdown_it", "nh3", "yaml", "segno",
}  # fmt: skip

CANARY = "zq7k2canary"

REPORT = """
import json, sys, threading, warnings
before = set(threading.enumerate())
import app
print(json.dumps({
    "modules": sorted({name.split(".")[0] for name in sys.modules}),
    "threads": len(set(threading.enumerate()) - before),
    "secret": app.app.secret_key,
}))
"""


def environment(data: Path) -> dict[str, str]:
    kept = {name: v for name, v in os.environ.items() if not name.startswith("PARASOL_")}
    ours = {"PARASOL_DATA_DIR": str(data), "PARASOL_SITE_URL": SITE_URL}
    return {**kept, **ours, "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], str, Path]:
    """What `import app` did in a process of its own, warnings being errors."""
    data = tmp_path_factory.mktemp("untouched")
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", REPORT],
        cwd=ROOT, env=environment(data), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(ended.stdout), ended.stderr, data


def test_importing_the_application_loads_no_database_and_no_tool(
    imported: tuple[dict[str, list[str]], str, Path],
) -> None:
    """L7"""
    assert not NEVER_LOADED & set(imported[0]["modules"])


def test_importing_the_application_starts_warns_and_writes_nothing(
    imported: tuple[dict[str, object], str, Path],
) -> None:
    """L7, R3"""
    report, said, data = imported
    assert report["threads"] == 0
    assert report["secret"] is None
    assert said == ""
    assert list(data.iterdir()) == []


@dataclass(frozen=True, slots=True)
class Server:
    """A real server process, and how long it took to answer."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path
    seconds_to_answer: float

    def ask(self, path: str, data: bytes | None = None) -> tuple[int, list[tuple[str, str]], bytes]:
        asked = urllib.request.Request(self.url + path, data=data, headers={"User-Agent": CANARY})
        try:
            with urllib.request.urlopen(asked, timeout=CEILING) as answer:
                return answer.status, answer.headers.items(), answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.items(), error.read()

    def connect(self) -> socket.socket:
        """Open a bare connection, for requests that no client would make."""
        host, port = self.url.removeprefix("http://").split(":")
        return socket.create_connection((host, int(port)), timeout=CEILING)

    def workers(self) -> list[int]:
        """The ids of the processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(word) for word in children.read_text().split()]


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/release", timeout=1):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def server(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Granian as docs/operators.md starts it."""
    port, log = free_port(), tmp_path_factory.mktemp("log") / "server.log"
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
               "--port", str(port), "--workers", "1", "--blocking-threads", "3", "--no-ws",
               "--no-access-log", "--log-level", "warning", "app:app"]  # fmt: skip
    with log.open("wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(built.data), stdout=out, stderr=out
        )
        while not answers(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < start + 30, log.read_text()
            time.sleep(0.01)
        yield Server(process, f"http://127.0.0.1:{port}", log, time.monotonic() - start)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_it_answers_soon_after_its_start(server: Server) -> None:
    """L7: a ceiling; bench/process.py has the figure."""
    assert server.seconds_to_answer < CEILING


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc: memory is not read")
def test_it_is_small_after_a_page_and_a_search(server: Server) -> None:
    """L7: resident memory of the process that answers, its caches filled by one search."""
    assert server.ask("/en/")[0] == 200
    assert b"/en/w5dp" in server.ask("/en/search", b"q=abortion")[2]
    (worker,) = server.workers()
    resident = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{worker}/status").read_text())
    assert resident
    print(f"resident: {int(resident[1]) / 1024:.1f} MB, start: {server.seconds_to_answer:.2f} s")
    assert int(resident[1]) <= PROMISED_MEMORY_KB


def test_it_answers_over_the_wire_as_in_tests(server: Server, built: Built) -> None:
    """T1: the real server adds a date and its own length, and takes nothing away."""
    client = built.app().test_client()
    for path in ("/", "/en/", "/en/zz99", "/release", "/sw.js", "/en/words", "/i/u/", "/erase"):
        status, fields, body = server.ask(path)
        wanted = client.get(path)
        assert (status, body) == (wanted.status_code, wanted.data), path
        # Each field once: two dates, or two lengths, would be taken for two answers.
        names = [name.lower() for name, _ in fields]
        assert len(names) == len(set(names)), path
        transport = {"date", "content-length", "server", "connection"}
        ours = {n.lower(): v for n, v in wanted.headers if n.lower() not in transport}
        theirs = {n.lower(): v for n, v in fields if n.lower() not in transport}
        assert theirs == ours, path


def test_it_tells_no_version_of_anything(server: Server) -> None:
    """T1: granian adds its name; a version would tell which faults to try."""
    for path in ("/en/", "/zz99", "/release"):
        fields = dict(server.ask(path)[1])
        assert re.fullmatch("[a-z]+", fields["server"])
        assert not [name for name in fields if name.lower().startswith("x-powered")]


def test_it_writes_nothing_about_who_asked(server: Server, built: Built) -> None:
    """R2, a part of it, and R3: canaries in path, query, body and headers reach no file."""
    before = {path: path.stat().st_mtime_ns for path in built.data.rglob("*")}
    server.ask(f"/en/?{CANARY}")
    server.ask(f"/{CANARY}")
    server.ask("/en/search", f"q={CANARY}".encode())
    server.ask("/en/search", b"q=" + CANARY.encode() * 3000)
    with server.connect() as half:
        half.sendall(f"GET /{CANARY} HTTP/1.1\r\nHost: {CANARY}\r\n".encode())
    with server.connect() as wrong:
        wrong.sendall(f"{CANARY}\r\n\r\n".encode())
        wrong.recv(1024)
    assert server.ask("/en/")[0] == 200
    assert server.log.read_bytes() == b""
    assert {path: path.stat().st_mtime_ns for path in built.data.rglob("*")} == before


def test_hostile_lines_are_refused_and_survived(server: Server) -> None:
    """T3, a few: none is a fault, and the next reader is served."""
    lines = [
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET //evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + b"a" * 9000 + b"\r\nConnection: close\r\n\r\n",
        b"POST /en/search HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ]
    for line in lines:
        with server.connect() as connection:
            try:
                connection.sendall(line)
                connection.shutdown(socket.SHUT_WR)
                said = connection.recv(65536)
            except OSError:
                said = b""  # it hung up, which is an answer too
        status = re.match(rb"HTTP/1.\d (\d+)", said)
        assert not status or int(status[1]) < 500, line[:40]
        assert b"root:" not in said
    assert server.ask("/en/")[0] == 200
