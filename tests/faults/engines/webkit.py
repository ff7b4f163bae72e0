"""WebKitGTK's own small browser, driven by Selenium on a screen that nobody sees."""

import contextlib
import os
import shutil
import subprocess
import warnings
from pathlib import Path

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import WebKitGTK
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.processes import kill_group
from tests.faults.engines.engine import called

PATIENCE_S = 30
BROWSERS = Path("/usr/lib")

# Selenium passes a callback as the last argument.
RUN = "const done = arguments[0]; {call}.then(done, (error) => done(`!${{error}}`));"


def find_webkit() -> tuple[str, str, str] | None:
    """Return the driver, the browser and the screen; None where one of them is missing."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browsers = sorted(BROWSERS.glob("*/webkit2gtk-4.1/MiniBrowser"))
    return (driver, str(browsers[0]), screen) if driver and browsers and screen else None


class Screen:
    """A screen in memory, with a number that it finds itself."""

    def __init__(self, path: str) -> None:
        read, write = os.pipe()
        command = [path, "-displayfd", str(write), "-screen", "0", "800x800x24", "-nolisten", "tcp"]
        self.process = subprocess.Popen(
            command, pass_fds=[write], stderr=subprocess.DEVNULL, start_new_session=True
        )
        os.close(write)
        with os.fdopen(read) as said:
            self.display = f":{said.readline().strip()}"

    def close(self) -> None:
        """Take it away."""
        kill_group(self.process)


class WebKit:
    """One WebKit process; its profile ends with it."""

    name = "webkit"
    can_relaunch = False

    def __init__(self, driver: str, browser: str, display: str) -> None:
        self.service_path = driver
        self.browser_path = browser
        self.display = display
        self.driver: WebKitGTK | None = None

    def start(self) -> None:
        options = Options()
        options.binary_location = self.browser_path
        options.add_argument("--automation")
        service = Service(self.service_path, env={**os.environ, "DISPLAY": self.display})
        with warnings.catch_warnings():
            # Selenium's own class for WebKitGTK does what Selenium calls old.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.driver = WebKitGTK(options=options, service=service)
        self.driver.set_script_timeout(PATIENCE_S)
        self.driver.set_page_load_timeout(PATIENCE_S)

    def go(self, address: str) -> None:
        assert self.driver
        with contextlib.suppress(WebDriverException):
            self.driver.get(address)

    def run(self, function: str, arguments: str) -> str:
        assert self.driver
        said = str(self.driver.execute_async_script(RUN.format(call=called(function, arguments))))
        assert not said.startswith("!"), said
        return said

    def new_tab(self) -> None:
        assert self.driver
        old = self.driver.current_window_handle
        self.driver.switch_to.new_window("tab")
        new = self.driver.current_window_handle
        self.driver.switch_to.window(old)
        self.driver.close()
        self.driver.switch_to.window(new)

    def kill(self) -> None:
        self.close()

    def close(self) -> None:
        if self.driver:
            self.driver.quit()
            self.driver = None
