"""Hands counted pages to Whoosh: what its `add_document` writes, in a third of the time.

Whoosh would split each text into words, count them, estimate what each count takes in memory, and
sort them all. They are counted already, and come in order. So the pool of its writer, where it
collects and sorts, is replaced by one that just gives them out; all that is written to the disk is
Whoosh's own doing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from whoosh.index import create_in
from whoosh.system import pack_uint

from search_index.counting import CountedPage
from search_index.fields import FIELDS, schema

# By field and term: the numbers of the pages that have it, in order, each with how often.
Inverted = Mapping[str, Mapping[str, Sequence[tuple[int, int]]]]

# A field, a term, the number of a page, a weight, and how often: what Whoosh calls a posting.
Posting = tuple[str, bytes, int, float, bytes]

STORED = ("id", "key")


class _InOrder:
    """Stands for the pool of a Whoosh writer."""

    def __init__(self, postings: Iterable[Posting]) -> None:
        self._postings = postings

    def iter_postings(self) -> Iterable[Posting]:
        """Return all postings, sorted."""
        return self._postings

    def cleanup(self) -> None:
        """Remove nothing."""


def write_pages(
    directory: Path, pages: Sequence[CountedPage], inverted: Inverted, surfaces: Iterable[str]
) -> None:
    """Write the files of an index, in one commit, into an empty directory."""
    lengths: dict[str, list[int]] = {name: [0] * len(pages) for name in FIELDS}
    for name in FIELDS:
        for postings in inverted[name].values():
            for number, times in postings:
                lengths[name][number] += times
    written = sorted(surfaces) if pages else []
    fields = schema()
    writer = create_in(str(directory), fields).writer()
    for number, page in enumerate(pages):
        columns = writer.perdocwriter
        columns.start_doc(number)
        for name in STORED:
            columns.add_field(name, fields[name], getattr(page, name), 0)
        for name in FIELDS:
            columns.add_field(name, fields[name], None, lengths[name][number])
        columns.add_field("surface", fields["surface"], None, 0 if number else len(written))
        columns.finish_doc()
        writer.docnum += 1
        writer._added = True
    stored = {name: _stored(pages, name) for name in STORED}
    ones = {form: [(0, 1)] for form in written}
    writer.pool = _InOrder(_postings({**inverted, **stored, "surface": ones}))
    writer.commit(optimize=True)


def _stored(pages: Sequence[CountedPage], name: str) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for number, page in enumerate(pages):
        found.setdefault(getattr(page, name), []).append((number, 1))
    return found


def _postings(inverted: Inverted) -> Iterator[Posting]:
    """Yield everything by field, term and page; letters stand in the order of their UTF-8 bytes."""
    counts = [pack_uint(times) for times in range(256)]
    for name, terms in sorted(inverted.items()):
        for term in sorted(terms):
            word = term.encode()
            for page, times in terms[term]:
                value = (
                    b"" if name in STORED else counts[times] if times < 256 else pack_uint(times)
                )
                yield name, word, page, float(times), value
