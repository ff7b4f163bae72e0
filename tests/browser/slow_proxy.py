"""A network between phone and server, as slow as a test wants, that counts what passes.

Its own thread runs an asyncio loop. `latency_s` delays each piece of bytes in either direction,
`bytes_per_s` limits how many follow in a second; both may be changed while it runs.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable

from tests.ports import HOST, close_server

PIECE = 16_384


class SlowProxy:
    """Passes bytes on to one port. `asked` lists the first lines of the requests that it took."""

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.latency_s = 0.0
        self.bytes_per_s = 0.0
        self.asked: list[str] = []
        self.port = 0
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """The address to open instead of the server's."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Listen, on a port of its own."""
        self._thread.start()
        self._listening.wait()

    def stop(self) -> None:
        """Drop every connection and end."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner() as runner:  # ends every task that is still running
            runner.run(self._listen())

    async def _listen(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._connect, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        self._listening.set()
        await self._stopping.wait()
        await close_server(server)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # lets the dropped connections close

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back_reader, back_writer = await asyncio.open_connection(HOST, self.to_port)
        except OSError:
            writer.transport.abort()
            return
        try:
            await asyncio.gather(
                self._pass(reader, back_writer, self._note), self._pass(back_reader, writer)
            )
        finally:
            for one in (writer, back_writer):
                one.transport.abort()

    async def _pass(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        note: Callable[[bytes], None] = lambda piece: None,
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(PIECE):
                note(piece)
                await asyncio.sleep(self._delay_of(piece))
                target.write(piece)
                await target.drain()
            target.write_eof()

    def _delay_of(self, piece: bytes) -> float:
        return self.latency_s + (len(piece) / self.bytes_per_s if self.bytes_per_s else 0)

    def _note(self, piece: bytes) -> None:
        line = piece.split(b"\r\n", 1)[0].decode(errors="replace")
        if line.endswith(" HTTP/1.1"):
            self.asked.append(line.removesuffix(" HTTP/1.1"))
