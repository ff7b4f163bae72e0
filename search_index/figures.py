"""The figures of an index: what ranking needs of its pages, counted here or read from Whoosh."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whoosh.reading import IndexReader
from whoosh.util.numeric import length_to_byte

from search_index.fields import FIELDS
from search_index.lexicon import Forms
from search_index.writing import Inverted, field_lengths

# How often a term stands in each field of one page.
Counts = tuple[int, ...]

_NOWHERE = array("I")


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
    shared: dict[Counts, Counts] = {}
    return Figures(
        fields=fields,
        lengths=bytes(length_to_byte(one) for name in names for one in totals[name]),
        keys=keys,
        postings=[_counted(inverted, names, term, shared) for term in forms.terms],
        forms=forms,
    )


def _counted(
    inverted: Inverted, fields: Sequence[str], term: str, shared: dict[Counts, Counts]
) -> dict[int, Counts]:
    """Return how often a term stands in each field of each page that has it.

    There are a few hundred different counts, and each is held once, in `shared`.
    """
    counts: dict[int, list[int]] = {}
    for place, name in enumerate(fields):
        found = inverted[name].get(term, _NOWHERE)
        for page, times in zip(found[::2], found[1::2], strict=True):
            counts.setdefault(page, [0] * len(fields))[place] = times
    each = ((page, tuple(counts[page])) for page in sorted(counts))
    return {page: shared.setdefault(some, some) for page, some in each}


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
