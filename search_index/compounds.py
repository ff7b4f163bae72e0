"""Finds the parts of compound words: "abortus centrum" reaches a page about an "abortuscentrum".

Splits are learnt from the guide itself: a long word is split where both parts, of four letters at
least, stand alone in it three times or more. The hand list of the language overrules that, in both
directions. All of this happens when the index is built; the phone just sees more words.
"""

from collections.abc import Mapping

from search_index.settings import Settings

SHORTEST_PART = 4
OFTEN_ENOUGH = 3


def parts_of(word: str, counts: Mapping[str, int], settings: Settings) -> tuple[str, ...]:
    """Return the parts of a normalised word, or nothing when it is not to be split.

    `counts` says how often each word stands in the guide.
    """
    listed = settings.compound_parts.get(word)
    if listed is not None:
        return listed
    return max(_splits(word, counts, settings), default=(0, ()))[1]


def _splits(
    word: str, counts: Mapping[str, int], settings: Settings
) -> list[tuple[int, tuple[str, ...]]]:
    """List the possible splits, each with the count of its rarer part."""
    found: list[tuple[int, tuple[str, ...]]] = []
    for link in settings.compound_links:
        for end in range(SHORTEST_PART, len(word) - SHORTEST_PART - len(link) + 1):
            head, tail = word[:end], word[end + len(link) :]
            rarer = min(counts.get(head, 0), counts.get(tail, 0))
            if rarer >= OFTEN_ENOUGH and word.startswith(link, end):
                found.append((rarer, (head, tail)))
    return found
