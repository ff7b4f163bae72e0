"""The phone's modules keep to what can be joined into one script."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "search_index" / "js"
MODULES = sorted(file for file in FOLDER.rglob("*.js") if file.name != "cli.js")

TOP_NAME = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let|var) ([\w$]+)", re.M)
MODULE_LINE = re.compile(r"^(?:import|export)\b.*", re.M)
ALLOWED = re.compile(
    r'import \{ \w+(?:, \w+)* \} from "\.{1,2}/[\w/.-]+\.js";|export (?:function|class|const) \w+.*'
)
NEWER = re.compile(
    r"\?\?=|\|\|=|&&=|\.at\(|Object\.hasOwn|structuredClone|^\s+#\w+|static \{", re.M
)


def test_modules_say_only_what_the_joiner_understands() -> None:
    for file in MODULES:
        for line in MODULE_LINE.findall(file.read_text(encoding="utf-8")):
            assert ALLOWED.fullmatch(line), (file.name, line)


def test_no_name_is_used_by_two_modules() -> None:
    owners: dict[str, str] = {}
    for file in MODULES:
        for name in TOP_NAME.findall(file.read_text(encoding="utf-8")):
            assert owners.setdefault(name, file.name) == file.name, name


def test_nothing_newer_than_the_oldest_browser_is_used() -> None:
    for file in MODULES:
        if "vendor" not in file.parts:
            assert not NEWER.search(file.read_text(encoding="utf-8")), file.name


def test_the_search_itself_touches_neither_page_nor_network_nor_log() -> None:
    outside = re.compile(
        r"\b(document|window|fetch|localStorage|indexedDB|console|navigator)\b[.(]"
    )
    for file in MODULES:
        if "vendor" not in file.parts:
            assert not outside.search(file.read_text(encoding="utf-8")), file.name
