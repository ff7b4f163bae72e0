"""Chromium, started by us (so that it can be killed) and driven by Playwright over CDP."""

import contextlib
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Error, Page, Playwright

from tests.browser.processes import kill_group, start_chromium
from tests.faults.engines.engine import Moved, called


class Chromium:
    """One Chromium process on one profile."""

    name = "chromium"
    can_relaunch = True
    least_room = 1_000

    def __init__(self, playwright: Playwright, path: str, profile: Path) -> None:
        self.playwright = playwright
        self.path = path
        self.profile = profile
        self.process: subprocess.Popen[bytes] | None = None
        self.browser: Browser
        self.page: Page
        self.limit: CDPSession
        self.limited = ""

    def start(self) -> None:
        self.process, address = start_chromium(self.path, self.profile, "about:blank")
        self.browser = self.playwright.chromium.connect_over_cdp(address)
        self.page = self.browser.contexts[0].pages[0]

    def go(self, address: str) -> None:
        with contextlib.suppress(Error):
            self.page.goto(address, wait_until="domcontentloaded", timeout=15_000)

    def run(self, function: str, arguments: str) -> str:
        try:
            return str(self.page.evaluate(called(function, arguments)))
        except Error as error:
            if "context was destroyed" in error.message:
                raise Moved from error
            raise

    def new_tab(self) -> None:
        old, self.page = self.page, self.browser.contexts[0].new_page()
        old.close()

    def session(self) -> CDPSession:
        """Return a CDP session of the tab."""
        return self.browser.contexts[0].new_cdp_session(self.page)

    def limit_room(self, origin: str, spare: int) -> None:
        asked = {"origin": origin}
        used = self.session().send("Storage.getUsageAndQuota", asked)["usage"]
        self.kill()  # a database that is open would remember for half a minute how much there was
        self.start()
        # The limit ends with its session, and that with its tab: one that no trial closes.
        holder, self.page = self.page, self.browser.contexts[0].new_page()
        self.limit, self.limited = self.browser.contexts[0].new_cdp_session(holder), origin
        self.limit.send("Storage.overrideQuotaForOrigin", {**asked, "quotaSize": used + spare})

    def give_room(self) -> None:
        self.limit.send("Storage.overrideQuotaForOrigin", {"origin": self.limited})

    def kill(self) -> None:
        self._end()

    def close(self) -> None:
        if self.process is not None:
            with contextlib.suppress(Error):
                self.browser.new_browser_cdp_session().send("Browser.close")
                self.process.wait(10)
            self._end()

    def _end(self) -> None:
        if self.process is not None:
            kill_group(self.process)
            self.process = None
            with contextlib.suppress(Error):
                self.browser.close()
