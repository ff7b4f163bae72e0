"""Neutral outside, clear inside: nothing that stays on a phone or is seen in passing tells.

The words stand in tests/contracts/telling-words.json, for the tests of scripts too.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from content.release.digest import is_digest
from tests.conftest import ROOT, Built
from tests.content.released import Released

CONTRACT = json.loads((ROOT / "tests/contracts/telling-words.json").read_text("utf-8"))
TELLING: list[str] = sorted({word for words in CONTRACT["words"].values() for word in words})

# Parts of header values that are the web's own words, not ours.
OF_THE_WEB = ("same-origin", "publickey-credentials-get", "xr-spatial-tracking")

# Words that no code needs for purposes of its own (“abort”, “safety” and “hidden” it does).
PLAINLY_TELLING = ("utsopi", "parasol", "prostit", "escort", "rape", "sexual", "police")

# Where scripts give a name to something that stays on the phone.
STORED_NAME = re.compile(
    r"""(?:indexedDB\.(?:open|deleteDatabase)|caches\.(?:open|delete|has)
        |createObjectStore|(?:local|session)Storage\.(?:get|set|remove)Item
        |new\s+BroadcastChannel|locks\.request)\(\s*([A-Za-z_]+|["'`][^"'`]*["'`])""",
    re.VERBOSE,
)


def telling_words_in(name: str) -> list[str]:
    plain = unquote(name).lower()
    return [word for word in TELLING if word in plain]


def scripts() -> Iterator[Path]:
    for room in ("pwa/js", "service_worker/js"):
        yield from (ROOT / room).rglob("*.js")


def test_the_list_has_words_of_every_language(released: Released) -> None:
    """The guard of all tests below: it would see a telling name."""
    assert set(CONTRACT["words"]) == set(released.library.languages)
    assert all(len(words) >= 20 for words in CONTRACT["words"].values())
    assert telling_words_in("/en/After-Sexual-Violence")
    assert telling_words_in("/fr/%C3%A9t%C3%A9-syndicat")
    assert telling_words_in("اغتصاب")


def test_no_address_tells(released: Released) -> None:
    """X2"""
    for path in [*released.paths, "/release", "/sw.js", "/erase", "/en/search"]:
        assert telling_words_in(path) == [], path


def test_no_name_of_a_page_topic_or_contact_stands_in_an_address(released: Released) -> None:
    """X2: ids, which do tell, stay on the server."""
    library = released.library
    ids = [*library.pages, *(t.id for t in library.topics), *library.contacts, *library.figures]
    for path in released.paths:
        assert not [name for name in ids if f"/{name}" in path]


def test_every_page_has_the_same_neutral_title(released: Released) -> None:
    """X1, X2: so a list of open windows or a history shows one name."""
    titles = {
        path: re.findall(r"<title>(.*?)</title>", html) for path, html in released.html.items()
    }
    guide = {tuple(found) for path, found in titles.items() if not path.startswith("/i/")}
    assert guide == {(released.library.publisher.site_name,)}
    assert telling_words_in(released.library.publisher.site_name) == []
    for path, found in titles.items():
        assert len(found) == 1, path
        assert telling_words_in(found[0]) == [], path


def test_no_meta_tag_and_no_link_in_the_head_tells(released: Released) -> None:
    """X2: and none describes the page for sites that show previews of links."""
    allowed = {"viewport", "color-scheme", "theme-color"}
    for path, markup in released.markup.items():
        for meta in markup.all("meta"):
            assert meta.attributes.get("charset") or meta.attributes["name"] in allowed, path
            assert "property" not in meta.attributes, path
        for element in markup.all("meta", "link"):
            for value in element.attributes.values():
                assert telling_words_in(value) == [], path


def test_no_header_tells(client: FlaskClient, released: Released) -> None:
    """X2"""
    for path in [*released.paths, "/release", "/sw.js", "/erase", "/zz99"]:
        for name, value in client.get(path).headers:
            plain = value
            for words in OF_THE_WEB:
                plain = plain.replace(words, "")
            assert telling_words_in(f"{name}: {plain}") == [], (path, name)


def test_no_manifest_member_tells(released: Released) -> None:
    """X2, I2: a name, icons and colours; no description, picture, shortcut or category."""
    members = {"id", "name", "short_name", "lang", "dir", "start_url", "scope", "display",
               "background_color", "theme_color", "icons"}  # fmt: skip
    found = [path for path in released.paths if path.endswith(".webmanifest")]
    assert len(found) == len(released.library.languages)
    for path in found:
        manifest = json.loads(released.data(path))
        assert set(manifest) <= members
        assert telling_words_in(json.dumps(manifest, ensure_ascii=False)) == []
        assert manifest["name"] == manifest["short_name"]
        assert len(manifest["name"]) <= 12
        for icon in manifest["icons"]:
            assert icon["src"] in released.paths


def test_no_name_that_scripts_keep_on_the_phone_tells() -> None:
    """X2: databases, stores, keys and channels."""
    names = set()
    for path in scripts():
        source = path.read_text("utf-8")
        for name in STORED_NAME.findall(source):
            if name[0] in "\"'`":
                names.add(name.strip("\"'`"))
            else:
                names |= set(re.findall(rf'\b{name}\b[^=\n]*=\s*"([^"]*)"', source))
    assert len(names) >= 3
    for name in names:
        assert telling_words_in(name) == [], name


def test_no_file_of_the_release_tells_by_its_name(built: Built) -> None:
    """X2: what an exported or copied release looks like from outside."""
    for folder in ("releases", "search"):
        files = [path for path in (built.data / folder).rglob("*") if path.is_file()]
        assert files
        for path in files:
            name = path.relative_to(built.data).as_posix()
            assert telling_words_in(name) == [], name
            if folder == "releases" and "objects" in name:
                assert is_digest(path.name.split(".")[0])


def test_the_projects_own_name_is_read_by_nobody(released: Released) -> None:
    """X2: a reader who is asked about it has never seen it; the page about the guide may say it."""
    about = released.library.pages["about-this-guide"].key
    for path, html in released.html.items():
        if not path.endswith(about):
            assert "parasol" not in html.lower(), path


@pytest.mark.parametrize("kind", ["script", "style"])
def test_files_say_nothing_that_tells_in_their_code(kind: str, released: Released) -> None:
    """X2: what a phone shows as the source of the app; stems of words are the search's own."""
    stemmers = {
        element.attributes["data-stemmer"]
        for markup in released.markup.values()
        for element in markup.elements
        if "data-stemmer" in element.attributes
    }
    for path, found in released.paths.items():
        if found.entry.headers == kind and path not in stemmers:
            source = released.data(path).decode().lower()
            assert [word for word in PLAINLY_TELLING if word in source] == [], path
