"""The released guide as its readers get it: every object's bytes, and every page's words."""

from dataclasses import dataclass
from functools import cached_property

from content.library import read_library
from content.model import Library
from content.release.digest import Digest
from content.release.store import ReleaseStore
from pwa.current import Found
from pwa.services import Services
from tests.conftest import ROOT
from tests.pwa.markup import Markup, main_of, read_html


@dataclass(frozen=True)
class Released:
    """What the release in force holds, by path."""

    services: Services

    @property
    def store(self) -> ReleaseStore:
        """The store it stands in."""
        return self.services.store

    @cached_property
    def paths(self) -> dict[str, Found]:
        """Every path with its object and its headers."""
        return self.services.current.tree().paths

    @cached_property
    def library(self) -> Library:
        """The content it was made of."""
        library = read_library(ROOT / "content").library
        assert library
        return library

    def data(self, path: str) -> bytes:
        """The bytes that stand at a path."""
        return self.store.read(Digest(self.paths[path].entry.object))

    @cached_property
    def html(self) -> dict[str, str]:
        """Every document, decoys and missing pages included."""
        wanted = ("page", "missing", "decoy")
        return {
            path: self.data(path).decode()
            for path, found in self.paths.items()
            if found.entry.headers in wanted
        }

    @cached_property
    def markup(self) -> dict[str, Markup]:
        """Every document, parsed."""
        return {path: read_html(html) for path, html in self.html.items()}

    def words(self, page_id: str, language: str) -> str:
        """What a page says in a language, without the frame around it; spaces made plain."""
        path = f"/{language}/{self.library.pages[page_id].key}"
        return " ".join(read_html(main_of(self.html[path])).text.split())
