"""Reading level: how long the sentences are, told to authors as notes, never as errors.

Emergency pages aim at A2 (12 words a sentence on average, 20 at most), the others at B1.
Source of the measure: sentence length is the part of every readability formula that an author
can see and change without a tool; long words are often the people's own (“antidepressants”).
"""

import re
from collections.abc import Iterator

from content import markdown
from content.findings import Finding
from content.model import Text

EMERGENCY_MEAN, EMERGENCY_MOST = 12, 20
ORDINARY_MEAN, ORDINARY_MOST = 16, 30

_SENTENCE_END = re.compile(r"(?<=[.!?؟:])\s+")
_WORD = re.compile(r"\w[\w’'-]*")


def check(text: Text, *, emergency: bool) -> Iterator[Finding]:
    """Report an average or a single sentence that is longer than the page's level allows."""
    mean_limit, limit = (
        (EMERGENCY_MEAN, EMERGENCY_MOST) if emergency else (ORDINARY_MEAN, ORDINARY_MOST)
    )
    counts = []
    for line, sentence in sentences(text):
        words = len(_WORD.findall(sentence))
        counts.append(words)
        if words > limit:
            message = f"{words} words in one sentence (at most {limit}): “{sentence[:50]}…”"
            yield Finding(text.file, line, "reading-level", message)
    mean = sum(counts) / len(counts) if counts else 0
    if mean > mean_limit:
        message = f"{mean:.1f} words a sentence on average (at most {mean_limit})"
        yield Finding(text.file, text.body_line, "reading-level", message)


def sentences(text: Text) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a page with their lines; a reference counts as one word."""
    for token in markdown.parsed(text.body):
        if token.type != "inline":
            continue
        line = text.body_line + (token.map[0] if token.map else 0)
        for sentence in _SENTENCE_END.split(_words_of(token.content)):
            if _WORD.search(sentence):
                yield line, sentence


def _words_of(source: str) -> str:
    without_links = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", source)
    return markdown.REFERENCE.sub(r"\2", without_links).replace("\n", " ")
