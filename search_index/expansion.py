"""What a typed word may mean: the terms that answer it, each with a weight.

    typed "abor"  -> abort 0.35   begins so; only the last word, which is still being typed
    typed "pills" -> pill 1.0     same stem, or written so on a page
    typed "cops"  -> polic 0.7    the editors' list of synonyms; the guide says "police"
    typed "pilss" -> pill 0.38    one slip away; only where nothing is exactly right

The twin is `js/expansion.js`; both must list the same terms with the same weights. The weights are
those of a widely used search library, and were measured on help articles.
"""

from collections.abc import Mapping, Sequence

from search_index.analysis import Analyzer, Word, is_unspaced
from search_index.lexicon import Lexicon, as_units

# Bounds on what a query may cost. The first cuts text, the second words.
MOST_CHARACTERS = 200
MOST_WORDS = 32

BEGINNING_WEIGHT = 0.375
BEGINNING_LOSS = 0.3  # of the weight's length, per letter that was not typed
SLIP_WEIGHT = 0.45
SYNONYM_WEIGHT = 0.7

SHORTEST_BEGINNING = 2
SHORTEST_MENDED = 4
SHORTEST_MENDED_TWICE = 8

# A phone number is typed in eight groups of digits at most.
MOST_DIGIT_GROUPS = 8

Meaning = dict[int, float]

# Term -> the terms that it stands for besides itself.
Synonyms = Mapping[str, Sequence[str]]


def read_query(analyzer: Analyzer, text: str) -> list[Word]:
    """Return the words of a query, cut to what an answer may cost."""
    return analyzer.words(text[:MOST_CHARACTERS])[:MOST_WORDS]


def expand(
    lexicon: Lexicon, analyzer: Analyzer, synonyms: Synonyms, words: Sequence[Word]
) -> list[Meaning]:
    """Return for each word its terms and their weights, at most 1.0 each; possibly none."""
    meanings = []
    for place, word in enumerate(words):
        exact = exact_terms(lexicon, analyzer, word)
        others = synonym_terms(lexicon, analyzer, synonyms, word)
        meaning = dict.fromkeys(exact, 1.0)
        for term in others:
            _add(meaning, term, SYNONYM_WEIGHT)
        if place == len(words) - 1:
            _add_beginnings(meaning, lexicon, word.folded)
        if not exact and not others and not word.is_number:
            _add_slips(meaning, lexicon, word.folded)
        meanings.append(meaning)
    _add_joined_digits(meanings, lexicon, words)
    return meanings


def exact_terms(lexicon: Lexicon, analyzer: Analyzer, word: Word) -> list[int]:
    """List the terms that a word is: by its stem, by its stem without accents, or as written."""
    stems = (word.term, analyzer.term(word.folded))
    numbers = [lexicon.number_of(stem) for stem in stems]
    return [n for n in numbers if n is not None] + lexicon.written_as(word.folded)


def synonym_terms(
    lexicon: Lexicon, analyzer: Analyzer, synonyms: Synonyms, word: Word
) -> list[int]:
    """List the terms that the editors say a word stands for; the list holds known terms only."""
    meant = [*synonyms.get(word.term, ()), *synonyms.get(analyzer.term(word.folded), ())]
    return [n for n in map(lexicon.number_of, meant) if n is not None]


def slips_allowed(word: str) -> int:
    """Return how many slips a word may hold; short words, and pairs, are too easily others."""
    length = len(as_units(word))
    if length < SHORTEST_MENDED or is_unspaced(word):
        return 0
    return 2 if length >= SHORTEST_MENDED_TWICE else 1


def _add(meaning: Meaning, term: int, weight: float) -> None:
    """Keep the largest weight of a term."""
    meaning[term] = max(weight, meaning.get(term, 0.0))


def _add_beginnings(meaning: Meaning, lexicon: Lexicon, folded: str) -> None:
    """Add what the word is the beginning of: the less was typed of it, the lighter."""
    length = len(as_units(folded))
    if length < SHORTEST_BEGINNING and not is_unspaced(folded):
        return
    for term, more in lexicon.starting(folded):
        _add(meaning, term, BEGINNING_WEIGHT * length / (length + BEGINNING_LOSS * more))


def _add_slips(meaning: Meaning, lexicon: Lexicon, folded: str) -> None:
    """Add what the word may be a misspelling of."""
    allowed = slips_allowed(folded)
    if not allowed:
        return
    length = len(as_units(folded))
    for term, slips in lexicon.near(folded, allowed):
        _add(meaning, term, SLIP_WEIGHT * length / (length + slips))


def _add_joined_digits(
    meanings: Sequence[Meaning], lexicon: Lexicon, words: Sequence[Word]
) -> None:
    """Let "0800 981 00" mean 080098100: each group of digits is answered by the whole."""
    for first in range(len(words)):
        joined = ""
        for last in range(first, min(first + MOST_DIGIT_GROUPS, len(words))):
            if not words[last].is_number:
                break
            joined += words[last].written
            if last > first:
                whole = _whole_number(lexicon, joined, unfinished=last == len(words) - 1)
                for meaning in meanings[first : last + 1]:
                    for term, weight in whole.items():
                        _add(meaning, term, weight)


def _whole_number(lexicon: Lexicon, digits: str, *, unfinished: bool) -> Meaning:
    """Return the terms that joined digits mean, or begin."""
    term = lexicon.number_of(digits)
    meaning = {} if term is None else {term: 1.0}
    if unfinished:
        _add_beginnings(meaning, lexicon, digits)
    return meaning
