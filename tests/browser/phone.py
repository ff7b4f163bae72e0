"""A phone in a test: one browser context with one page, what it asked for, and what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

SIZE = {"width": 360, "height": 640}

# Asks the worker as the reader's script does.
ASK_WORKER = """async (question) => {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration || !registration.active) return null;
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => resolve(event.data);
    registration.active.postMessage(question, [channel.port2]);
  });
}"""

AN_HOUR_LATER = """() => {
  const now = Date.now;
  Date.now = () => now() + 3_600_000;
  dispatchEvent(new Event("online"));
}"""

WHAT_IS_KEPT = """async () => ({
  registrations: (await navigator.serviceWorker.getRegistrations()).length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  stored: localStorage.length + sessionStorage.length,
  cookies: document.cookie,
})"""

NOTHING_KEPT = {"registrations": 0, "databases": 0, "caches": 0, "stored": 0, "cookies": ""}


@dataclass(slots=True)
class Phone:
    """One reader's phone. `url` is the address of the guide's server, `home` the path it opens."""

    context: BrowserContext
    page: Page
    url: str
    home: str = "/en/"
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> Response:
        """Open an address of the guide, as a link from elsewhere would."""
        address = self.url + (path or self.home)
        response = self.page.goto(address, wait_until="domcontentloaded")
        assert response is not None
        return response

    def visit(self, path: str = "") -> "Phone":
        """Open an address for the first time, and wait until the phone keeps the whole guide."""
        self.open(path)
        self.notice("erase").wait_for()
        self.notice("close").click()
        return self

    def notice(self, button: str) -> Any:
        """Find a button of the notice that is shown, by what it does."""
        return self.page.locator(f".notice [data-do={button}]")

    def tap(self, selector: str) -> None:
        """Press a link or button of the view, and wait until the next view is there, all of it."""
        self.page.locator(selector).first.click()
        self.settle()

    def settle(self) -> None:
        """Wait until a view is there that was asked for, all of it."""
        self.page.locator("html:not(:has([aria-busy]))").wait_for(state="attached")

    def ask_worker(self, **question: object) -> Any:
        """Ask the worker, and return its answer; None when there is none."""
        return self.page.evaluate(ASK_WORKER, question)

    def look_for_news(self) -> None:
        """Let the app look for news, as it does when the network returns after some hours."""
        self.page.evaluate(AN_HOUR_LATER)

    def kept(self) -> dict[str, Any]:
        """Count what the browser keeps of the guide."""
        counts: dict[str, Any] = self.page.evaluate(WHAT_IS_KEPT)
        return counts

    def text(self) -> str:
        """Return all text that the present document holds, seen or not."""
        return self.page.evaluate("document.documentElement.textContent") or ""


def phone_of(context: BrowserContext, url: str, page: Page | None = None) -> Phone:
    """Watch a context from its first request on."""
    phone = Phone(context, page or context.new_page(), url)
    context.on("request", lambda request: phone.asked.append(request.url))
    context.on("console", lambda message: _note(phone, message))
    context.on("weberror", lambda error: phone.wrong.append(str(error.error)))
    return phone


def new_phone(browser: Browser, url: str, **options: Any) -> Phone:
    """Make a fresh phone; `options` are those of Playwright's new_context."""
    usual = {"viewport": SIZE, "locale": "en-GB", "ignore_https_errors": True}
    context = browser.new_context(**{**usual, **options})
    context.set_default_timeout(15_000)
    return phone_of(context, url)


def _note(phone: Phone, message: ConsoleMessage) -> None:
    if message.type in ("error", "warning"):
        phone.wrong.append(message.text)


# How tests ask for a phone: which server, and what is special about the phone.
Phones = Callable[..., Phone]
