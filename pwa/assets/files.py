"""The built files and icons as objects of a release: each named by its hash, with its integrity."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from content.release.digest import canonical_json, digest_of
from content.release.store import write_atomically
from content.release.tree import Leaf
from pwa.current import OBJECT_PREFIX
from service_worker import LIST_FILE

PWA = Path(__file__).resolve().parents[1]


class NotBuilt(LookupError):
    """The scripts and styles have not been built yet, or not to the end; a sentence says which."""


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
        NotBuilt: a file is missing, or is not the one that was built.
    """
    digests = known_digests(build_dir)

    def built(name: str, headers: str) -> File:
        data = _read(build_dir / name)
        if digest_of(data) not in digests.get(name, ()):
            raise NotBuilt(
                f"{name} is damaged or was not built to the end; run: flask --app app bundles build"
            )
        return _file(data, headers)

    return Files(
        style=built("site.css", "style"),
        exit=built("exit.js", "script"),
        reader=built("reader.js", "script"),
        decoy_css=built("units.css", "style"),
        decoy_js=built("units.js", "script"),
        apple_icon=_file(_read(PWA / "icons/units-apple-180.png"), "png"),
        icons={
            name: _file(_read(PWA / f"icons/units-{name}.png"), "png")
            for name in ("192", "512", "maskable-512")
        },
        stemmers={
            Path(name).stem.removeprefix("stem-"): built(name, "script")
            for name in sorted(digests)
            if name.startswith("stem-")
        },
    )


def known_digests(build_dir: Path) -> dict[str, list[str]]:
    """Return the SHA-256 of each built file by its name; the worker may be one of two.

    Raises:
        NotBuilt: the list is missing or damaged.
    """
    try:
        return msgspec.json.decode(_read(build_dir / LIST_FILE), type=dict[str, list[str]])
    except msgspec.DecodeError:
        message = f"{LIST_FILE} is damaged; run: flask --app app bundles build"
        raise NotBuilt(message) from None


def write_digests(build_dir: Path, digests: Mapping[str, list[str]]) -> None:
    """Write the list that `known_digests` reads.

    Raises:
        OSError: the disk refused; the list is as it was.
    """
    write_atomically(build_dir / LIST_FILE, canonical_json(digests))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        message = f"{path.name} is missing; run: flask --app app bundles build"
        raise NotBuilt(message) from None


def _file(data: bytes, headers: str) -> File:
    proof = base64.b64encode(hashlib.sha256(data).digest()).decode()
    return File(OBJECT_PREFIX + digest_of(data), f"sha256-{proof}", data, headers)
