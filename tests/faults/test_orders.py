"""K2: only the publisher's order ends the keeping; no status code and no HTML deletes anything."""

import pytest

from tests.faults.asking import check, until
from tests.faults.conftest import Editions, Engines
from tests.faults.editions import EMERGENCY, check_objects, opens_whole
from tests.faults.engines.engine import evaluate, opens
from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import Trouble, saying
from tests.faults.series import Series

HOME = "/en/"
EVERYWHERE = {
    "404": saying(404), "410": saying(410), "500": saying(500), "502": saying(502, b""),
    "503": saying(503, retry_after="3600"), "401": saying(401), "portal": saying(200),
    "elsewhere": saying(302, b"", location="/portal"),
}  # fmt: skip

# Looks for another worker, as browsers do by themselves.
UPDATE_WORKER = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration.update().then(() => "updated", () => "refused");
}"""

# Opens a page as a view, as pressing a link does.
OPEN_VIEW = """async () => {
  const shown = new Promise((resolve) =>
    document.addEventListener("shown", resolve, { once: true }));
  const link = document.querySelector("main a[href^='/en/']");
  link.href = "%s";
  link.click();
  await shown;
  return document.querySelector("article").dataset.key;
}"""

KEPT = """async () => ({
  registrations: (await navigator.serviceWorker.getRegistrations()).length,
  databases: indexedDB.databases ? (await indexedDB.databases()).length : 0,
})"""


@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
def test_no_status_and_no_html_ever_deletes_anything(
    name: str, engines: Engines, network: FaultProxy, editions: Editions
) -> None:
    """K2: on every address at once, the worker's among them; then the server is dead."""
    # Given a phone that keeps the guide
    phone = engines(name)
    assert opens(phone, network.url + HOME)
    check(phone)
    count = check_objects(phone)
    for what, fault in EVERYWHERE.items():
        # When every address says no, or something else
        network.arm(Trouble(fault))
        assert check(phone) == "failed", what
        evaluate(phone, UPDATE_WORKER)
        # Then pages still open, and nothing is gone
        assert opens(phone, network.url + EMERGENCY), what
        assert check_objects(phone) == count, what
    network.stop()
    assert opens(phone, network.url + EMERGENCY)
    assert opens_whole(phone, editions.old)


@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
def test_network_first_asks_the_network_and_falls_back_to_what_is_kept(
    name: str, series: Series, line: FaultProxy, engines: Engines
) -> None:
    """K2: the order `network-first`, until it is taken back."""
    # Given a phone that keeps the guide and has heard the order
    phone = engines(name)
    edition = series.note()
    assert opens(phone, line.url + HOME)
    check(phone)
    series.order("network-first")
    assert check(phone) in ("same", "newer")
    # Then it asks the network for a page
    mark = line.mark()
    assert opens(phone, line.url + EMERGENCY)
    assert EMERGENCY in [one.path for one in line.since(mark)]
    # And for a view
    assert opens(phone, line.url + HOME)
    mark = line.mark()
    evaluate(phone, OPEN_VIEW % EMERGENCY)
    assert EMERGENCY in [one.path for one in line.since(mark)]
    # And a portal, an error or no answer opens what is kept
    for what, fault in EVERYWHERE.items():
        line.arm(Trouble(fault, paths=f"^{EMERGENCY}$", harms_pages=True))
        assert opens(phone, line.url + EMERGENCY), what
        assert line.has_hit(), what
    line.arm(None)
    # When the order is taken back, the phone answers from what it keeps again
    series.order("normal")
    check(phone)
    mark = line.mark()
    assert opens(phone, line.url + EMERGENCY)
    assert opens(phone, line.url + HOME)
    evaluate(phone, OPEN_VIEW % EMERGENCY)
    assert EMERGENCY not in [one.path for one in line.since(mark)]
    line.stop()
    assert opens(phone, line.url + EMERGENCY)
    assert opens_whole(phone, edition)


@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
def test_a_phone_that_is_told_to_forgets_everything(
    name: str, series: Series, line: FaultProxy, engines: Engines
) -> None:
    """K2: the order `remove` leaves no worker and no database; the guide still reads online."""
    phone = engines(name)
    assert opens(phone, line.url + HOME)
    check(phone)
    series.order("remove")
    assert check(phone) == "removed"
    assert evaluate(phone, KEPT) == {"registrations": 0, "databases": 0}
    # A window that was open is still the worker's, and what it reads brings nothing back
    assert evaluate(phone, "async () => navigator.serviceWorker.controller !== null")
    evaluate(phone, OPEN_VIEW % EMERGENCY)
    assert evaluate(phone, KEPT) == {"registrations": 0, "databases": 0}
    line.stop()
    until(lambda: not opens(phone, line.url + EMERGENCY), "nothing opens offline any more")
    line.start()
    assert opens(phone, line.url + EMERGENCY)
