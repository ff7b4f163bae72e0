"""Did you mean: a query with its unknown words replaced by the nearest words that pages show.

Words that stand only in `aka` are never proposed: they are misspellings and slang, searched but not
shown. The twin is `js/suggestion.js`.
"""

import re

from whoosh.reading import IndexReader

from search_index.analysis import Word, normalise, replace_words, split_words
from search_index.characters import SIGNS, UNSPACED
from search_index.expansion import (
    MOST_CHARACTERS,
    MOST_WORDS,
    exact_terms,
    slips_allowed,
    synonym_terms,
)
from search_index.fields import SHOWN
from search_index.index import Index
from search_index.lexicon import as_units
from search_index.sure_slips import is_likely_slip

MOST_SUGGESTIONS = 3

_BETWEEN = re.compile(rf"(?:(?![{SIGNS}{UNSPACED}])[\W_])+")
_JOINERS = ("'", "\u2019", "-")


def did_you_mean(index: Index, text: str, *, sure: bool = False) -> list[str]:
    """List up to three better spellings of the whole query, in lower case, the likeliest first.

    Empty when every word is known, is the beginning of a known one, or is near to none. Further
    spellings differ in the last word that can be mended, which is the one being typed. `sure`: a
    word is mended only where it is surely a slip.
    """
    fold = index.analyzer.fold
    normalised = normalise(text[:MOST_CHARACTERS])
    mended = {}
    with index.whoosh.reader() as reader:
        for word in _unknown_words(index, split_words(normalised)):
            near = [
                spelling
                for spelling in _nearest(index, reader, word)
                if not sure or is_likely_slip(fold(word), fold(spelling))
            ]
            if near:
                mended[word] = near
    return _rewrite(normalised, mended)


def _unknown_words(index: Index, words: list[str]) -> list[str]:
    """List the words that mean nothing as they are, in order."""
    return [
        word
        for place, word in enumerate(words[:MOST_WORDS])
        if not is_known(index, word, unfinished=place == len(words) - 1)
    ]


def is_known(index: Index, written: str, *, unfinished: bool = False) -> bool:
    """Say whether a normalised word means something as it is, or as the beginning of one."""
    lexicon, analyzer = index.lexicon, index.analyzer
    word = Word(written, analyzer.fold(written), analyzer.term(written))
    if word.is_number or analyzer.is_stop_word(written):
        return True
    if unfinished and lexicon.starting(word.folded):
        return True
    meant = synonym_terms(lexicon, analyzer, index.wordings.synonyms, word)
    return bool(exact_terms(lexicon, analyzer, word) or meant)


def _nearest(index: Index, reader: IndexReader, written: str) -> list[str]:
    """List the nearest spellings: fewest slips, same first letter, on most pages, then in order."""
    folded = index.analyzer.fold(written)
    allowed = slips_allowed(folded)
    if not allowed:
        return []
    ranked = []
    for spelling, term, slips in index.lexicon.spellings_near(folded, allowed):
        pages = sum(reader.doc_frequency(field, index.lexicon.terms[term]) for field in SHOWN)
        if pages:
            other_start = index.analyzer.fold(spelling)[0] != folded[0]
            ranked.append((slips, other_start, -pages, as_units(spelling), spelling))
    return [row[-1] for row in sorted(ranked)[:MOST_SUGGESTIONS]]


def _rewrite(normalised: str, mended: dict[str, list[str]]) -> list[str]:
    """Return the query with the mended words put in, once for each spelling of the last of them."""
    if not mended:
        return []
    last = list(mended)[-1]
    best = {word: near[0] for word, near in mended.items()}
    return [_replace(normalised, best | {last: spelling}) for spelling in mended[last]]


def _replace(normalised: str, words: dict[str, str]) -> str:
    """Put words in the place of others; of what stands between words only ' and - survive."""
    replaced = replace_words(normalised, lambda word: words.get(word, word))
    joined = _BETWEEN.sub(lambda found: found[0] if found[0] in _JOINERS else " ", replaced)
    return joined.strip(" ")
