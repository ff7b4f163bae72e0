"""A guide of any size, for measurements and tests: the shipped guide, and pages made from it.

    .venv/bin/python -m bench.big_guide DIR --pages 3000

The made pages have the lengths, headings, lists, cards, figures and links of real ones, in every
complete language, and read like nonsense: a third of the longer words is another word of the guide,
or a made-up one, so that the vocabulary grows with the guide as it does in a real one. The same
seed gives the same files, and a page does not depend on how many follow it.
"""

import argparse
import hashlib
import json
import random
import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.library import read_library
from content.model import SOURCE_LANGUAGE, Library, Text
from content.numbers import typed_numbers
from pwa.tools import TOOLS

SHIPPED = Path(__file__).resolve().parents[1] / "content"

# How many made pages stand on a shelf.
SHELF = 50

# The code that stands beside the content.
NO_CONTENT = shutil.ignore_patterns("*.py", "__pycache__", "release")

# References, targets and autolinks stay; of the rest, words of five letters and more may change.
_CHANGEABLE = re.compile(r"\{[^}]*\}|\]\([^)]*\)|<[^>]*>|\b[^\W\d_]{5,}\b")
_OTHER_WORD, _MADE_UP = 0.35, 0.08
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "el", "ir")]
_KEY_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class _Source:
    """What made pages are made of: real pages, and the words of each language."""

    library: Library
    vocabularies: dict[str, list[str]]
    seed: str

    def choice(self, name: str) -> random.Random:
        """Return a source of choices that depends on the seed and a name alone."""
        return random.Random(f"{self.seed}/{name}")


def write_guide(folder: Path, pages: int, seed: str = "guide") -> None:
    """Write a valid content folder of `pages` pages into `folder`, which must not exist yet.

    Raises:
        ValueError: fewer pages than the shipped guide has.
        FileExistsError: the folder is there already.
    """
    library = read_library(SHIPPED).library
    if library is None or pages < len(library.pages):
        raise ValueError(f"a big guide has at least {len(library.pages) if library else 0} pages")
    shutil.copytree(SHIPPED, folder, ignore=NO_CONTENT)
    complete = [code for code, language in library.languages.items() if language.complete]
    source = _Source(library, {code: _vocabulary(library, code) for code in complete}, seed)
    made = [f"made-{number:05}" for number in range(1, pages - len(library.pages) + 1)]
    shelves = [made[start : start + SHELF] for start in range(0, len(made), SHELF)]
    keys = _keys(source, len(made) + len(shelves))
    topics = [(SHIPPED / "topics.toml").read_text("utf-8")]
    for number, shelf in enumerate(shelves, 1):
        topics.append(_topic(source, f"shelf-{number}", keys.pop(0), shelf))
        for page_id in shelf:
            _write_page(source, folder / "pages" / page_id, keys.pop(0), f"shelf-{number}")
    (folder / "topics.toml").write_text("\n".join(topics), "utf-8")


def _keys(source: _Source, count: int) -> list[str]:
    """Return neutral keys that nothing in the shipped guide uses."""
    taken = {page.key for page in source.library.pages.values()}
    taken |= {topic.key for topic in source.library.topics} | set(TOOLS.values())
    chance = source.choice("keys")
    keys: list[str] = []
    while len(keys) < count:
        key = "".join(chance.choices(_KEY_SIGNS, k=4))
        if key not in taken and not key.isalpha():
            taken.add(key)
            keys.append(key)
    return keys


def _topic(source: _Source, name: str, key: str, pages: list[str]) -> str:
    """Write a shelf for topics.toml."""
    place = int(name.removeprefix("shelf-"))
    title = made_up_word(10_000_000 + place).capitalize()
    words = ", ".join(f'{code} = "{title}"' for code in source.library.languages)
    lines = ", ".join(f'{code} = "{title} {name[:5]}."' for code in source.library.languages)
    return (
        f'[[topics]]\nid = "{name}"\nkey = "{key}"\npictogram = "papers"\n'
        f"title = {{ {words} }}\nline = {{ {lines} }}\npages = {json.dumps(pages)}\n"
    )


def _write_page(source: _Source, folder: Path, key: str, topic: str) -> None:
    """Write one made page: one real page's shape, in every complete language."""
    folder.mkdir()
    donors = [page for page in source.library.pages.values() if page.tier > 0]
    donor = source.choice(folder.name).choice(donors)
    head = f'key = "{key}"\ntopic = "{topic}"\ntier = 1\nfacts = []\n'
    (folder / "page.toml").write_text(head, "utf-8")
    source_hash = ""
    for code in source.vocabularies:
        text = _file(source, folder.name, donor.texts[code], source_hash)
        (folder / f"{code}.md").write_text(text, "utf-8")
        if code == SOURCE_LANGUAGE:
            source_hash = hashlib.sha256(text.encode()).hexdigest()


def _file(source: _Source, page_id: str, donor: Text, source_hash: str) -> str:
    """Return one page file whose words are mostly another page's."""
    chance = source.choice(f"{page_id}/{donor.language}")
    number = int(page_id.removeprefix("made-"))
    vocabulary = source.vocabularies[donor.language]

    def word(found: re.Match[str]) -> str:
        if not found[0].islower() or chance.random() > _OTHER_WORD:
            return found[0]
        if chance.random() < _MADE_UP:
            # Early words come back on many pages; each page also brings new ones.
            return made_up_word(int(10 * number * chance.random() ** 2))
        return chance.choice(vocabulary)

    def other(words: str) -> str:
        return _CHANGEABLE.sub(word, words)

    name = f"{made_up_word(1_000_000 + number)} {made_up_word(number)}".capitalize()
    head = {
        "title": f"{name}: {other(donor.title)}"[:118].strip(),
        "summary": other(donor.summary),
        "keywords": [other(keyword) for keyword in donor.keywords],
    }
    if source_hash:
        head |= {"source_hash": source_hash, "translation": "draft"}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    return "\n".join(["---", *lines, "---", other(donor.body)])


def _vocabulary(library: Library, code: str) -> list[str]:
    """Return the longer words of one language as often as they stand; none that is a unit."""
    texts = [page.texts[code].body for page in library.pages.values() if code in page.texts]
    words = [word for body in texts for word in _CHANGEABLE.findall(body)]
    plain = [word for word in words if word.isalpha() and word.islower()]
    units = {word for word in set(plain) if list(typed_numbers(f"5 {word}"))}
    return [word for word in plain if word not in units]


@cache
def made_up_word(number: int) -> str:
    """Return the word with this number: two to four syllables, the same everywhere."""
    chance = random.Random(f"word {number}")
    return "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4))))


def main() -> None:
    """Write a guide from the command line."""
    parser = argparse.ArgumentParser(description="Write a big guide for measurements.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--seed", default="guide")
    given = parser.parse_args()
    write_guide(given.folder, given.pages, given.seed)


if __name__ == "__main__":
    main()
