"""The faults and the network of the trials, tried without a browser."""

import gzip
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.faults.fault_proxy import FaultProxy, bytes_of
from tests.faults.faults import (
    NETWORK_FAULTS,
    Answer,
    Cut,
    Flipped,
    Instead,
    Shortened,
    ShortenedGzip,
    Trouble,
    saying,
)  # fmt: skip

BODY = bytes(range(256)) * 400
HALF = len(BODY) // 2


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    """A proxy in front of a server that always says BODY."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    one = FaultProxy(server.server_port)
    one.start()
    yield one
    one.stop()
    server.shutdown()
    server.server_close()
    thread.join()


def get(proxy: FaultProxy, path: str = "/a", **headers: str) -> tuple[int, bytes]:
    """Ask through the proxy on a connection of its own; return status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=5)
    try:
        connection.request(
            "GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_a_quiet_network_passes_everything_and_counts_it(proxy: FaultProxy) -> None:
    assert get(proxy) == (200, BODY)
    mark = proxy.mark()
    assert get(proxy, "/release", Range="bytes=5-", Sec_Fetch_Dest="empty") == (200, BODY)
    [one] = proxy.since(mark)
    assert (one.path, one.range, one.body) == ("/release", "bytes=5-", len(BODY))
    assert list(proxy.keeping_since(0)) == [one]
    assert bytes_of(proxy.since(0)) == 2 * len(BODY)


def test_one_connection_carries_many_requests(proxy: FaultProxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=5)
    for number in range(3):
        connection.request("GET", f"/{number}")
        assert connection.getresponse().read() == BODY
    connection.close()
    assert [one.path for one in proxy.since(0)] == ["/0", "/1", "/2"]


def test_a_cut_ends_in_the_middle_politely_or_not(proxy: FaultProxy) -> None:
    proxy.arm(Trouble(Cut("fin")))
    with pytest.raises(http.client.IncompleteRead) as cut:
        get(proxy)
    assert len(cut.value.partial) == HALF
    assert proxy.has_hit()
    proxy.arm(Trouble(Cut("rst")))
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        get(proxy)


def test_a_stall_says_nothing_until_the_browser_gives_up(proxy: FaultProxy) -> None:
    proxy.arm(Trouble(Cut("stall"), paths="^/b"))
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as connection:
        connection.sendall(b"GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
        came = b""
        while not came.endswith(BODY[:HALF]):
            came += connection.recv(65_536)
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        assert get(proxy, "/a") == (200, BODY)


def test_a_body_may_be_short_without_a_word(proxy: FaultProxy) -> None:
    proxy.arm(Trouble(Shortened(says_length=True)))
    assert get(proxy) == (200, BODY[:HALF])
    proxy.arm(Trouble(Shortened(says_length=False)))
    assert get(proxy) == (200, BODY[:HALF])


def test_a_bit_is_flipped_and_a_gzip_breaks_off(proxy: FaultProxy) -> None:
    proxy.arm(Trouble(Flipped(), bytes_before=7))
    _, body = get(proxy)
    assert [at for at, byte in enumerate(BODY) if body[at] != byte] == [7]
    proxy.arm(Trouble(ShortenedGzip()))
    with pytest.raises(EOFError):
        gzip.decompress(get(proxy)[1])


def test_somebody_else_may_answer_once_or_always(proxy: FaultProxy) -> None:
    proxy.arm(Trouble(saying(503, b"busy", retry_after="9"), times=1, answers_before=1))
    assert [get(proxy)[0] for _ in range(3)] == [200, 503, 200]
    old = Answer(200, (("content-type", "text/plain"),), b"what was once right")
    proxy.arm(Trouble(Instead(old)))
    assert get(proxy) == (200, b"what was once right")


def test_what_a_page_loads_for_itself_is_left_alone(proxy: FaultProxy) -> None:
    proxy.arm(Trouble(saying(404)))
    assert get(proxy, Sec_Fetch_Dest="style")[0] == 200
    assert get(proxy, Sec_Fetch_Dest="empty")[0] == 404
    proxy.arm(Trouble(saying(404), harms_code=False))
    assert get(proxy, Sec_Fetch_Dest="serviceworker")[0] == 200


def test_trouble_waits_for_its_byte(proxy: FaultProxy) -> None:
    """The byte that crosses the line is where it hits; all before it passes."""
    proxy.arm(Trouble(Cut("fin"), bytes_before=len(BODY) + 10, times=1))
    assert get(proxy) == (200, BODY)
    with pytest.raises(http.client.IncompleteRead) as cut:
        get(proxy)
    assert len(cut.value.partial) == 10
    assert get(proxy) == (200, BODY)


def test_a_slow_network_takes_the_time_it_is_told_to_take(proxy: FaultProxy) -> None:
    proxy.latency_s, proxy.bytes_per_s = 0.05, 1_000_000
    start = time.monotonic()
    assert get(proxy) == (200, BODY)
    assert time.monotonic() - start >= 0.05 + len(BODY) / 1_000_000


def test_a_stopped_proxy_is_a_dead_server_and_starts_again_at_its_port(proxy: FaultProxy) -> None:
    port = proxy.port
    proxy.arm(Trouble(Cut("stall")))
    hanging = socket.create_connection(("127.0.0.1", port), timeout=5)
    hanging.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert proxy.hit.wait(5)
    proxy.stop()
    hanging.close()
    with pytest.raises(ConnectionRefusedError):
        get(proxy)
    proxy.arm(None)
    proxy.start()
    assert proxy.port == port
    assert get(proxy) == (200, BODY)


def test_every_fault_of_the_trials_changes_something(proxy: FaultProxy) -> None:
    """A fault that does nothing would make every trial pass."""
    right = Answer(200, (("content-type", "text/plain"),), BODY)
    for name, fault in NETWORK_FAULTS.items():
        wire = fault.spoil(right, HALF)
        assert (wire.answer.status, wire.body, wire.ending) != (200, BODY, "next"), name
