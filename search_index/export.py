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
               format     2
               keys       the pages' keys in Whoosh's order; ids, which tell, stay on the server
               length_weight, saturation    BM25's constants
               sections   lengths in bytes
               synonyms   {term: numbers of the terms that it stands for}
               terms, spellings             how many
               urgent     [[key, phrases, phrases that must be all of the query], ...]
               weights    [[title, aka, body, parts], ...]: each combination of counts that occurs

    section    content (numbers are varints: seven bits a byte, low bits first)
    0 lengths      field by field, a byte per page: Whoosh's rounded length of the field
    1 shared       per term: bytes it shares with the term before it
    2 added        per term: bytes of its own
    3 letters      those bytes, UTF-8
    4 pages        per term: on how many pages
    5 gaps         per term and page: pages skipped since the one before
    6 codes        per term and page: which of `weights`
    7 forms        per term: twice the number of other spellings, plus 1 if pages write it just so
    8 dropped      per spelling: bytes cut from the end of the spelling (or term) before it
    9 more         per spelling: bytes added instead
    10 endings     those bytes, UTF-8

Terms are sorted as JavaScript sorts strings, by UTF-16 units; a term's spellings follow the same
order. The bytes are a function of the pages and the rules alone: the same on every machine, Python
and Whoosh.
"""

import json
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from whoosh.reading import IndexReader
from whoosh.util.numeric import length_to_byte

from search_index.columns import change, varints
from search_index.fields import FIELDS, RANKING
from search_index.index import Index
from search_index.lexicon import Lexicon

MAGIC = b"SXF1"
FORMAT = 2

# How often a term stands in each field of one page.
Counts = tuple[int, ...]


class NotExportable(Exception):
    """The index was changed after it was built: its figures are not those of its pages."""


def export(index: Index) -> bytes:
    """Return the phone's file for an index.

    Raises:
        NotExportable: the index was changed after it was built.
    """
    with index.whoosh.reader() as reader:
        if reader.has_deletions() or not reader.is_atomic():
            raise NotExportable("build the index from nothing before exporting it")
        fields = [name for name in FIELDS if reader.field_length(name)]
        postings = [_postings(reader, fields, term) for term in index.lexicon.terms]
        pages = reader.doc_count_all()
        lengths = bytes(
            length_to_byte(reader.doc_field_length(page, name, 0))
            for name in fields
            for page in range(pages)
        )
        head = {
            "fields": [_field(reader, name) for name in fields],
            "keys": [reader.stored_fields(page)["key"] for page in range(pages)],
        }
    occurring = Counter(counts for pages in postings for counts in pages.values())
    weights = sorted(occurring, key=lambda counts: (-occurring[counts], counts))
    sections = [
        lengths,
        *_term_sections(index.lexicon.terms),
        *_posting_sections(postings, weights),
        *_spelling_sections(index.lexicon),
    ]
    return _file(head | _head(index, weights), sections)


def _field(reader: IndexReader, name: str) -> dict[str, Any]:
    return {"boost": RANKING.boosts[name], "name": name, "total": int(reader.field_length(name))}


def _head(index: Index, weights: Sequence[Counts]) -> dict[str, Any]:
    """Return the part of the header that is not read page by page."""
    return {
        "analysis": index.analyzer.settings.for_phone(),
        "format": FORMAT,
        "length_weight": RANKING.length_weight,
        "saturation": RANKING.saturation,
        "spellings": len(index.lexicon.spellings),
        "synonyms": _synonyms(index),
        "terms": len(index.lexicon.terms),
        "urgent": [[u.key, u.contains, u.alone] for u in index.wordings.urgent],
        "weights": weights,
    }


def _synonyms(index: Index) -> dict[str, list[int]]:
    """Return the synonyms with the numbers of the terms that they stand for."""
    number = {term: place for place, term in enumerate(index.lexicon.terms)}
    synonyms = index.wordings.synonyms.items()
    return {typed: [number[term] for term in terms] for typed, terms in synonyms}


def _postings(reader: IndexReader, fields: Sequence[str], term: str) -> dict[int, Counts]:
    """Return how often a term stands in each field of each page that has it."""
    counts: dict[int, list[int]] = {}
    for place, name in enumerate(fields):
        if (name, term) in reader:
            matcher = reader.postings(name, term)
            while matcher.is_active():
                page = counts.setdefault(matcher.id(), [0] * len(fields))
                page[place] = int(matcher.weight())
                matcher.next()
    return {page: tuple(counts[page]) for page in sorted(counts)}


def _term_sections(terms: Sequence[str]) -> list[bytes]:
    changes = [change(before, after) for before, after in pairwise(["", *terms])]
    return [
        varints(c.shared for c in changes),
        varints(len(c.added) for c in changes),
        b"".join(c.added for c in changes),
    ]


def _posting_sections(
    postings: Sequence[dict[int, Counts]], weights: Sequence[Counts]
) -> list[bytes]:
    code = {counts: place for place, counts in enumerate(weights)}
    gaps = [page - before - 1 for pages in postings for before, page in pairwise([-1, *pages])]
    return [
        varints(len(pages) for pages in postings),
        varints(gaps),
        varints(code[counts] for pages in postings for counts in pages.values()),
    ]


def _spelling_sections(lexicon: Lexicon) -> list[bytes]:
    """Return the spellings as what they change in their term, or in its spelling before."""
    of_term: dict[int, list[str]] = defaultdict(list)
    for spelling, term in zip(lexicon.spellings, lexicon.term_of, strict=True):
        of_term[term].append(spelling)
    rows = [[term, *of_term.get(number, ())] for number, term in enumerate(lexicon.terms)]
    changes = [change(before, after) for row in rows for before, after in pairwise(row)]
    return [
        varints(
            2 * (len(row) - 1) + is_word for row, is_word in zip(rows, lexicon.is_word, strict=True)
        ),
        varints(c.dropped for c in changes),
        varints(len(c.added) for c in changes),
        b"".join(c.added for c in changes),
    ]


def _file(head: dict[str, Any], sections: Sequence[bytes]) -> bytes:
    whole = head | {"sections": [len(section) for section in sections]}
    header = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    rest = struct.pack("<I", len(header)) + header + b"".join(sections)
    return MAGIC + struct.pack("<I", zlib.crc32(rest)) + rest
