"""Turns the classic stemmer scripts that Sphinx ships into ES modules (README.md says why).

Usage: convert.py FOLDER, the folder `sphinx/search/non-minified-js` of an unpacked Sphinx wheel.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent

LANGUAGES = (
    "arabic",
    "dutch",
    "english",
    "french",
    "german",
    "hungarian",
    "portuguese",
    "romanian",
    "russian",
    "spanish",
    "turkish",
)

HEAD = """\
// Snowball 3.0.1, from the Sphinx wheel, made a module by convert.py; licences beside this file.
// @ts-nocheck: generated code of others, checked by comparing its stems with Python's.
"""

OPENING = re.compile(r"^(?:var )?(\w+Stemmer) = function\(\) \{$", re.MULTILINE)


def as_module(script: str) -> str:
    """Return the module for one classic script.

    Raises:
        ValueError: the script does not have the one opening line that the transformation expects.
    """
    body, found = OPENING.subn(r"export class \1 {\nconstructor() {", script)
    if found != 1 or not body.endswith("\n};\n"):
        raise ValueError("not a Snowball script of the known shape")
    body = body.removeprefix("// @ts-check\n").removesuffix("};\n") + "}\n}\n"
    needs_base = "new BaseStemmer()" in body
    imports = 'import { BaseStemmer } from "./base-stemmer.js";\n\n' if needs_base else ""
    return HEAD + imports + body


def main(folder: Path) -> None:
    """Write the base class and every language of `LANGUAGES` beside this file."""
    for name in ("base", *LANGUAGES):
        script = (folder / f"{name}-stemmer.js").read_text(encoding="utf-8")
        (HERE / f"{name}-stemmer.js").write_text(as_module(script), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
