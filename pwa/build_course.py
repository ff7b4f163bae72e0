"""The course of a build: which piece of work may begin, how far all is, and what is wrong."""

from collections.abc import Iterable, Iterator

from content.findings import Finding
from pwa.build_tasks import BuildSearch, CheckPages, Made, MakeLists, MakePages

Piece = MakePages | MakeLists | BuildSearch


class Course:
    """Knows all pieces of a build, and is told of each that is done.

    The search of a language comes after its pages, which are read for it while they are rendered.
    When something is wrong, nothing more is made: what is left can only be checked.
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._undone = list(pieces)
        self.wrong: list[Finding] = []
        self.pages_made = 0

    def may_begin(self, piece: Piece) -> bool:
        """Say whether a piece can be made now."""
        if self.wrong:
            return False
        return not isinstance(piece, BuildSearch) or all(
            pages.code != piece.code for pages in self._pages_undone()
        )

    def note(self, piece: Piece, result: object) -> None:
        """Take note that a piece is done."""
        self._undone.remove(piece)
        if isinstance(result, Made):
            self.wrong += result.wrong
            self.pages_made += len(result.entries)

    def left_to_check(self) -> list[CheckPages]:
        """Return the checks of all pages that were not made."""
        return [CheckPages(pages.code, pages.ids) for pages in self._pages_undone()]

    def _pages_undone(self) -> Iterator[MakePages]:
        return (piece for piece in self._undone if isinstance(piece, MakePages))
