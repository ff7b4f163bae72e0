"""R5, X10: what was typed into the search stands in no file of the browser, closed or killed.

WebKitGTK is not tried: driven by a program it keeps no profile.
"""

import secrets
import string
from pathlib import Path

import lz4.block
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

NOTED_WITHIN_S = 60

# Firefox notes what stands in fields every 15 seconds, and more rarely once nobody types.
NOTE_OFTEN = """
user_pref("browser.sessionstore.interval", 1000);
user_pref("browser.sessionstore.interval.idle", 1000);"""

# How its files in LZ4 begin; the size of what is in them follows, as the library expects it.
FIREFOX_LZ4 = b"mozLz40\0"

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


def content_of(path: Path) -> bytes:
    """Read a file of a browser; opened, where it is one of Firefox's in LZ4."""
    try:
        data = path.read_bytes() if path.is_file() else b""
    except OSError:  # it went away meanwhile
        return b""
    if not data.startswith(FIREFOX_LZ4):
        return data
    try:
        return lz4.block.decompress(data[len(FIREFOX_LZ4) :])
    except lz4.block.LZ4BlockError:  # it is being written
        return data


def word_of_chance() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(20))


def files_with(profile: Path, word: str) -> list[str]:
    """List the files of a profile that hold a word, or half of it.

    Half is enough because databases compress by repetition (Snappy), which takes a piece away of a
    word of chance where four of its letters stand somewhere before.
    """
    halves = [word[: len(word) // 2], word[len(word) // 2 :]]
    forms = [half.encode(encoding) for half in halves for encoding in ("utf-8", "utf-16-le")]
    return [
        str(path.relative_to(profile))
        for path in sorted(profile.rglob("*"))
        if (data := content_of(path)) and any(form in data for form in forms)
    ]


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_what_was_searched_for_stands_in_no_file_of_the_browser(
    name: str, engines: Engines, network: FaultProxy
) -> None:
    # Given a phone that keeps the guide, in a browser that notes what stands in fields
    phone = engines(name)
    assert isinstance(phone, Chromium | Firefox)
    if isinstance(phone, Firefox):
        phone.kill()
        kept = [line for line in phone.preferences.splitlines() if "from_crash" not in line]
        phone.preferences = "\n".join(kept) + NOTE_OFTEN
        phone.start()
    assert opens(phone, network.url + HOME)
    assert check(phone) in ("first", "same")
    evaluate(phone, ADD_FIELD)
    # When she searches: one question that is answered, one that is not, and one stays in the field
    other, *words = [word_of_chance() for _ in range(4)]
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
