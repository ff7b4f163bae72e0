"""Asking a phone's worker from its page, and waiting for what it says."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from tests.faults.engines.engine import Engine, evaluate

# Longer than the app waits for a worker that says nothing, which is 20 s.
PATIENCE_S = 60

Value = TypeVar("Value")

# Looks for news as the app does, and remembers in the window how it ended. Where the app replaces
# the worker that was asked, because nothing of its script had come, the next one is asked again.
BEGIN = """async (language, thrifty) => {
  window.outcome = null;
  // The page of an error, or of a portal without https, has no worker to ask.
  navigator.serviceWorker?.ready.then((registration) => {
    let asked;
    const ask = () => {
      if (!registration.active || registration.active === asked) return;
      asked = registration.active;
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data }) => {
        // What it says before the end is progress.
        if (typeof data !== "object") window.outcome = String(data);
      };
      asked.postMessage({ ask: "check", language, thrifty }, [channel.port2]);
    };
    registration.addEventListener("updatefound", () =>
      registration.installing?.addEventListener("statechange", ask));
    ask();
  });
}"""

OUTCOME = "async () => window.outcome"

STATE = """async () => {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration || !registration.active) return null;
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => resolve(data);
    setTimeout(resolve, 2000, null);
    registration.active.postMessage({ ask: "state" }, [channel.port2]);
  });
}"""


def begin(engine: Engine, language: str = "en", *, thrifty: bool = False) -> None:
    """Let the phone look for news (on a first visit: keep the guide), and do not wait."""
    evaluate(engine, BEGIN, language, thrifty)


def outcome(engine: Engine) -> str | None:
    """Return how looking for news ended; None while it goes on."""
    found = evaluate(engine, OUTCOME)
    return None if found is None else str(found)


def check(engine: Engine, language: str = "en", *, thrifty: bool = False) -> str:
    """Let the phone look for news and return how it ended."""
    begin(engine, language, thrifty=thrifty)
    return until(lambda: outcome(engine), "looking for news ends")


def state(engine: Engine) -> Any:
    """Return what the worker says of what it keeps; None without a worker, or from a mute one."""
    return evaluate(engine, STATE)


def until(find: Callable[[], Value | None], what: str, seconds: float = PATIENCE_S) -> Value:
    """Wait until something is found, and return it."""
    end = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < end, f"waited {seconds} s in vain: {what}"
        time.sleep(0.01)
    return found
