"""Watching a page leave: what it holds, to the millisecond, from the press on.

A page that leaves is gone before a test can ask it anything; so it reports by itself, through a
binding that stands outside its document.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page

PATIENCE_S = 20

REPORT = "parasolReport"

WATCH = f"""() => {{
  const fields = [...document.querySelectorAll("input")];
  const now = () => performance.timeOrigin + performance.now();
  const press = (event) => {REPORT}({{
    what: "press", at: performance.timeOrigin + event.timeStamp,
  }});
  addEventListener("click", press, {{ capture: true }});
  addEventListener("keyup", press, {{ capture: true }});
  new MutationObserver((_, watcher) => {{
    if (!document.body.childElementCount) {{
      watcher.disconnect();
      {REPORT}({{
        what: "gone", at: now(), text: document.documentElement.textContent.trim(),
        title: document.title, fields: fields.map((field) => field.value).join(""),
      }});
    }}
  }}).observe(document.body, {{ childList: true }});
}}"""


@dataclass(slots=True)
class Watched:
    """What pages of one context reported: `gone` once for each page, `press` for each press."""

    page: Page
    reports: list[dict[str, Any]] = field(default_factory=list)

    def wait_for(self, windows: int) -> None:
        """Wait until so many windows are empty, and a press is told.

        Reports come in only while Playwright runs; that of the press may come last, since the
        page's own listener runs before the one here.
        """
        end = time.monotonic() + PATIENCE_S
        while len(self.gone()) < windows or not self.times("press"):
            told = f"{len(self.gone())} of {windows} windows are empty"
            assert time.monotonic() < end, f"{told}, presses: {self.times('press')}"
            self.page.wait_for_timeout(5)

    def times(self, what: str) -> list[float]:
        """List when it happened, in milliseconds since 1970."""
        return [report["at"] for report in self.reports if report["what"] == what]

    def gone(self) -> list[dict[str, Any]]:
        """List what windows held when their content was gone."""
        return [report for report in self.reports if report["what"] == "gone"]

    @property
    def delay_ms(self) -> float:
        """From the last press to the moment the content of the last window was gone."""
        return max(self.times("gone")) - max(self.times("press"))


def watch(context: BrowserContext, *pages: Page) -> Watched:
    """Watch pages that show the guide; each reports when its content is gone."""
    watched = Watched(pages[0])
    context.expose_binding(REPORT, lambda source, report: watched.reports.append(report))
    for page in pages:
        page.evaluate(WATCH)
    return watched
