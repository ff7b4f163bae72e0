"""Builds the Whoosh index of one language from the texts of its pages.

Always from nothing and in one commit: an index that was updated in place ranks otherwise than a
fresh one, because Whoosh counts deleted documents and forgets exact lengths when it merges.
"""

import functools
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from whoosh.index import create_in

from search_index.analysis import Analyzer, Word
from search_index.compounds import parts_of
from search_index.counting import CountedPage, Document, Words, count
from search_index.fields import schema
from search_index.figures import Figures, Terms, count_figures
from search_index.index import SETTINGS_FILE, NotAnIndex
from search_index.lexicon import as_units, forms_of
from search_index.wordings import Compiled, Wordings, compile_wordings

# Megabytes that Whoosh may hold before it writes to disk; a guide of 3,000 pages needs less.
WRITER_MEMORY_MB = 128

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
    terms = [_terms_of(page.words, words, parts) for page in pages]
    surfaces = [(word.written, word.term) for word in _usual_spellings(pages, words)]
    _write(pages, terms, " ".join(f"{form}:{term}" for form, term in surfaces), directory)
    known = {word.term for word in words.values()}
    compiled = compile_wordings(wordings, analyzer, known, {page.id: page.key for page in pages})
    shape = {"analysis": analyzer.settings.for_phone(), "wordings": compiled.as_json()}
    text = json.dumps(shape, ensure_ascii=False, sort_keys=True)
    (directory / SETTINGS_FILE).write_text(text, encoding="utf-8")
    known.update(term for some in parts.values() for term in some)
    keyed = [(page.key, some) for page, some in zip(pages, terms, strict=True)]
    return Built(count_figures(keyed, forms_of(known, surfaces)), compiled)


def _write(
    pages: Sequence[CountedPage], terms: Sequence[Terms], surfaces: str, directory: Path
) -> None:
    """Have Whoosh write its files, in one commit."""
    writer = create_in(str(directory), schema()).writer(limitmb=WRITER_MEMORY_MB)
    for place, (page, fields) in enumerate(zip(pages, terms, strict=True)):
        texts = {name: " ".join(_repeated(some)) for name, some in fields.items()}
        texts["surface"] = "" if place else surfaces
        writer.add_document(id=page.id, key=page.key, **texts)
    writer.commit(optimize=True)


def _repeated(counts: Mapping[str, int]) -> Iterator[str]:
    """Yield each term as often as it stands; in which order is all the same to the index."""
    for term, times in counts.items():
        for _ in range(times):
            yield term


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


def _terms_of(
    words: Words, known: Mapping[str, Word], parts: Mapping[str, Sequence[str]]
) -> dict[str, Counter[str]]:
    """Return how often each term stands in each field of a page, the parts of its words too."""
    terms: dict[str, Counter[str]] = {name: Counter() for name in (*words, "parts")}
    for name, counts in words.items():
        for word, times in counts.items():
            terms[name][known[word].term] += times
            for part in parts.get(word, ()):
                terms["parts"][part] += times
    return terms


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
