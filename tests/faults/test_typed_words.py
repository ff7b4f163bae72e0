"""R5, X10: what was typed into the search stands in no file of the browser, closed or killed.

WebKitGTK is not tried: driven by a program it keeps no profile.
"""

import secrets
from pathlib import Path

import pytest

from tests.browser.servers import wait_until
from tests.faults.asking import check
from tests.faults.conftest import Engines
from tests.faults.engines.chromium import Chromium
from tests.faults.engines.engine import Engine, evaluate, opens
from tests.faults.engines.firefox import Firefox
from tests.faults.fault_proxy import FaultProxy

HOME = "/en/"
ENTER = "\ue007"

# Firefox notes every 15 seconds what stands in fields.
NOTED_WITHIN_S = 60

# A field as other sites have them, which the browser may remember.
ADD_FIELD = """async () => {
  const field = document.createElement("input");
  field.id = "other";
  document.querySelector("main").append(field);
}"""

FOCUS = """async (id) => {
  document.getElementById(id).value = "";
  document.getElementById(id).focus();
}"""

ANSWERED = """async (word) => new Promise((resolve) => {
  const look = () => {
    const place = document.querySelector("[data-element=results]");
    const field = document.getElementById("q");
    const isThere = field.value.includes(word) && place.textContent.trim();
    return isThere ? resolve(true) : setTimeout(look, 50);
  };
  look();
})"""


def type_text(phone: Engine, text: str) -> None:
    """Press the keys of a text."""
    if isinstance(phone, Firefox):
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keys", "actions": keys}]
        phone.ask("input.performActions", context=phone.tab, actions=actions)
    else:
        assert isinstance(phone, Chromium)
        phone.page.keyboard.type(text.removesuffix(ENTER))
        if text.endswith(ENTER):
            phone.page.keyboard.press("Enter")


def fill(phone: Engine, field: str, text: str) -> None:
    """Go to a field and type."""
    evaluate(phone, FOCUS, field)
    type_text(phone, text)


def files_with(profile: Path, word: str) -> list[str]:
    """List the files of a profile that hold a word.

    It is a word of chance, which compression by repetition (LZ4, Snappy) leaves as it is; pictures
    and databases of the browser compress no otherwise.
    """
    forms = [word.encode(), word.encode("utf-16-le")]
    found = []
    for path in sorted(profile.rglob("*")):
        try:
            data = path.read_bytes() if path.is_file() else b""
        except OSError:  # it went away meanwhile
            continue
        if any(form in data for form in forms):
            found.append(str(path.relative_to(profile)))
    return found


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_what_was_searched_for_stands_in_no_file_of_the_browser(
    name: str, engines: Engines, network: FaultProxy
) -> None:
    # Given a phone that keeps the guide, in a browser that notes what stands in fields
    phone = engines(name)
    assert isinstance(phone, Chromium | Firefox)
    if isinstance(phone, Firefox):
        phone.kill()
        phone.preferences = "\n".join(
            line for line in phone.preferences.splitlines() if "resume_from_crash" not in line
        )
        phone.start()
    assert opens(phone, network.url + HOME)
    assert check(phone) in ("first", "same")
    evaluate(phone, ADD_FIELD)
    # When she searches: one question that is answered, one that is not, and one stays in the field
    other, *words = [secrets.token_hex(8) for _ in range(4)]
    for word, question in zip(words, ("abortion {}", "{}", "{} pregnant"), strict=True):
        fill(phone, "q", question.format(word) + ENTER)
        assert evaluate(phone, ANSWERED, word)
    fill(phone, "other", other)
    # Then the browser has written down the other field, and nothing of her search
    wait_until(lambda: files_with(phone.profile, other), "the field is noted", NOTED_WITHIN_S)
    print(f"\n{name} notes fields in {files_with(phone.profile, other)}")
    assert [files_with(phone.profile, word) for word in words] == [[], [], []]
    # Nor when it is closed, and opened again
    phone.close()
    assert [files_with(phone.profile, word) for word in words] == [[], [], []]
    phone.start()
    assert opens(phone, network.url + HOME)
    assert [files_with(phone.profile, word) for word in words] == [[], [], []]
