"""Writes the Whoosh index as the small file from which the phone answers.

Its reader is `js/export_file.js`.

    bytes      what
    4          "SXF1"
    4          CRC-32 of all that follows, little end first
    4          length of the header
    ...        header: JSON, sorted keys (below)
    ...        the sections one after the other, lengths in the header

    header     analysis   language, stemmer, stop words, letters, overrides (`Settings.for_phone`)
               fields     [{"boost", "name", "total"}]; `total` is the field's exact number of words
               format     4
               keys       the pages' keys in Whoosh's order; ids, which tell, stay on the server
               length_weight, saturation    BM25's constants
               sections   lengths in bytes
               speech     how people write: lists of words, "same" as {said: typed words} (`Speech`)
               synonyms   {"terms": numbers of terms, "typed": for each the terms that stand for it,
                          parted by spaces, and from those of the next by a comma}
               terms, spellings             how many
               urgent     [[key, phrases, phrases that are all of the query, groups], ...]; each
                          list as a text, parted by commas, words by spaces, choices by slashes
               weights    [[title, aka, body, parts], ...]: each combination of counts that occurs

    section    content (numbers are varints: seven bits a byte, low bits first)
    0 lengths      field by field, a byte per page: Whoosh's rounded length of the field
    1 shared       per term: UTF-16 units it shares with the term before it
    2 added        per term: units of its own
    3 letters      those units, in UTF-8
    4 pages        per term: on how many pages
    5 gaps         per term and page: pages skipped since the one before
    6 codes        per term and page: which of `weights`
    7 forms        per term: twice the number of other spellings, plus 1 if pages write it just so
    8 dropped      per spelling: units cut from the end of the spelling (or term) before it
    9 more         per spelling: units added instead
    10 endings     those units, in UTF-8

Terms are sorted as JavaScript sorts strings, by UTF-16 units; a term's spellings follow the same
order. The bytes are a function of the pages and the rules alone: the same on every machine, Python
and Whoosh.
"""

import json
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from search_index.columns import change, varints
from search_index.fields import RANKING
from search_index.figures import Counts, Figures, read_figures
from search_index.index import Index
from search_index.lexicon import Forms
from search_index.settings import Settings
from search_index.wordings import Compiled

MAGIC = b"SXF1"
FORMAT = 4


def export(index: Index) -> bytes:
    """Return the phone's file for an index.

    Raises:
        NotExportable: the index was changed after it was built.
    """
    with index.whoosh.reader() as reader:
        figures = read_figures(reader, index.lexicon.forms)
    return export_figures(figures, index.analyzer.settings, index.wordings)


def export_figures(figures: Figures, settings: Settings, wordings: Compiled) -> bytes:
    """Return the phone's file for the figures of an index, and the rules it was built with."""
    occurring = Counter(counts for pages in figures.postings for counts in pages.values())
    weights = sorted(occurring, key=lambda counts: (-occurring[counts], counts))
    sections = [
        figures.lengths,
        *_term_sections(figures.forms.terms),
        *_posting_sections(figures.postings, weights),
        *_spelling_sections(figures.forms),
    ]
    head = {
        "analysis": settings.for_phone(),
        "fields": [_field(name, total) for name, total in figures.fields],
        "format": FORMAT,
        "keys": figures.keys,
        "length_weight": RANKING.length_weight,
        "saturation": RANKING.saturation,
        "spellings": len(figures.forms.spellings),
        "speech": wordings.speech.as_json(),
        "synonyms": _synonyms(figures.forms, wordings),
        "terms": len(figures.forms.terms),
        "urgent": [page.in_short() for page in wordings.urgent],
        "weights": weights,
    }
    return _file(head, sections)


def _field(name: str, total: int) -> dict[str, Any]:
    return {"boost": RANKING.boosts[name], "name": name, "total": total}


def _synonyms(forms: Forms, wordings: Compiled) -> dict[str, Any]:
    """Return the synonyms by the terms that they stand for: most of these have several."""
    number = {term: place for place, term in enumerate(forms.terms)}
    typed: dict[int, list[str]] = defaultdict(list)
    for word, terms in sorted(wordings.synonyms.items()):
        for term in terms:
            typed[number[term]].append(word)
    meant = sorted(typed)
    return {"terms": meant, "typed": ",".join(" ".join(typed[term]) for term in meant)}


def _term_sections(terms: Sequence[str]) -> list[bytes]:
    changes = [change(before, after) for before, after in pairwise(["", *terms])]
    return [
        varints(c.shared for c in changes),
        varints(c.more for c in changes),
        "".join(c.added for c in changes).encode(),
    ]


def _posting_sections(
    postings: Sequence[Mapping[int, Counts]], weights: Sequence[Counts]
) -> list[bytes]:
    code = {counts: place for place, counts in enumerate(weights)}
    gaps = [page - before - 1 for pages in postings for before, page in pairwise([-1, *pages])]
    return [
        varints(len(pages) for pages in postings),
        varints(gaps),
        varints(code[counts] for pages in postings for counts in pages.values()),
    ]


def _spelling_sections(forms: Forms) -> list[bytes]:
    """Return the spellings as what they change in their term, or in its spelling before."""
    of_term: dict[int, list[str]] = defaultdict(list)
    for spelling, term in forms.spellings:
        of_term[term].append(spelling)
    rows = [[term, *of_term.get(number, ())] for number, term in enumerate(forms.terms)]
    changes = [change(before, after) for row in rows for before, after in pairwise(row)]
    return [
        varints(
            2 * (len(row) - 1) + is_word for row, is_word in zip(rows, forms.is_word, strict=True)
        ),
        varints(c.dropped for c in changes),
        varints(c.more for c in changes),
        "".join(c.added for c in changes).encode(),
    ]


def _file(head: dict[str, Any], sections: Sequence[bytes]) -> bytes:
    whole = head | {"sections": [len(section) for section in sections]}
    header = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    rest = struct.pack("<I", len(header)) + header + b"".join(sections)
    return MAGIC + struct.pack("<I", zlib.crc32(rest)) + rest
