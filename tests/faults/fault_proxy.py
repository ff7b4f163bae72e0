"""The network between a phone and the guide: passes, counts, slows, and spoils what it is told to.

Its own thread runs an asyncio loop. Stopped, it is a dead server: nobody listens at its port. It
may start again at the same port, in front of the same or of another server.
"""

import asyncio
import contextlib
import re
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.faults.faults import PAGE_PARTS, Answer, Trouble, Wire, whole
from tests.ports import HOST, close_server, free_port

PIECE = 8_192
PATIENCE_S = 20
LARGEST_HEAD = 65_536

# What the worker asks for to keep it: the pointer, objects, packs.
KEPT_PATHS = r"^/(release$|o/|pack/)"

AT_ONCE_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close with a reset


@dataclass(slots=True)
class Passed:
    """One answer: its request, and how many bytes of its body went out so far."""

    method: str
    path: str
    wanted_for: str  # Sec-Fetch-Dest: "empty" is a script's or the worker's own
    range: str
    status: int
    body: int

    @property
    def is_keeping(self) -> bool:
        """Whether the worker asked for it, to keep it."""
        return self.wanted_for not in PAGE_PARTS and bool(re.match(KEPT_PATHS, self.path))


class FaultProxy:
    """A port that passes requests on to `to_port`. All its settings may change while it runs."""

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.latency_s = 0.0
        self.bytes_per_s = 0.0
        self.trouble: Trouble | None = None
        self.rewrite: Callable[[str, Answer], Answer] = lambda path, answer: answer
        self.passed: list[Passed] = []
        self.hit = threading.Event()
        self.port = free_port()
        self._thread: threading.Thread | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def url(self) -> str:
        """The address to open instead of the server's."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Listen: at a port of its own the first time, at the same port again afterwards."""
        if self._thread is None:
            listening = threading.Event()
            self._thread = threading.Thread(target=self._run, args=(listening,), daemon=True)
            self._thread.start()
            assert listening.wait(PATIENCE_S), "the proxy does not listen"

    def stop(self) -> None:
        """Drop every connection and listen no more; return when both are done."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(PATIENCE_S)
            assert not self._thread.is_alive(), "the proxy does not end"
            self._thread = None

    def arm(self, trouble: Trouble | None) -> None:
        """Let trouble happen from now on; `hit` is set when it does."""
        self.hit.clear()
        self.trouble = trouble

    def has_hit(self) -> bool:
        """Whether the trouble happened. Waits: whoever is answered knows it before `hit` is set."""
        return self.hit.wait(PATIENCE_S)

    # Figures

    def mark(self) -> int:
        """Return the number of answers so far, for `since`."""
        return len(self.passed)

    def since(self, mark: int) -> Sequence[Passed]:
        """List the answers after a mark, sent in full or in part."""
        return self.passed[mark:]

    def keeping_since(self, mark: int) -> Sequence[Passed]:
        """List those that the worker asked for to keep them."""
        return [one for one in self.since(mark) if one.is_keeping]

    # The loop

    def _run(self, listening: threading.Event) -> None:
        with asyncio.Runner() as runner:  # ends every task that is still running
            runner.run(self._listen(listening))

    async def _listen(self, listening: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._take, HOST, self.port, limit=LARGEST_HEAD)
        listening.set()
        await self._stopping.wait()
        await close_server(server)
        for task, writer in self._connections.items():
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await asyncio.sleep(0)  # lets the dropped connections close

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._connect(reader, writer))
        self._connections[task] = writer
        task.add_done_callback(self._connections.pop)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            await _close(writer)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Pass one request and its answer; return whether another may follow."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, path, _ = head.split("\r\n", 1)[0].split(" ", 2)
        length = _field(head, "content-length")
        body = await reader.readexactly(int(length)) if length else b""
        answer = self.rewrite(path, await self._ask(head, body))
        wanted_for = _field(head, "sec-fetch-dest")
        wire, is_hit = self._spoil(path, wanted_for, answer)
        one = Passed(method, path, wanted_for, _field(head, "range"), wire.answer.status, 0)
        self.passed.append(one)
        try:
            await self._send(wire, writer, one)
        finally:
            if is_hit:
                self.hit.set()
        return await self._end(wire, reader, writer)

    def _spoil(self, path: str, wanted_for: str, answer: Answer) -> tuple[Wire, bool]:
        trouble = self.trouble
        at = trouble.reach(path, wanted_for, answer) if trouble else None
        if trouble is None or at is None:
            return whole(answer), False
        return trouble.fault.spoil(answer, at), True

    async def _ask(self, head: str, body: bytes) -> Answer:
        """Ask the server, in the old protocol that ends an answer by closing."""
        reader, writer = await asyncio.open_connection(HOST, self.to_port, limit=LARGEST_HEAD)
        try:
            first, rest = head.split("\r\n", 1)
            rest = re.sub(r"(?im)^(connection|keep-alive):.*\r\n", "", rest)
            writer.write(f"{first.removesuffix('1')}0\r\n{rest}".encode("latin-1") + body)
            said = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lines = said.removesuffix("\r\n\r\n").split("\r\n")
            pairs = (line.split(":", 1) for line in lines[1:])
            fields = tuple((name.strip().lower(), value.strip()) for name, value in pairs)
            length = _field(said, "content-length")
            content = await reader.readexactly(int(length)) if length else await reader.read()
            return Answer(int(lines[0].split(" ")[1]), fields, content)
        finally:
            await _close(writer)

    async def _send(self, wire: Wire, writer: asyncio.StreamWriter, one: Passed) -> None:
        """Send; what is counted is counted before it goes, so that whoever has it finds it so."""
        await asyncio.sleep(self.latency_s)
        writer.write(wire.head())
        for start in range(0, len(wire.body), PIECE):
            piece = wire.body[start : start + PIECE]
            await asyncio.sleep(len(piece) / self.bytes_per_s if self.bytes_per_s else 0)
            one.body += len(piece)
            writer.write(piece)
            await writer.drain()

    async def _end(
        self, wire: Wire, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        if wire.ending == "stall":
            await reader.read()  # until the browser gives up
        if wire.ending == "rst":
            own: socket.socket = writer.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE_RESET)
            writer.transport.abort()
        return wire.ending == "next"


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def bytes_of(answers: Sequence[Passed]) -> int:
    """Count the body bytes that went out."""
    return sum(one.body for one in answers)


def _field(head: str, name: str) -> str:
    found = re.search(rf"(?im)^{name}:[ \t]*(.*?)\r?$", head)
    return found[1] if found else ""
