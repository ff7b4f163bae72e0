"""The built files and icons as objects of a release: each named by its hash, with its integrity."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from content.release.digest import digest_of
from content.release.tree import Leaf
from pwa.current import OBJECT_PREFIX

PWA = Path(__file__).resolve().parents[1]


class NotBuilt(LookupError):
    """The scripts and styles have not been built yet."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that pages name: its address, the attribute that proves it, its bytes and headers."""

    path: str
    integrity: str
    data: bytes
    headers: str

    @property
    def leaf(self) -> Leaf:
        """This file as a leaf of a release."""
        return Leaf(self.path, self.data, self.headers)


@dataclass(frozen=True, slots=True)
class Files:
    """All files, by the names that templates use; `stemmers` by language."""

    style: File
    exit: File
    reader: File
    decoy_css: File
    decoy_js: File
    apple_icon: File
    icons: dict[str, File]
    stemmers: dict[str, File]

    def core(self) -> list[Leaf]:
        """List the leaves that every phone keeps."""
        files = (
            self.style, self.exit, self.reader, self.decoy_css, self.decoy_js,
            self.apple_icon, *self.icons.values(),
        )  # fmt: skip
        return [file.leaf for file in files]


def load_files(build_dir: Path) -> Files:
    """Read what `bundles build` made, and the icons.

    Raises:
        NotBuilt: a file is missing.
    """
    try:
        return Files(
            style=_file(build_dir / "site.css", "style"),
            exit=_file(build_dir / "exit.js", "script"),
            reader=_file(build_dir / "reader.js", "script"),
            decoy_css=_file(build_dir / "units.css", "style"),
            decoy_js=_file(build_dir / "units.js", "script"),
            apple_icon=_file(PWA / "icons/units-apple-180.png", "png"),
            icons={
                name: _file(PWA / f"icons/units-{name}.png", "png")
                for name in ("192", "512", "maskable-512")
            },
            stemmers={
                path.stem.removeprefix("stem-"): _file(path, "script")
                for path in sorted(build_dir.glob("stem-*.js"))
            },
        )
    except FileNotFoundError as error:
        name = Path(error.filename).name
        raise NotBuilt(f"{name} is missing; run: flask --app app bundles build") from error


def _file(path: Path, headers: str) -> File:
    data = path.read_bytes()
    proof = base64.b64encode(hashlib.sha256(data).digest()).decode()
    return File(OBJECT_PREFIX + digest_of(data), f"sha256-{proof}", data, headers)
