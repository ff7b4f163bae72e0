"""Builds the Whoosh index of one language from the texts of its pages.

Always from nothing and in one commit: an index that was updated in place ranks otherwise than a
fresh one, because Whoosh counts deleted documents and forgets exact lengths when it merges.
"""

import functools
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whoosh.index import create_in

from search_index.analysis import Analyzer, Word
from search_index.compounds import parts_of
from search_index.fields import schema
from search_index.index import SETTINGS_FILE, NotAnIndex
from search_index.lexicon import as_units
from search_index.wordings import Wordings, compile_wordings

# Megabytes that Whoosh may hold before it writes to disk; a guide of 3,000 pages needs less.
WRITER_MEMORY_MB = 128

NO_WORDINGS = Wordings()

# What Whoosh calls its files, and the folder of those that it did not finish.
_OWN_FILES = ("MAIN_", "_MAIN_", "MAIN.tmp", SETTINGS_FILE)


@dataclass(frozen=True, slots=True)
class Document:
    """One page as the search sees it: plain texts in one language.

    `aka` holds the people's own wordings, a line each; they are searched and never shown. `numbers`
    holds phone numbers as they are printed ("0800 98 100"), in every form people may type.
    """

    id: str
    key: str
    title: str
    body: str
    aka: tuple[str, ...] = ()
    summary: str = ""
    numbers: tuple[str, ...] = ()


def build_index(
    documents: Iterable[Document],
    analyzer: Analyzer,
    directory: Path,
    wordings: Wordings = NO_WORDINGS,
) -> None:
    """Write the index of `documents` into `directory`, which is made, or emptied of an older index.

    Pages of equal score are answered in the order given here. Whoever reads an index while it is
    rebuilt sees it break: build beside it and switch.

    Raises:
        NotAnIndex: `directory` holds something else than an index.
    """
    _empty(directory)
    remembering = Analyzer(analyzer.settings, functools.cache(analyzer.stem))
    pages = [(document, _analyse(document, remembering)) for document in documents]
    words = [list(_all_words(fields)) for _, fields in pages]
    parts = _part_terms(words, remembering)
    spellings = " ".join(_usual_spellings(words))
    writer = create_in(str(directory), schema()).writer(limitmb=WRITER_MEMORY_MB)
    for place, (document, fields) in enumerate(pages):
        texts = {name: " ".join(w.term for w in some) for name, some in fields.items()}
        texts["parts"] = " ".join(parts[word.written] for word in words[place]).strip()
        texts["surface"] = spellings if place == 0 else ""
        writer.add_document(id=document.id, key=document.key, **texts)
    writer.commit(optimize=True)
    terms = {word.term for some in words for word in some}
    keys = {document.id: document.key for document, _ in pages}
    compiled = compile_wordings(wordings, remembering, terms, keys)
    shape = {"analysis": analyzer.settings.for_phone(), "wordings": compiled.as_json()}
    text = json.dumps(shape, ensure_ascii=False, sort_keys=True)
    (directory / SETTINGS_FILE).write_text(text, encoding="utf-8")


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


def _analyse(document: Document, analyzer: Analyzer) -> dict[str, list[Word]]:
    """Return the words of each field; each wording of `aka` is a text of its own."""
    body = [*analyzer.page_words(document.summary), *analyzer.page_words(document.body)]
    numbers = [word for number in document.numbers for word in _number_words(number, analyzer)]
    return {
        "title": analyzer.page_words(document.title),
        "aka": [word for wording in document.aka for word in analyzer.page_words(wording)],
        "body": body + numbers,
    }


def _number_words(number: str, analyzer: Analyzer) -> list[Word]:
    """Return a phone number's words as printed, and its digits in one word."""
    spaced = analyzer.words(number)
    joined = "".join(word.written for word in spaced)
    return spaced if len(spaced) < 2 else [*spaced, Word(joined, joined, joined)]


def _all_words(fields: dict[str, list[Word]]) -> Iterator[Word]:
    for words in fields.values():
        yield from words


def _part_terms(pages: Sequence[Sequence[Word]], analyzer: Analyzer) -> dict[str, str]:
    """Return for each word of the guide the terms of its parts, parted by spaces; mostly none."""
    counts = Counter(word.written for words in pages for word in words)
    parts = {word: parts_of(word, counts, analyzer.settings) for word in counts}
    return {word: " ".join(map(analyzer.term, some)) for word, some in parts.items()}


def _usual_spellings(pages: Sequence[Sequence[Word]]) -> list[str]:
    """List each written form with its term ("clinics:clinic"); a lexicon needs no more than that.

    Where forms of one term differ in accents only, the one on more pages stands for them.
    """
    on_pages = Counter(word for words in pages for word in set(words))
    usual: dict[tuple[str, str], Word] = {}
    for word in sorted(on_pages, key=lambda word: (-on_pages[word], as_units(word.written))):
        usual.setdefault((word.term, word.folded), word)
    return [f"{word.written}:{word.term}" for word in usual.values()]
