"""Queries of four kinds, made of the words of the pages themselves, alike on every run."""

import random
import re
from collections.abc import Iterator, Sequence

KINDS = ("a word", "its beginning", "two words", "a slip")

EACH = 200

# Shorter words are mostly stop words, and mended by nobody.
_WORD = re.compile(r"[a-z]{5,}")
_SHORTEST_BEGINNING = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def queries_of_kinds(texts: Sequence[str]) -> dict[str, list[str]]:
    """Return EACH queries of each kind from the texts of pages that have two words at least.

    Two words stand on one page; a slip is a letter left out, put in, changed or swapped, never the
    first.
    """
    chance = random.Random("kinds")
    pages = [sorted(set(_WORD.findall(text.lower()))) for text in texts]
    pages = [words for words in pages if len(words) > 1]
    return {kind: list(_queries(kind, pages, chance)) for kind in KINDS}


def _queries(kind: str, pages: Sequence[Sequence[str]], chance: random.Random) -> Iterator[str]:
    for _ in range(EACH):
        word, other = chance.sample(chance.choice(pages), 2)
        match kind:
            case "its beginning":
                yield word[: chance.randrange(_SHORTEST_BEGINNING, len(word))]
            case "two words":
                yield f"{word} {other}"
            case "a slip":
                yield _with_slip(word, chance)
            case _:
                yield word


def _with_slip(word: str, chance: random.Random) -> str:
    place, letter = chance.randrange(1, len(word) - 1), chance.choice(_LETTERS)
    before, after = word[:place], word[place:]
    swapped = after[1] + after[0] + after[2:]
    return chance.choice(
        (before + after[1:], before + letter + after, before + letter + after[1:], before + swapped)
    )
