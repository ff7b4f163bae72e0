"""The joiner: what modules may say becomes one classic script; anything else is refused."""

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pwa.assets.bundles import SCRIPTS, stemmer_languages
from pwa.assets.module_join import CannotJoin, join
from tests.conftest import ROOT, Built

ENTRIES = SCRIPTS | {
    f"stem-{code}.js": f"search_index/js/stemmers/{code}.js" for code in stemmer_languages()
}
SHARED = {"a.js": "export const one = 1;\nexport function two() {\n  return one + 1;\n}\n"}

Join = Callable[[Mapping[str, str]], str]


@pytest.fixture
def join_modules(tmp_path: Path) -> Join:
    """Join `entry.js` of modules given by name; `a.js` is there already."""

    def join_them(modules: Mapping[str, str]) -> str:
        for name, source in {**SHARED, **modules}.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(source, "utf-8")
        return join(tmp_path / "entry.js")

    return join_them


def run(script: str) -> str:
    """Run a joined script in Node as the classic script that browsers get; return what it says."""
    command = ["node", "--input-type=commonjs", "--eval", script]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_what_is_made_small_says_the_same(built: Built, tmp_path: Path) -> None:
    """Comments and layout go; tree, names and literals stay."""
    pairs: list[Path] = []
    for name, entry in ENTRIES.items():
        (tmp_path / name).write_text(join(ROOT / entry), "utf-8")
        pairs += [tmp_path / name, built.data / "build" / name]
        assert pairs[-1].stat().st_size < pairs[-2].stat().st_size, name
    changed = tmp_path / "changed.js"
    changed.write_text(pairs[1].read_text("utf-8").replace("return", "throw", 1), "utf-8")
    command = ["node", ROOT / "tests/pwa/same_syntax.js", *pairs, pairs[1], changed]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(changed)]


# What is joined


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('import { one } from "./a.js";\nconsole.log(one);\n', "1"),
        ('import { one, two } from "./a.js";\nconsole.log(one, two());\n', "1 2"),
        ('import {\n  one,\n  two,\n} from "./a.js";\nconsole.log(one, two());\n', "1 2"),
        ('import {one,two} from "./a.js";\nconsole.log(one, two());\n', "1 2"),
        ('/** Says one. */\n\n// Once.\nimport { one } from "./a.js";\nconsole.log(one);\n', "1"),
        (2 * 'import { two } from "./a.js";\n' + "console.log(two());\n", "2"),
        ('import { one } from "./a.js";\r\nconsole.log(one);\r\n', "1"),
    ],
    ids=["one", "two", "lines", "tight", "comments", "twice", "crlf"],
)  # fmt: skip
def test_imports_at_the_head_are_joined(join_modules: Join, source: str, said: str) -> None:
    assert run(join_modules({"entry.js": source})) == said


@pytest.mark.parametrize(
    "declared",
    [
        "export const thing = () => 7;",
        "export function thing() {\n  return 7;\n}",
        "export async function thing() {\n  return 7;\n}",
        "export function* thing() {\n  yield 7;\n}",
        "export class thing {\n  static seven = 7;\n}",
        "const $seven_7 = 7;\nexport function thing() {\n  return $seven_7;\n}",
    ],
    ids=["const", "function", "async function", "generator", "class", "with its own"],
)
def test_every_allowed_export_can_be_imported(join_modules: Join, declared: str) -> None:
    entry = 'import { thing } from "./b.js";\nconsole.log(typeof thing);\n'
    joined = join_modules({"b.js": declared + "\n", "entry.js": entry})
    assert run(joined) == "function"
    assert not re.search(r"^\s*(?:import|export)\b", joined, re.MULTILINE)


def test_a_module_stands_once_and_before_those_that_need_it(join_modules: Join) -> None:
    joined = join_modules({
        "left.js": 'import { one } from "./a.js";\nexport const left = one;\n',
        "deep/right.js": 'import { one } from "../a.js";\nexport const right = one;\n',
        "entry.js": 'import { left } from "./left.js";\nimport { right } from "./deep/right.js";\n'
        "console.log(left + right);\n",
    })  # fmt: skip
    assert re.findall(r"^// (\S+)$", joined, re.M) == ["a.js", "left.js", "right.js", "entry.js"]
    assert run(joined) == "2"


def test_the_script_is_strict_and_leaves_no_name_behind(join_modules: Join) -> None:
    joined = join_modules(
        {"entry.js": "const mine = 1;\nconsole.log(this === undefined || mine);\n"}
    )
    assert '"use strict";' in joined.splitlines()[1]
    assert run(joined + "console.log(typeof mine);") == "1\nundefined"


def test_types_may_be_imported_in_comments(join_modules: Join) -> None:
    source = (
        '/**\n * @import { Thing } from "./types.js"\n'
        ' * @typedef {import("./types.js").Thing} Same\n'
        ' * @type { import("./types.js").Thing }\n */\n'
        'const thing = /** @type {import("./types.js").Thing} */ (1);\nconsole.log(thing);\n'
    )
    assert run(join_modules({"entry.js": source})) == "1"


def test_words_that_only_begin_like_them_are_no_imports(join_modules: Join) -> None:
    source = "const imported = 1;\nconst exports_ = 2;\nconsole.log(imported + exports_);\n"
    assert run(join_modules({"entry.js": source})) == "3"


# What is refused

REFUSED = {
    "default import": 'import a from "./a.js";',
    "default and named import": 'import a, { one } from "./a.js";',
    "namespace import": 'import * as a from "./a.js";',
    "import for its effects": 'import "./a.js";',
    "renamed import": 'import { one as uno } from "./a.js";',
    "default by name": 'import { default as a } from "./a.js";',
    "import of nothing": 'import {} from "./a.js";',
    "package": 'import { one } from "a";',
    "absolute path": 'import { one } from "/a.js";',
    "address": 'import { one } from "https://example.org/a.js";',
    "no ending": 'import { one } from "./a";',
    "other ending": 'import { one } from "./a.mjs";',
    "single quotes": "import { one } from './a.js';",
    "no semicolon": 'import { one } from "./a.js"',
    "more on the line": 'import { one } from "./a.js"; one();',
    "attributes": 'import { one } from "./a.js" with { type: "json" };',
    "dynamic import in brackets": 'console.log(import("./a.js"));',
    "missing export": 'import { three } from "./a.js";',
    "export default": "export default 1;",
    "export default function": "export default function thing() {}",
    "export list": "const thing = 1;\nexport { thing };",
    "renamed export": "const thing = 1;\nexport { thing as other };",
    "export from": 'export { one } from "./a.js";',
    "export all": 'export * from "./a.js";',
    "export all as": 'export * as a from "./a.js";',
    "export let": "export let thing = 1;",
    "export var": "export var thing = 1;",
    "exported destructuring": "export const { thing } = { thing: 1 };",
    "record destructuring": "const { thing } = { thing: 1 };",
    "list destructuring": "const [thing] = [1];",
    "let destructuring": "let [thing] = [1];",
    "name of another module": 'import { one } from "./a.js";\nfunction two() {}',
    "name twice in a module": "function thing() {}\nfunction thing() {}",
    "awaited dynamic import": 'async function thing() {\n  await import("./a.js");\n}',
    "returned dynamic import": 'function thing() {\n  return import("./a.js");\n}',
    "assigned dynamic import": 'const thing = import("./a.js");',
    "dynamic import with a space": 'console.log(import ("./a.js"));',
    "import.meta": "console.log(import.meta.url);",
    "import after code": 'console.log(1);\nimport { one } from "./a.js";',
    "import in a text": 'const thing = `\nimport { one } from "./a.js";\n`;',
    "tight destructuring": "const{thing} = { thing: 1 };",
    "itself": 'import { thing } from "./entry.js";\nexport const thing = 1;',
}


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_joined_is_refused(join_modules: Join, source: str) -> None:
    with pytest.raises(CannotJoin, match=r"entry\.js: "):
        join_modules({"entry.js": source + "\n"})


def test_imports_in_a_circle_are_refused(join_modules: Join) -> None:
    with pytest.raises(CannotJoin, match="circle"):
        join_modules({
            "b.js": 'import { c } from "./c.js";\nexport const b = c;\n',
            "c.js": 'import { b } from "./b.js";\nexport const c = b;\n',
            "entry.js": 'import { b } from "./b.js";\nconsole.log(b);\n',
        })  # fmt: skip


def test_names_of_modules_that_do_not_know_each_other_must_differ(join_modules: Join) -> None:
    with pytest.raises(CannotJoin, match=r"c\.js: b\.js has a name hidden too"):
        join_modules({
            "b.js": "const hidden = 1;\nexport const b = hidden;\n",
            "c.js": "class hidden {}\nexport const c = hidden;\n",
            "entry.js": 'import { b } from "./b.js";\nimport { c } from "./c.js";\nb(c);\n',
        })  # fmt: skip


def test_what_a_module_only_imports_it_does_not_export(join_modules: Join) -> None:
    with pytest.raises(CannotJoin, match=r"b\.js does not export one"):
        join_modules({
            "b.js": 'import { one } from "./a.js";\nexport const b = one;\n',
            "entry.js": 'import { one } from "./b.js";\nconsole.log(one);\n',
        })  # fmt: skip


def test_a_module_that_is_not_there_is_an_error(join_modules: Join) -> None:
    with pytest.raises(FileNotFoundError):
        join_modules({"entry.js": 'import { one } from "./gone.js";\n'})


# The real ones


@pytest.mark.parametrize("name", ENTRIES)
def test_every_bundle_is_a_script_that_node_can_read(name: str, tmp_path: Path) -> None:
    script = tmp_path / name.replace(".js", ".cjs")
    script.write_text(join(ROOT / ENTRIES[name]), "utf-8")
    checked = subprocess.run(["node", "--check", script], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_the_worker_is_one_file_that_fetches_no_other() -> None:
    worker = join(ROOT / SCRIPTS["service-worker.js"])
    assert "importScripts" not in worker
    assert not re.search(r"^\s*import\b", worker, re.MULTILINE)


def test_documentation_stays_in_the_sources_and_reasons_travel(join_modules: Join) -> None:
    """Comments with lines of their own go, and types in a line; what else stands there stays."""
    source = """/**
 * Twice.
 * @param {number} n
 */
export function twice(n) {
  // Because it is asked for.
  const text = "/** no comment */"; /** stays */
  /** @const */ const two = 2;
  const more = /** @type {{ n: number }} */ ({ n }); /* or */ const less = /** @type {any} */ (n);
  return more.n * two + text.length - text.length + less - n;
}
"""
    joined = join_modules({"entry.js": source})
    assert "@param" not in joined
    assert "const more = ({ n }); /* or */ const less = (n);" in joined
    for kept in ("Because", '"/** no comment */"', "/** stays */", "/** @const */ const two = 2;"):
        assert kept in joined
