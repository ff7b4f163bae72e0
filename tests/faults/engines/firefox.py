"""Firefox, driven by WebDriver BiDi: JSON over one websocket, nothing between."""

import contextlib
import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import websocket

from tests.browser.processes import kill_group
from tests.browser.servers import wait_until
from tests.faults.engines.engine import Moved, called

PATIENCE_S = 30

# So long a document may take to stand in the tab after Firefox said that it does.
ARRIVES_WITHIN_S = 5

# When the document began, and its own address: not that in the bar, if it tells of an error.
DOCUMENT = "async () => [performance.timeOrigin, document.documentURI]"
ERROR_PAGE = "about:neterror"

# No page of its own, no request of its own, no question at the end.
PREFERENCES = """
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.sessionstore.resume_from_crash", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.page", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("toolkit.startup.max_resumed_crashes", -1);
user_pref("toolkit.telemetry.enabled", false);
"""


# The room of all sites together, in units of 1,024 bytes; -1 lets Firefox choose. One site gets a
# fifth of it, but never less than 10 MB if there is that much: below that, it gets all of it.
ROOM = 'user_pref("dom.quotaManager.temporaryStorage.fixedLimit", {});\n'


class Refused(Exception):
    """Firefox answered a command with an error."""


class Firefox:
    """One Firefox process on one profile."""

    name = "firefox"
    can_relaunch = True
    least_room = 250_000

    def __init__(self, path: str, profile: Path) -> None:
        self.path = path
        self.profile = profile
        self.process: subprocess.Popen[bytes] | None = None
        self.socket: websocket.WebSocket
        self.tab = ""
        self.sent = 0
        self.preferences = PREFERENCES
        self.room = -1

    def start(self) -> None:
        self.profile.mkdir(exist_ok=True)
        (self.profile / "user.js").write_text(self.preferences + ROOM.format(self.room))
        log = self.profile.with_suffix(".log")
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                [self.path, "--headless", "--no-remote", "--profile", str(self.profile),
                 "--remote-debugging-port", "0"],
                stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True,
            )  # fmt: skip
        said = re.compile(r"WebDriver BiDi listening on (ws://\S+)\s")
        wait_until(lambda: said.search(log.read_text(errors="replace")), "Firefox starts", 60)
        found = said.search(log.read_text(errors="replace"))
        assert found
        self.socket = websocket.create_connection(
            f"{found[1]}/session", timeout=PATIENCE_S, suppress_origin=True
        )
        self.ask("session.new", capabilities={})
        self.tab = str(self.ask("browsingContext.getTree")["contexts"][0]["context"])

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        """Send a command and wait for its answer.

        Raises:
            Refused: Firefox says that it cannot.
        """
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.sent:
                if message["type"] == "error":
                    raise Refused(message["message"])
                result: dict[str, Any] = message["result"]
                return result

    def go(self, address: str) -> None:
        before, answers = self._document(), False
        with contextlib.suppress(Refused):
            answer = self.ask(
                "browsingContext.navigate", context=self.tab, url=address, wait="interactive"
            )
            answers = answer["url"] == address
        # The page of an error may come late, and is then the answer to the next navigation, whose
        # document comes after it, and after an empty one.
        arrived = re.escape(address.split(":")[0]) + ":"
        if not answers:
            arrived += "|" + re.escape(f"{ERROR_PAGE}?") + ".*" + re.escape(f"u={quote(address)}&")
        end = time.monotonic() + ARRIVES_WITHIN_S
        while time.monotonic() < end:
            now = self._document()
            if now not in (before, "") and re.match(arrived, json.loads(now)[1]):
                return
            time.sleep(0.01)

    def _document(self) -> str:
        """Return what distinguishes the document in the tab; nothing while it is replaced."""
        try:
            return self.run(DOCUMENT, "[]")
        except (Moved, Refused):
            return ""

    def run(self, function: str, arguments: str) -> str:
        try:
            answer = self.ask(
                "script.evaluate", expression=called(function, arguments),
                target={"context": self.tab}, awaitPromise=True,
            )  # fmt: skip
        except Refused as error:  # the tab is there, its document is not
            raise Moved from error
        if answer["type"] != "success":
            raise Refused(answer["exceptionDetails"]["text"])
        return str(answer["result"]["value"])

    def new_tab(self) -> None:
        old, self.tab = self.tab, self.ask("browsingContext.create", type="tab")["context"]
        self.ask("browsingContext.close", context=old)

    def limit_room(self, origin: str, spare: int) -> None:
        self.close()  # in peace: what the databases have yet to take in would count as used
        place = self.profile / "storage" / "default" / re.sub("[:/]", "+", origin)
        used = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
        self.room = (used + spare) // 1024
        self.start()

    def give_room(self) -> None:
        self.kill()  # it reads the limit when it starts
        self.room = -1
        self.start()

    def kill(self) -> None:
        if self.process is not None:
            kill_group(self.process)
            self.process = None
            self.socket.shutdown()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        if self.process is not None:
            with contextlib.suppress(Refused, OSError, websocket.WebSocketException):
                self.ask("browser.close")
                self.process.wait(10)
            self.kill()
