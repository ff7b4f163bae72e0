"""Browsers in processes of their own, which can be killed, and opened again with what they had."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from tests.browser.phone import ARGUMENTS
from tests.browser.servers import wait_until

OWN_ARGUMENTS = [
    "--headless",
    "--remote-debugging-port=0",
    "--disable-breakpad",
    "--window-size=360,640",
]


def start_chromium(path: str, profile: Path, *more: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start Chromium on a profile; return its process and the address of its DevTools."""
    port_file = profile / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)
    process = subprocess.Popen(
        [path, *ARGUMENTS, *OWN_ARGUMENTS, f"--user-data-dir={profile}", *more],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_until(lambda: port_file.exists() and port_file.read_text().strip(), "Chromium starts")
    except AssertionError:
        kill_group(process)
        raise
    return process, f"http://127.0.0.1:{port_file.read_text().split()[0]}"


def kill_group(process: subprocess.Popen[Any]) -> None:
    """End a process that was started in a session of its own, with all its children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
