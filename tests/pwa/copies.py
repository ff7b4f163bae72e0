"""Guides of their own for tests: content that may be changed, and a folder to publish into."""

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask.testing import FlaskClient

from app import create_app
from content.release.digest import Digest, digest_of
from content.release.manifest import Pointer
from content.release.store import ReleaseStore
from pwa.assets.files import known_digests, write_digests
from pwa.builder import build_release
from pwa.services import Services, open_services
from pwa.settings import Settings
from tests.conftest import AS_OF, NOW, ROOT, SITE_URL, Built

SAMPLE = ROOT / "tests/content/library"


@dataclass(frozen=True, slots=True)
class Copy:
    """A guide of its own: content that may be changed, and a folder to publish into."""

    content: Path
    data: Path

    @property
    def folders(self) -> dict[str, str]:
        """The settings that lead here."""
        return {"content_dir": str(self.content), "data_dir": str(self.data), "site_url": SITE_URL}

    @property
    def services(self) -> Services:
        return open_services(Settings(**self.folders))

    def client(self) -> FlaskClient:
        return create_app(self.folders).test_client()

    def build(self, *, now: float = NOW, processes: int | None = None) -> str:
        app = create_app({"site_url": SITE_URL})
        with app.app_context():
            pointer = build_release(
                self.services, as_of=AS_OF, now=now, progress=lambda line: None, processes=processes
            )
        return pointer.id

    def put_built(self, name: str, data: bytes) -> None:
        """Put a file among those that `bundles build` made."""
        folder = self.services.build_dir
        (folder / name).write_bytes(data)
        write_digests(folder, known_digests(folder) | {name: [digest_of(data)]})

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.content / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


def copy_of_sample(built: Built, folder: Path) -> Copy:
    """Return the sample guide in a folder of its own, with the real scripts, not built yet."""
    shutil.copytree(built.data / "build", folder / "data/build")
    return Copy(Path(shutil.copytree(SAMPLE, folder / "content")), folder / "data")


def check_whole(store: ReleaseStore) -> Pointer:
    """Assert that the release in force is whole, and that nothing half-written has a name."""
    pointer = store.current()
    for part in pointer.manifests.values():
        assert digest_of(store.read(Digest(part))) == part
        for entry in store.manifest(Digest(part)).entries.values():
            assert len(store.read(entry.object)) == entry.size
            for digest in (entry.object, *entry.chunks):
                assert digest_of(store.read(digest)) == digest
    for path in (store.root / "objects").glob("*/*"):
        if path.name.startswith(".new-"):
            continue
        data = path.read_bytes()
        decoded = {".br": brotli.decompress, ".gz": gzip.decompress}.get(path.suffix, bytes)(data)
        assert digest_of(decoded) == path.name[:64]
    return pointer
