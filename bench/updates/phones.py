"""A phone of the bench: a Chromium with a profile of its own, killed and started again at will."""

import contextlib
import os
import signal
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from bench.updates.line import Line
from bench.updates.peers import Peer
from tests.browser.phone import ARGUMENTS
from tests.checks import find_browser

HOME = "/en/"
OPENS_WITHIN_MS = 20_000


_WITHIN = """(patience) => Promise.race([
  (%s)(),
  new Promise((resolve) => setTimeout(resolve, patience, "no answer")),
])"""

_DIGESTS = """async (paths) => {
  const found = {};
  const next = async () => {
    for (let path = paths.pop(); path; path = paths.pop()) {
      found[path] = "";
      try {
        const response = await fetch(path, { cache: "no-store" });
        const hash = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
        const bytes = Array.from(new Uint8Array(hash));
        found[path] = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
      } catch { /* not here: stays empty */ }
    }
  };
  await Promise.all([1, 2, 3, 4].map(next));
  return found;
}"""


@cache
def browser_path() -> str:
    """Return the Chromium to drive. Ask before Playwright runs: the search starts one itself."""
    found = find_browser()
    assert found, "The bench needs a Chromium; `python3 dev.py test` fetches one."
    return found


class Phone:
    """One phone that reads the guide through `line` and keeps it as `peer` does."""

    def __init__(self, playwright: Playwright, line: Line, peer: Peer) -> None:
        self.line, self.peer = line, peer
        self._playwright = playwright
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._context: BrowserContext | None = None
        self.page = self._launch()

    def __enter__(self) -> "Phone":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._close()
        self._profile.cleanup()

    def _launch(self) -> Page:
        self._context = self._playwright.chromium.launch_persistent_context(
            self._profile.name, executable_path=browser_path(), args=ARGUMENTS,
            viewport={"width": 360, "height": 640}, locale="en-GB",
        )  # fmt: skip
        return self._context.pages[0]

    def _close(self) -> None:
        if self._context is not None:
            with contextlib.suppress(Error):
                self._context.close()
            self._context = None

    def restart(self) -> None:
        """Close the browser in peace, and start it again: the next session."""
        self._close()
        self.page = self._launch()

    def new_window(self) -> None:
        """Close the window in the middle of whatever it does; an empty one is there."""
        assert self._context is not None
        old, self.page = self.page, self._context.new_page()
        old.close()

    def kill(self) -> None:
        """End the browser in the middle of whatever it does, and start it again."""
        os.kill(self.browser_pid(), signal.SIGKILL)
        self.restart()

    def browser_pid(self) -> int:
        """Return the process that started all others of this browser, and leads their group."""
        for place in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = place.read_bytes().decode(errors="replace")
                if self._profile.name in words and "--type=" not in words and "chrom" in words:
                    return int(place.parent.name)
        raise LookupError("the browser's process was not found")

    def open(self, path: str = HOME) -> bool:
        """Open a page; whether it came."""
        try:
            answer = self.page.goto(
                self.line.url + path, wait_until="domcontentloaded", timeout=OPENS_WITHIN_MS
            )
        except Error:
            return False
        return answer is not None and answer.ok

    def settle(self) -> None:
        """Wait until nothing happens by itself any more."""
        self.page.wait_for_timeout(self.peer.settle_s * 1000)

    def install(self, files: int) -> None:
        """Visit for the first time, and wait until all files are kept and the page is served."""
        assert self.open()
        assert self.page.evaluate(self.peer.installed, files) == "first"
        self.settle()
        assert self.open()
        self.settle()

    def check(self, patience_s: float = 1800) -> str:
        """Look for news; return when what there is has been fetched, with the worker's word."""
        try:
            return str(self.page.evaluate(_WITHIN % self.peer.check, patience_s * 1000))
        except Error as error:
            return f"failed: {error.message.splitlines()[0]}"

    def start_check(self) -> None:
        """Look for news without waiting."""
        self.page.evaluate(f"() => {{ window.word = ({self.peer.check})().catch(String); }}")

    def take(self) -> None:
        """Let the next page be of the newest guide that is whole here."""
        with contextlib.suppress(Error):
            self.page.evaluate(_WITHIN % self.peer.take, OPENS_WITHIN_MS)

    def limit(self, spare_bytes: int | None) -> None:
        """Leave so much room on the phone, or all of it again."""
        assert self._context is not None
        session = self._context.new_cdp_session(self.page)
        origin = {"origin": self.line.url}
        if spare_bytes is None:
            session.send("Storage.overrideQuotaForOrigin", origin)
        else:
            used = session.send("Storage.getUsageAndQuota", origin)["usage"]
            limit: dict[str, Any] = {**origin, "quotaSize": used + spare_bytes}
            session.send("Storage.overrideQuotaForOrigin", limit)
        self._session = session  # the limit ends with it

    def digests(self, paths: list[str]) -> dict[str, str]:
        """Return the SHA-256 of what stands at each path for an open page, "" for nothing."""
        found: dict[str, str] = self.page.evaluate(_DIGESTS, paths)
        return found


def verdict(phone: Phone, old: dict[str, str], new: dict[str, str]) -> str:
    """Open the guide and say of which release it is, page by page. The server must be dead."""
    if not phone.open():
        return "does not open"
    paths = sorted({*old, *new})
    found = phone.digests(list(paths))
    for name, release in (("old guide whole", old), ("new guide whole", new)):
        if all(found[path] == release[path] for path in release):
            return name
    counts = Counter(_kind(path, found[path], old, new) for path in paths)
    kind = "broken" if counts["missing"] else "mixed"
    return f"{kind}: " + ", ".join(f"{n} {what}" for what, n in sorted(counts.items()))


def _kind(path: str, digest: str, old: dict[str, str], new: dict[str, str]) -> str:
    if not digest:
        return "missing" if path in old and path in new else "of one release only"
    if digest == old.get(path) == new.get(path):
        return "the same in both"
    if digest == old.get(path):
        return "old"
    return "new" if digest == new.get(path) else "foreign"
