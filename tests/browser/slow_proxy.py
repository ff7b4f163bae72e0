"""A network between phone and server, as slow as a test wants, that counts what passes.

Its own thread runs an asyncio loop. `latency_s` delays each piece of bytes in either direction,
`bytes_per_s` limits how many follow in a second; both may be changed while it runs.
"""

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PIECE = 16_384


@dataclass(slots=True)
class SlowProxy:
    """Passes bytes on to one port. `asked` lists the first lines of the requests that it took."""

    to_port: int
    latency_s: float = 0.0
    bytes_per_s: float = 0.0
    asked: list[str] = field(default_factory=list)
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address to open instead of the server's."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Listen, on a port of its own."""
        server = self._loop.run_until_complete(asyncio.start_server(self._connect, HOST, 0))
        self.port = server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Drop every connection and end."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            back_reader, back_writer = await asyncio.open_connection(HOST, self.to_port)
            await asyncio.gather(
                self._pass(reader, back_writer, self._note), self._pass(back_reader, writer)
            )
        writer.close()

    async def _pass(self, source, target, note=None) -> None:  # type: ignore[no-untyped-def]
        with contextlib.suppress(OSError):
            while piece := await source.read(PIECE):
                if note:
                    note(piece)
                if self.latency_s:
                    await asyncio.sleep(self.latency_s)
                if self.bytes_per_s:
                    await asyncio.sleep(len(piece) / self.bytes_per_s)
                target.write(piece)
                await target.drain()
        with contextlib.suppress(OSError):
            target.close()

    def _note(self, piece: bytes) -> None:
        line = piece.split(b"\r\n", 1)[0].decode(errors="replace")
        if line.endswith(" HTTP/1.1"):
            self.asked.append(line.removesuffix(" HTTP/1.1"))
