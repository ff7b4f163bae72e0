"""Scripts: the outside begins in port files, HTML is never made of strings, no sentence is kept."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

FOLDERS = ("pwa/js", "service_worker/js", "search_index/js")

# Command-line tools and borrowed code are no scripts of ours that a phone runs.
NOT_ON_PHONES = {"search_index/js/cli.js"}

TOKENS = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
      |(?P<pattern>(?<=[=(,:\[!&|?{};\n])\s*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*)""",
    re.VERBOSE | re.DOTALL,
)


def scripts() -> list[Path]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.js")]
    return sorted(
        path
        for path in found
        if "vendor" not in path.parts and path.relative_to(ROOT).as_posix() not in NOT_ON_PHONES
    )


def code_of(path: Path, *, with_texts: bool = False) -> str:
    """The source without comments, and without what stands in quotes unless it is asked for."""

    def replaced(found: re.Match[str]) -> str:
        if found["text"] and with_texts:
            return found[0]
        if found["text"] and found[0][0] == "`":
            return " ".join(re.findall(r"\$\{([^}]*)\}", found[0])) or '""'
        return "" if found["comment"] else '""'

    return TOKENS.sub(replaced, path.read_text("utf-8"))


def texts_of(path: Path) -> list[str]:
    found = TOKENS.finditer(path.read_text("utf-8"))
    return [match["text"][1:-1] for match in found if match["text"]]


SCRIPTS = scripts()
IDS = [path.relative_to(ROOT).as_posix() for path in SCRIPTS]

OUTSIDE = re.compile(
    r"""(?<![.\w])(?:(?:self|globalThis|window|document)\.)?
        (?:fetch\s*\(|indexedDB\b|caches\b|location\b|navigator\b|localStorage\b|sessionStorage\b
          |XMLHttpRequest\b|WebSocket\b|EventSource\b|RTCPeerConnection\b|importScripts\b)""",
    re.VERBOSE,
)

NEVER = {
    "HTML made of strings": r"\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write",
    "text run as code": r"\beval\s*\(|new\s+Function\b|set(?:Timeout|Interval)\s*\(\s*\"",
    "an entry in the history": r"\b(?:push|replace)State\b|\bhistory\.(?!length\b)",
    "a title that changes with the page": r"\bdocument\.title\s*=(?!=)",
    "words on the console": r"\bconsole\.",
    "a cookie": r"\bdocument\.cookie\b|\bcookieStore\b",
    "something kept for ever": r"\blocalStorage\.\w+\s*=(?!=)|\blocalStorage\[",
    "a dialogue that stops everything": r"(?<![.\w])(?:alert|confirm|prompt)\s*\(",
    "a beacon": r"\bsendBeacon\b",
    "something in the background": r"\b(?:periodicSync|sync\.register|pushManager|Notification)\b",
    "the reader's place": r"\bgeolocation\b",
    "a window that opens": r"\bwindow\.open\b|\bclients\.openWindow\b",
}


@pytest.mark.parametrize("path", SCRIPTS, ids=IDS)
def test_only_port_files_touch_the_outside(path: Path) -> None:
    if "ports" in path.parts:
        return
    for number, line in enumerate(code_of(path).splitlines(), 1):
        found = OUTSIDE.search(line)
        assert not found, f"{path.relative_to(ROOT)}: {line.strip()} ({number})"


@pytest.mark.parametrize("path", SCRIPTS, ids=IDS)
def test_a_script_does_nothing_that_tells_keeps_or_runs(path: Path) -> None:
    """X1, T1, R5"""
    code = code_of(path)
    assert [what for what, pattern in NEVER.items() if re.search(pattern, code)] == []


# What a reader has chosen or was told, and nothing of what she reads.
KEPT_FOR_EVER = {'("news", choice)', '("full", "told")'}


def test_only_two_things_are_kept_until_she_deletes_them() -> None:
    """X10"""
    found = {
        what
        for path in SCRIPTS
        for what in re.findall(
            r"\blocalStorage\.setItem(\([^)]*\))", code_of(path, with_texts=True)
        )
    }
    assert found == KEPT_FOR_EVER


@pytest.mark.parametrize("path", SCRIPTS, ids=IDS)
def test_a_script_holds_no_sentence(path: Path) -> None:
    """Sentences live in templates and catalogues; a script clones them."""
    for text in texts_of(path):
        words = re.findall(r"[A-Za-zÀ-ÿ]{2,}", text)
        is_selector = re.search(r"[\[\]#.=>{}<$:,]", text)
        is_sentence = len(words) >= 3 and re.match(r"[A-Z]", text) and not is_selector
        assert not is_sentence, text


@pytest.mark.parametrize("path", SCRIPTS, ids=IDS)
def test_a_script_names_no_other_host(path: Path) -> None:
    """R4"""
    for text in texts_of(path):
        assert not re.match(r"(?:https?|wss?):?//(?!www\.w3\.org/)", text), text


@pytest.mark.parametrize("path", SCRIPTS, ids=IDS)
def test_a_script_says_first_what_it_is_for(path: Path) -> None:
    if path.parent.name == "stemmers":
        return  # three lines, and all alike
    assert path.read_text("utf-8").lstrip().startswith(("/**", "//", "/*"))


def test_there_are_scripts_and_ports() -> None:
    """The guard of all tests above."""
    assert len(SCRIPTS) > 40
    ports = [path for path in SCRIPTS if "ports" in path.parts]
    assert len(ports) >= 6
    assert any(OUTSIDE.search(code_of(path)) for path in ports)


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("const a = fetch(b);", True),
        ("return self.location.origin;", True),
        ("if ('caches' in globalThis) { await caches.keys(); }", True),
        ("// fetch(a)", False),
        ("/* location */ const a = 1;", False),
        ('const a = "location";', False),
        ("ports.fetch(a)", False),
        ("const fetched = a;", False),
        ("a.location = 1;", False),
    ],
)
def test_the_search_for_the_outside_sees_what_it_should(
    source: str, caught: bool, tmp_path: Path
) -> None:
    script = tmp_path / "script.js"
    script.write_text(source)
    assert bool(OUTSIDE.search(code_of(script))) is caught
