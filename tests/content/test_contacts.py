"""Phone numbers: the seventeen that may be shown are shown, and no other stands anywhere."""

import os
import re
from pathlib import Path

import pytest

from content.library import read_library
from search_index.index import open_index
from tests.conftest import ROOT
from tests.content.released import Released

YES = {
    "112", "101", "070 245 245", "0800 32 123", "1813", "106", "107", "1712", "0800 98 100",
    "0800 30 030", "116 000", "0800 99 340", "078 055 800", "02 511 64 64", "03 201 16 90",
    "04 232 40 30", "02 535 45 42",
}  # fmt: skip

# Kept in the data, shown nowhere until somebody has called them.
CALL = {
    "09 332 80 80", "071 92 41 00", "02 736 28 61", "02 349 44 22", "010 47 24 24",
    "078 15 10 20", "02 502 82 03", "02 555 74 84",
}  # fmt: skip

# What the facts say of numbers; it lies beside the repository, where it is at all.
FACTS = Path(os.environ.get("PARASOL_FACTS", ROOT.parent / "shared/facts"))

# What may stand between two digits; the last two are no-break spaces in UTF-8.
SPACING = r"(?:[\s./()-]|\xc2\xa0|\xe2\x80\xaf){0,2}"

A_NUMBER = re.compile(r"(?<!\d)0\d{1,3}(?:[ ./]\d{2,3}){2,4}(?!\d)")


def dialled(number: str) -> str:
    return re.sub(r"\D", "", number)


def pattern(number: str) -> re.Pattern[bytes]:
    """Find a number however it is spaced, with the country's code or without."""
    digits = dialled(number)
    body = SPACING.join(digits.removeprefix("0"))
    head = "0?" if digits.startswith("0") else ""
    return re.compile(rf"(?<!\d){head}{body}(?!\d)".encode())


def numbers_of_facts() -> set[str]:
    if not FACTS.is_dir():
        pytest.skip(f"{FACTS} is not here, so the numbers that it forbids cannot be looked for")
    texts = "\n".join(path.read_text("utf-8") for path in FACTS.glob("*.md"))
    # The addresses of sources hold digits too.
    return set(A_NUMBER.findall(re.sub(r"https?://\S+", " ", texts)))


def test_exactly_the_seventeen_checked_numbers_can_be_dialled(released: Released) -> None:
    dialled_somewhere = {
        href.removeprefix("tel:")
        for markup in released.markup.values()
        for href in markup.values("href")
        if href.startswith("tel:")
    }
    assert dialled_somewhere == {dialled(number) for number in YES}


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_checked_number_is_shown_in_every_complete_language(
    language: str, released: Released
) -> None:
    shown = {
        href.removeprefix("tel:")
        for path, markup in released.markup.items()
        if path.startswith(f"/{language}/")
        for href in markup.values("href")
        if href.startswith("tel:")
    }
    assert shown == {dialled(number) for number in YES}


def test_a_number_reads_as_it_is_dialled(released: Released) -> None:
    for path, html in released.html.items():
        for dial, inside in re.findall(r'href="tel:(\d+)"[^>]*>(.*?)</a>', html, re.DOTALL):
            shown = re.search(r'class="number"[^>]*>([^<]+)<', inside)
            assert shown, path
            assert dialled(shown[1]) == dial, path


def test_numbers_that_wait_for_a_call_stand_in_the_data_as_waiting() -> None:
    library = read_library(ROOT / "content").library
    assert library
    held = {
        (contact.number.value, contact.number.publish)
        for contact in library.contacts.values()
        if contact.number
    }
    assert {number for number, publish in held if publish == "yes"} == YES
    assert {number for number, publish in held if publish == "call"} <= CALL


def test_no_waiting_number_stands_in_any_object_of_the_release(released: Released) -> None:
    for path in released.paths:
        data = released.data(path)
        for number in CALL:
            assert not pattern(number).search(data), (path, number)


def test_no_waiting_number_can_be_searched(released: Released) -> None:
    """Neither the index, the texts beside it, nor the export of them knows one."""
    folder = released.services.search_dir(released.services.current.tree().pointer.id)
    codes = sorted(path.stem for path in folder.glob("*.json"))
    assert codes == ["ar", "en", "fr", "nl"]
    for code in codes:
        texts = (folder / f"{code}.json").read_bytes()
        with open_index(folder / code).whoosh.reader() as reader:
            terms = {text.decode("utf-8", "replace") for _, text in reader.all_terms()}
        for number in CALL:
            assert not pattern(number).search(texts), (code, number)
            assert not [term for term in terms if dialled(number)[1:] in dialled(term)]


def test_numbers_that_may_be_shown_can_be_searched(released: Released) -> None:
    """The guard of the test above: it would see a number if there were one."""
    folder = released.services.search_dir(released.services.current.tree().pointer.id)
    texts = (folder / "en.json").read_bytes()
    with open_index(folder / "en").whoosh.reader() as reader:
        terms = {text.decode("utf-8", "replace") for _, text in reader.all_terms()}
    assert pattern("0800 98 100").search(texts)
    assert [term for term in terms if "80098100" in dialled(term)]


def test_the_lists_here_are_those_of_the_facts() -> None:
    named = numbers_of_facts()
    assert {number for number in YES if number.startswith("0")} <= named
    assert named >= CALL


def test_no_forbidden_number_stands_in_the_content_or_the_release(released: Released) -> None:
    forbidden = numbers_of_facts() - YES - CALL
    assert "04 284 35 11" in forbidden
    files = [path for path in (ROOT / "content").rglob("*") if path.suffix in (".md", ".toml")]
    for number in forbidden:
        looked_for = pattern(number)
        for file in files:
            assert not looked_for.search(file.read_bytes()), (file.name, number)
        for path in released.paths:
            assert not looked_for.search(released.data(path)), (path, number)
