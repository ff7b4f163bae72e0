"""Builds the Whoosh index of one language from the texts of its pages.

Always from nothing and in one commit: an index that was updated in place ranks otherwise than a
fresh one, because Whoosh counts deleted documents and forgets exact lengths when it merges.
"""

import functools
import json
import shutil
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index.analysis import Analyzer, Word
from search_index.compounds import parts_of
from search_index.counting import CountedPage, Document, count
from search_index.fields import FIELDS
from search_index.figures import Figures, count_figures
from search_index.index import SETTINGS_FILE, NotAnIndex
from search_index.lexicon import as_units, forms_of
from search_index.wordings import Compiled, Wordings, compile_wordings
from search_index.writing import write_pages

NO_WORDINGS = Wordings()

# What Whoosh calls its files, and the folder of those that it did not finish.
_OWN_FILES = ("MAIN_", "_MAIN_", "MAIN.tmp", SETTINGS_FILE)


@dataclass(frozen=True, slots=True)
class Built:
    """What was written: the figures of the index, and its wordings."""

    figures: Figures
    wordings: Compiled


def build_index(
    documents: Iterable[Document],
    analyzer: Analyzer,
    directory: Path,
    wordings: Wordings = NO_WORDINGS,
) -> Built:
    """Write the index of `documents` into `directory`, which is made, or emptied of an older index.

    Pages of equal score are answered in the order given here. Whoever reads an index while it is
    rebuilt sees it break: build beside it and switch.

    Raises:
        NotAnIndex: `directory` holds something else than an index.
    """
    remembering = Analyzer(analyzer.settings, functools.cache(analyzer.stem))
    pages = [CountedPage(one.id, one.key, count(one, remembering)) for one in documents]
    return write_index(pages, remembering, directory, wordings)


def write_index(
    pages: Sequence[CountedPage],
    analyzer: Analyzer,
    directory: Path,
    wordings: Wordings = NO_WORDINGS,
) -> Built:
    """Write the index of pages whose words are counted; the same as `build_index` writes."""
    _empty(directory)
    words = {word: analyzer.word(word) for word in _vocabulary(pages)}
    parts = _part_terms(pages, words, analyzer)
    inverted = _inverted(pages, words, parts)
    surfaces = [(word.written, word.term) for word in _usual_spellings(pages, words)]
    write_pages(directory, pages, inverted, (f"{form}:{term}" for form, term in surfaces))
    known = {word.term for word in words.values()}
    compiled = compile_wordings(wordings, analyzer, known, {page.id: page.key for page in pages})
    shape = {"analysis": analyzer.settings.for_phone(), "wordings": compiled.as_json()}
    text = json.dumps(shape, ensure_ascii=False, sort_keys=True)
    (directory / SETTINGS_FILE).write_text(text, encoding="utf-8")
    known.update(term for some in parts.values() for term in some)
    forms = forms_of(known, surfaces)
    return Built(count_figures([page.key for page in pages], inverted, forms), compiled)


def _empty(directory: Path) -> None:
    """Make the directory, or remove the files of an index from it, finished or not."""
    directory.mkdir(parents=True, exist_ok=True)
    files = list(directory.iterdir())
    foreign = [file for file in files if not file.name.startswith(_OWN_FILES)]
    if foreign:
        raise NotAnIndex(f"{directory} holds {foreign[0].name}, which is no part of an index")
    for file in files:
        if file.is_dir():
            shutil.rmtree(file)
        else:
            file.unlink()


def _vocabulary(pages: Sequence[CountedPage]) -> set[str]:
    """Return every word of the guide as it is written."""
    return {word for page in pages for counts in page.words.values() for word in counts}


def _part_terms(
    pages: Sequence[CountedPage], words: Iterable[str], analyzer: Analyzer
) -> dict[str, list[str]]:
    """Return the terms of the parts of each word that has parts."""
    often: Counter[str] = Counter()
    for page in pages:
        for counts in page.words.values():
            often.update(counts)
    parts = {word: parts_of(word, often, analyzer.settings) for word in words}
    return {word: list(map(analyzer.term, some)) for word, some in parts.items() if some}


def _inverted(
    pages: Sequence[CountedPage], known: Mapping[str, Word], parts: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, "array[int]"]]:
    """Return where each term stands and how often, by field, the parts of words too."""
    inverted: dict[str, dict[str, array[int]]] = {name: {} for name in FIELDS}
    for number, page in enumerate(pages):
        of_parts: dict[str, int] = {}
        for name, counts in page.words.items():
            terms: dict[str, int] = {}
            for word, times in counts.items():
                term = known[word].term
                terms[term] = terms.get(term, 0) + times
                for part in parts.get(word, ()):
                    of_parts[part] = of_parts.get(part, 0) + times
            _note(inverted[name], number, terms)
        _note(inverted["parts"], number, of_parts)
    return inverted


def _note(postings: dict[str, "array[int]"], number: int, terms: Mapping[str, int]) -> None:
    for term, times in terms.items():
        found = postings.get(term)
        if found is None:
            found = postings[term] = array("I")
        found.append(number)
        found.append(times)


def _usual_spellings(pages: Sequence[CountedPage], words: Mapping[str, Word]) -> list[Word]:
    """List the written forms with their terms; a lexicon needs no more than that.

    Where forms of one term differ in accents only, the one on more pages stands for them.
    """
    on_pages = Counter(word for page in pages for word in set().union(*page.words.values()))
    usual: dict[tuple[str, str], Word] = {}
    for written in sorted(on_pages, key=lambda word: (-on_pages[word], as_units(word))):
        word = words[written]
        usual.setdefault((word.term, word.folded), word)
    return list(usual.values())
