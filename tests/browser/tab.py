"""One tab, driven past Playwright, which does not know pages that come back alive behind Back."""

import contextlib
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error, Page

from tests.browser.conftest import CANARY


class Tab:
    """A page, and the session that its browser is asked through."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def go(self, steps: int) -> None:
        """Go back or forward; at the end of the history nothing happens."""
        history = self._history()
        wanted = history["currentIndex"] + steps
        if 0 <= wanted < len(history["entries"]):
            entry = {"entryId": history["entries"][wanted]["id"]}
            self._send("Page.navigateToHistoryEntry", entry)
            self._wait(lambda: self._index() == wanted)

    def reload(self) -> None:
        """Load the present address anew."""
        self._wait(lambda: self._evaluate("window.isOld = true"))
        self._send("Page.reload")
        self._wait(lambda: not self._evaluate("window.isOld"))

    def check_nothing(self) -> None:
        """The page, whatever it is, shows and holds nothing of the guide."""
        self._wait(lambda: self._evaluate("document.readyState") == "complete")
        html = self._html()
        assert CANARY not in html, self.page.url
        assert 'id="leave"' not in html, self.page.url

    def _html(self) -> str:
        """Return the markup of the document; while one gives way to another, there is none."""
        return str(self._wait(lambda: self._evaluate("document.documentElement.outerHTML")))

    def _history(self) -> dict[str, Any]:
        return self._send("Page.getNavigationHistory")

    def _index(self) -> int:
        return int(self._history()["currentIndex"])

    def _send(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the browser, as soon as it has attached the tab's page.

        A tab that comes back changes pages for a moment, and between two it has none. Everything
        that is asked here may be asked twice.
        """
        return dict(self._wait(lambda: [self.session.send(method, parameters)])[0])

    def _evaluate(self, expression: str) -> Any:
        answer = self.session.send(
            "Runtime.evaluate", {"expression": expression, "returnByValue": True}
        )
        return answer["result"].get("value")

    def _wait(self, ask: Callable[[], Any]) -> Any:
        for _ in range(1000):
            with contextlib.suppress(Error):  # between two documents there is nothing to ask
                if answer := ask():
                    return answer
            self.page.wait_for_timeout(10)
        raise AssertionError("the tab did not get there")
