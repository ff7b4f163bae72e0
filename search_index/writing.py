"""Hands counted pages to Whoosh: what its `add_document` writes, in a tenth of the time.

Whoosh would split each text into words, count them, estimate what each count takes in memory, sort
them all, and look at each one alone. They are counted already, and come in order. So the pool of
its writer, where it collects and sorts, is replaced by one that just gives them out, and its
postings are filled in by the block. All that is written to the disk is Whoosh's own doing.
"""

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter, W3Segment
from whoosh.fields import Schema
from whoosh.index import create_in
from whoosh.system import pack_uint

from search_index.counting import CountedPage
from search_index.fields import FIELDS, schema

# By field and term: the number of a page that has it and how often, the next page and how often.
Inverted = Mapping[str, Mapping[str, "array[int]"]]

# Whoosh's own size of a block.
BLOCK = 128

_TIMES = [pack_uint(times) for times in range(256)]


class _Postings:
    """Stands for the pool of a Whoosh writer."""

    def __init__(self, inverted: Inverted) -> None:
        self._inverted = inverted

    def iter_postings(self) -> Inverted:
        """Return all of them for `_FieldWriter`."""
        return self._inverted

    def cleanup(self) -> None:
        """Remove nothing."""


class _Codec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's own format, as its own class reads it. Pressing would take longer than it saves."""

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK, compression=0)

    def field_writer(self, storage: Any, segment: Any) -> "_FieldWriter":
        return _FieldWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> "_PostingsWriter":
        return _PostingsWriter(dbfile, BLOCK, byteids, compression=0)

    def new_segment(self, storage: Any, indexname: str) -> Any:
        """Return a segment that names no class of ours: it is pickled into the index."""
        return W3Segment(W3Codec(), indexname)


class _PostingsWriter(W3PostingsWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes blocks."""

    def _mini_weights(self) -> "None | float | tuple[float, ...]":
        """Return the weights, one where they are equal, or none where they are 1; as Whoosh does,
        in a tenth of the time.
        """
        weights: array[float] = self._weights
        first = weights[0]
        if weights.count(first) < len(weights):
            return tuple(weights)
        return None if first == 1.0 else first


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes whole posting lists."""

    def add_postings(self, schema: Schema, lengths: Any, items: Inverted) -> None:
        """Write everything by field and term; letters stand in the order of their UTF-8 bytes."""
        for name, terms in sorted(items.items()):
            rounded = [lengths.doc_field_length(n, name) for n in range(lengths.doc_count_all())]
            self.start_field(name, schema[name])
            for term in sorted(terms):
                self.start_term(term.encode())
                self._add(terms[term], rounded)
                self.finish_term()
            self.finish_field()

    def _add(self, pages_and_times: "array[int]", lengths: Sequence[int]) -> None:
        """Fill Whoosh's block of postings, and have it written where more are to come."""
        writer = self._postwriter
        pages, times = pages_and_times[::2], pages_and_times[1::2]
        for start in range(0, len(pages), BLOCK):
            if start:
                writer._write_block()
            some, often = pages[start : start + BLOCK], times[start : start + BLOCK]
            writer._ids, writer._weights = some, array("f", often)
            writer._maxweight = float(max(often))
            writer._values = [_TIMES[n] if n < len(_TIMES) else pack_uint(n) for n in often]
            known = [length for page in some if (length := lengths[page])]
            if known:
                writer._minlength, writer._maxlength = min(known), max(known)


def write_pages(directory: Path, pages: Sequence[CountedPage], inverted: Inverted) -> None:
    """Write the files of an index, in one commit, into an empty directory."""
    lengths = field_lengths(inverted, len(pages))
    fields = schema()
    writer = create_in(str(directory), fields).writer(codec=_Codec())
    for number, page in enumerate(pages):
        columns = writer.perdocwriter
        columns.start_doc(number)
        columns.add_field("id", fields["id"], page.id, 0)
        columns.add_field("key", fields["key"], page.key, 0)
        for name in FIELDS:
            columns.add_field(name, fields[name], None, lengths[name][number])
        columns.finish_doc()
        writer.docnum += 1
        writer._added = True
    writer.pool = _Postings(inverted)
    writer.commit(optimize=True)


def field_lengths(inverted: Inverted, pages: int) -> dict[str, list[int]]:
    """Return how many words each field of each page has."""
    lengths = {name: [0] * pages for name in FIELDS}
    for name, of_pages in lengths.items():
        for found in inverted[name].values():
            for page, times in zip(found[::2], found[1::2], strict=True):
                of_pages[page] += times
    return lengths
