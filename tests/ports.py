"""Ports for servers of tests, which are stopped and start again at the same one.

The system would give the port of a stopped server to the next who asks for any. So these come from
below those that systems give out, and each process of a run that goes side by side has its own.
"""

import asyncio
import os
import random
import re
import socket
from itertools import cycle

HOST = "127.0.0.1"
FIRST, PER_PROCESS, PROCESSES = 12_000, 2_000, 10

# What a connection that came last needs of the loop to reach the server's function, and two more.
TURNS = 3


def _of_this_process() -> list[int]:
    """Return the ports of this process, from a random one on: another run may be going on."""
    number = int("0" + re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", ""))) % PROCESSES
    first, begin = FIRST + number * PER_PROCESS, random.randrange(PER_PROCESS)
    return [first + (begin + place) % PER_PROCESS for place in range(PER_PROCESS)]


_PORTS = cycle(_of_this_process())


def free_port() -> int:
    """Return a port that nobody listens on, and that nobody else in this run will be given."""
    while True:
        port = next(_PORTS)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port


async def close_server(server: asyncio.Server) -> None:
    """Take no more connections, then close: asyncio leaves those open that came just before."""
    for listening in server.sockets:
        asyncio.get_running_loop().remove_reader(listening)
    for _ in range(TURNS):
        await asyncio.sleep(0)
    server.close()
