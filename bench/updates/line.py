"""A server behind a slow line that counts what passes, and dies when it is told to.

The line is a model of a phone's: each answer waits one round trip, and all answers together share
the bandwidth. Headers count as `HEADER_BYTES` in each direction, about what HTTP/2 makes of headers
that repeat, so that many small answers are not charged for the words of our policies; opening a
connection is free. Both favour whoever asks often.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

HOST = "127.0.0.1"
HEADER_BYTES = 100
PIECE = 2048

# How a line breaks: the server closes and is gone, so by resets, or it stays and says nothing.
Ending = Literal["fin", "rst", "stall"]

AT_ONCE_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close with a reset

# Answers that say by their status that no body follows.
BODILESS = (204, 304)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the path with its query, and the headers by lower-case name."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source says. One that is `cut` names no length, and ends half-way as if complete."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False


@dataclass(slots=True)
class Count:
    """What passed since the last reset."""

    bytes: int = 0
    paths: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many requests were taken."""
        return len(self.paths)


class Line:
    """The server. `source` answers; `slow` changes the line while it runs."""

    def __init__(self, source: Callable[[Asked], Answer]) -> None:
        self.source = source
        self.count = Count()
        self.port = 0
        self.reached = threading.Event()
        self._stop_at: int | None = None
        self._ending: Ending = "fin"
        self._flowing = asyncio.Event()
        self._rtt_s = self._bytes_per_s = self._free_at = 0.0
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.start()

    @property
    def url(self) -> str:
        """Its address, the same after it died and started again."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Listen."""
        self._do(self._listen())

    def die(self) -> None:
        """Drop every connection and refuse new ones: to a phone, the network is gone."""
        self._do(self._drop())

    def close(self) -> None:
        """End for good."""
        self.die()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def slow(self, rtt_s: float, bytes_per_s: float) -> None:
        """Make the line this slow; zeros make it as fast as the machine."""
        self._rtt_s, self._bytes_per_s = rtt_s, bytes_per_s

    def reset(self, stop_at: int | None = None, ending: Ending = "fin") -> None:
        """Count from here. At `stop_at` bytes the line breaks by itself and sets `reached`."""
        self.count, self._stop_at, self._ending = Count(), stop_at, ending
        self.reached.clear()

    def go_on(self) -> None:
        """Let a line that stalled carry what waits, and the rest."""
        self._loop.call_soon_threadsafe(self._flowing.set)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connect, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._flowing.set()

    async def _drop(self, ending: Ending = "fin") -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for task, writer in list(self._connections.items()):
            if ending == "rst" and not writer.transport.is_closing():
                own: socket.socket = writer.get_extra_info("socket")
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE_RESET)
            writer.transport.abort()
            if task is not asyncio.current_task():
                task.cancel()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = writer
        try:
            while await self._serve_one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the phone hung up, or the server died
        finally:
            del self._connections[task]
            writer.transport.abort()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        asked = _read_head(await reader.readuntil(b"\r\n\r\n"))
        self.count.paths.append(asked.path)
        self.count.bytes += HEADER_BYTES
        answer = self.source(asked)
        await asyncio.sleep(self._rtt_s)
        body = b"" if answer.status in BODILESS else answer.body
        if not await self._pass(HEADER_BYTES):
            return False
        writer.write(_head_of(answer, len(body)))
        if answer.cut:
            body = body[: len(body) // 2]
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            if not await self._pass(len(piece)):
                return False
            writer.write(piece)
            await writer.drain()
        if answer.cut:
            writer.write_eof()
            await asyncio.sleep(0.5)
        return not answer.cut

    async def _pass(self, size: int) -> bool:
        """Wait until the line has carried so many bytes; False when this is where it breaks."""
        if self._bytes_per_s:
            self._free_at = max(self._free_at, self._loop.time()) + size / self._bytes_per_s
            await asyncio.sleep(self._free_at - self._loop.time())
        if self._stop_at is not None and self.count.bytes + size > self._stop_at:
            self._stop_at = None
            if self._ending != "stall":
                await self._drop(self._ending)
                self.reached.set()
                return False
            self._flowing.clear()
            self.reached.set()
        await self._flowing.wait()
        self.count.bytes += size
        return True


def _read_head(head: bytes) -> Asked:
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines if line)
    return Asked(first.split(" ")[1], {name.lower(): value.strip() for name, _, value in fields})


def _head_of(answer: Answer, size: int) -> bytes:
    version = "HTTP/1.0" if answer.cut else "HTTP/1.1"
    lines = [f"{version} {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{n}: {v}" for n, v in answer.headers.items() if n.lower() not in _FRAMING]
    if not answer.cut and answer.status not in BODILESS:
        lines.append(f"Content-Length: {size}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


# Headers about the connection, which are this server's own.
_FRAMING = ("content-length", "connection", "transfer-encoding", "date", "server")
