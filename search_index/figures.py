"""The figures of an index: what ranking needs of its pages, counted here or read from Whoosh."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from whoosh.reading import IndexReader
from whoosh.util.numeric import length_to_byte

from search_index.fields import FIELDS
from search_index.lexicon import Forms
from search_index.writing import Inverted, field_lengths

# How often a term stands in each field of one page.
Counts = tuple[int, ...]

_NOWHERE = array("I")

# A word stands in a text less often than the text has letters (content.library.LARGEST_TEXT).
_BITS = 32
_MOST = 2**_BITS - 1


class NotExportable(Exception):
    """The index was changed after it was built: its figures are not those of its pages."""


@dataclass(frozen=True, slots=True)
class Figures:
    """`fields` that have words, each with how many; per field a byte a page, its rounded length.

    `postings` says for each term of `forms`, by the number of the page, how often it stands in each
    field. `keys` are the pages' in Whoosh's order.
    """

    fields: Sequence[tuple[str, int]]
    lengths: bytes
    keys: Sequence[str]
    postings: Sequence[Mapping[int, Counts]]
    forms: Forms


def count_figures(keys: Sequence[str], inverted: Inverted, forms: Forms) -> Figures:
    """Return the figures that the index of these pages has."""
    totals = field_lengths(inverted, len(keys))
    fields = [(name, sum(totals[name])) for name in FIELDS if any(totals[name])]
    names = [name for name, _ in fields]
    shared: dict[int, Counts] = {}
    return Figures(
        fields=fields,
        lengths=bytes(length_to_byte(one) for name in names for one in totals[name]),
        keys=keys,
        postings=[_counted(inverted, names, term, shared) for term in forms.terms],
        forms=forms,
    )


def _counted(
    inverted: Inverted, fields: Sequence[str], term: str, shared: dict[int, Counts]
) -> dict[int, Counts]:
    """Return how often a term stands in each field of each page that has it.

    There are a few hundred different counts, and each is held once, in `shared`.
    """
    found = [inverted[name].get(term, _NOWHERE) for name in fields]
    holding = [(place, postings) for place, postings in enumerate(found) if postings]
    # One number for all fields of a page, which costs less to make than a row of them does.
    packed: dict[int, int] = {}
    for place, postings in holding:
        for page, times in _pairs(postings):
            packed[page] = packed.get(page, 0) + (times << place * _BITS)
    pages = packed if len(holding) == 1 else sorted(packed)
    return {page: _unpacked(packed[page], len(fields), shared) for page in pages}


def _unpacked(number: int, fields: int, shared: dict[int, Counts]) -> Counts:
    counts = shared.get(number)
    if counts is None:
        each = (number >> place * _BITS & _MOST for place in range(fields))
        counts = shared[number] = tuple(each)
    return counts


def _pairs(postings: "array[int]") -> Iterator[tuple[int, int]]:
    return zip(postings[::2], postings[1::2], strict=True)


def read_figures(reader: IndexReader, forms: Forms) -> Figures:
    """Return the figures of an index.

    Raises:
        NotExportable: it was changed after it was built.
    """
    if reader.has_deletions() or not reader.is_atomic():
        raise NotExportable("build the index from nothing before exporting it")
    names = [name for name in FIELDS if reader.field_length(name)]
    pages = range(reader.doc_count_all())
    return Figures(
        fields=[(name, int(reader.field_length(name))) for name in names],
        lengths=bytes(
            length_to_byte(reader.doc_field_length(page, name, 0))
            for name in names
            for page in pages
        ),
        keys=[reader.stored_fields(page)["key"] for page in pages],
        postings=[_postings(reader, names, term) for term in forms.terms],
        forms=forms,
    )


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
