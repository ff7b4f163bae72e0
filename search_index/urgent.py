"""Words of urgency: which emergency pages a query asks for, whatever the ranking says.

A query asks for a page when one of the page's phrases stands in it (`contains`), is all of it but
for words that ask nothing (`alone`), or when a group of words stands near one another in any order
(`together`). Spaces, apostrophes, case, accents, endings and fillers do not count (`speech.py`). A
slip is forgiven in a long word (`slips.py`), but not where another word of the guide's language was
typed: "volée" is not "violée".

A negation is never a filler. Inside a group or before it, it ends the group, unless it belongs to
it: "no knife near me" is not "knife near me". Before a phrase it does not count: who writes "he is
not violent but hits me" is not turned away, nor is "am I not in danger".

The twin is `js/urgent.js`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from search_index.analysis import Analyzer
from search_index.slips import find_slip
from search_index.urgent_phrases import Group, Phrase, UrgentPhrases
from search_index.urgent_question import Question
from search_index.wordings import UrgentPage

# More than two would push everything else off the screen of a phone.
MOST_PINNED = 2

# So many other words may stand between those of a group.
MOST_BETWEEN = 5


class _Match(NamedTuple):
    """How well a phrase fits: one typed right before one with a slip, a longer before a shorter."""

    exact: bool
    letters: int


_NONE = _Match(False, 0)


def pinned_pages(
    phrases: UrgentPhrases,
    analyzer: Analyzer,
    text: str,
    is_known: Callable[[str], bool] = lambda word: False,
) -> list[UrgentPage]:
    """List the emergency pages that a query asks for, the surest first, then in file order.

    The page of the first row, for danger to life, stands before all others when typed right.
    `is_known` says whether a word, normalised, is one of the guide's language.
    """
    question = Question(text, analyzer, phrases, is_known)
    best = [_NONE] * len(phrases.pages)
    for row, match in _matches(phrases, question):
        best[row] = max(best[row], match)
    found = list(zip(best, phrases.pages, strict=True))
    first = found[:1] if found and found[0][0].exact else []
    sure = sorted((row for row in found if row[0] > _NONE), key=lambda row: row[0], reverse=True)
    return [page for _, page in [*first, *(row for row in sure if row not in first)][:MOST_PINNED]]


def _matches(phrases: UrgentPhrases, question: Question) -> Iterator[tuple[int, _Match]]:
    """List what fits, and how well, each with the row of its page."""
    for start, end in question.stretches(phrases.longest + 1):
        for phrase in phrases.like(question.joined[start:end]):
            if not phrase.is_all or end - start == len(question.joined):
                yield phrase.row, _joined(phrase, question, start, end)
    for base in question.places:
        for phrase in phrases.beginning_with(base):
            yield phrase.row, _in_order(phrase, question)
        for group in phrases.groups_with(base):
            yield group.row, _together(group, question)


def _joined(phrase: Phrase, question: Question, start: int, end: int) -> _Match:
    """Say whether joined words are a phrase, right or with one slip."""
    typed, letters = question.joined[start:end], phrase.letters
    if typed == letters:
        return _Match(True, len(letters))
    slip = find_slip(typed, letters, phrase.lengths)
    is_meant = slip and question.may_mean(start + slip.place, phrase.word(slip.word))
    return _Match(False, len(letters)) if is_meant else _NONE


def _in_order(phrase: Phrase, question: Question) -> _Match:
    """Find the words of a phrase one after the other, each in any of its forms."""
    bases, size = phrase.bases, len(phrase.letters)
    best = _NONE
    if not all(base in question.places for base in bases):
        return best
    for first in question.places[bases[0]]:
        end = first + len(bases)
        met = list(zip(question.meanings[first:end], bases, strict=False))
        if len(met) < len(bases) or not all(base in meanings for meanings, base in met):
            continue
        if not phrase.is_all or question.asks_nothing_else(first, end):
            best = max(best, _Match(all(meanings[base] for meanings, base in met), size))
    return best


def _together(group: Group, question: Question) -> _Match:
    """Find a word of each set near the others, in any order."""
    places = [{p for b in bases for p in question.places.get(b, ())} for bases in group.bases]
    best = _NONE
    if not all(places):
        return best
    seen = [-1] * len(places)  # where each set was met last
    for place in sorted(set().union(*places)):
        # A word of several sets counts for one: that which waits longest, the smallest first.
        fits = [number for number, some in enumerate(places) if place in some]
        seen[min(fits, key=lambda number: (seen[number], len(group.bases[number]), number))] = place
        if min(seen) >= 0 and _are_near(seen, question):
            sets = zip(seen, group.bases, strict=True)
            exact = all(any(question.meanings[at].get(b) for b in bases) for at, bases in sets)
            best = max(best, _Match(exact, group.size))
    return best


def _are_near(places: Sequence[int], question: Question) -> bool:
    """Say whether these stand near one another, and nothing negates them."""
    first, last = min(places), max(places)
    if last - first + 1 - len(places) > MOST_BETWEEN:
        return False
    return question.negations(first, last) == sum(map(question.is_negation, places))
