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
from search_index.index import SETTINGS_FILE, WORDS_FILE, NotAnIndex
from search_index.lexicon import as_units, forms_of
from search_index.settings import Settings
from search_index.wordings import Compiled, Wordings, compile_wordings
from search_index.writing import Inverted, write_pages

NO_WORDINGS = Wordings()

# What Whoosh calls its files, and the folder of those that it did not finish.
_OWN_FILES = ("MAIN_", "_MAIN_", "MAIN.tmp", SETTINGS_FILE, WORDS_FILE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An index of which nothing is written yet: all that stands in it, and its wordings."""

    pages: Sequence[CountedPage]
    inverted: Inverted
    surfaces: Sequence[tuple[str, str]]  # written forms, each with its term
    wordings: Compiled
    settings: Settings

    def write(self, directory: Path) -> None:
        """Write it into `directory`, which is made, or emptied of an older index.

        Whoever reads an index while it is rebuilt sees it break: build beside it and switch.

        Raises:
            NotAnIndex: `directory` holds something else than an index.
        """
        _empty(directory)
        write_pages(directory, self.pages, self.inverted)
        shape = {"analysis": self.settings.for_phone(), "wordings": self.wordings.as_json()}
        for name, values in ((WORDS_FILE, dict(self.surfaces)), (SETTINGS_FILE, shape)):
            text = json.dumps(values, ensure_ascii=False, sort_keys=True)
            (directory / name).write_text(text, encoding="utf-8")

    def figures(self) -> Figures:
        """Count what phones need to rank as the index does."""
        known = {term for terms in self.inverted.values() for term in terms}
        forms = forms_of(known, self.surfaces)
        return count_figures([page.key for page in self.pages], self.inverted, forms)


def build_index(
    documents: Iterable[Document],
    analyzer: Analyzer,
    directory: Path,
    wordings: Wordings = NO_WORDINGS,
) -> Prepared:
    """Write the index of `documents` into `directory`; return what stands in it.

    Pages of equal score are answered in the order given here.

    Raises:
        NotAnIndex: `directory` holds something else than an index.
    """
    remembering = Analyzer(analyzer.settings, functools.cache(analyzer.stem))
    pages = [CountedPage(one.id, one.key, count(one, remembering)) for one in documents]
    prepared = prepare_index(pages, remembering, wordings)
    prepared.write(directory)
    return prepared


def prepare_index(
    pages: Sequence[CountedPage], analyzer: Analyzer, wordings: Wordings = NO_WORDINGS
) -> Prepared:
    """Work out the index of pages whose words are counted."""
    words = {word: analyzer.word(word) for word in _vocabulary(pages)}
    parts = _part_terms(pages, words, analyzer)
    surfaces = [(word.written, word.term) for word in _usual_spellings(pages, words)]
    known = {word.term for word in words.values()}
    compiled = compile_wordings(wordings, analyzer, known, {page.id: page.key for page in pages})
    inverted = _inverted(pages, words, parts)
    return Prepared(pages, inverted, surfaces, compiled, analyzer.settings)


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
    if not (analyzer.settings.compound_links or analyzer.settings.compound_parts):
        return {}
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
    term_of = {word: one.term for word, one in known.items()}
    inverted: dict[str, dict[str, array[int]]] = {name: {} for name in FIELDS}
    for number, page in enumerate(pages):
        for name, counts in page.words.items():
            _note(inverted[name], number, ((term_of[word], n) for word, n in counts.items()))
            split = (word for word in counts if word in parts) if parts else ()
            _note(
                inverted["parts"],
                number,
                ((p, counts[word]) for word in split for p in parts[word]),
            )
    return inverted


def _note(postings: dict[str, "array[int]"], number: int, terms: Iterable[tuple[str, int]]) -> None:
    """Put words of a page, which is the last one so far, under their terms."""
    for term, times in terms:
        found = postings.get(term)
        if found is None:
            postings[term] = array("I", (number, times))
        elif found[-2] == number:
            found[-1] += times
        else:
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
