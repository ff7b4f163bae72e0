"""What an export holds: the release in force, and the objects of the releases before it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from content.release.digest import Digest
from content.release.manifest import Manifest, Pointer, UnknownFormat, read_manifest
from content.release.packs import Damaged, read_whole
from content.release.store import ReleaseStore
from pwa.builder import Progress
from pwa.current import OBJECT_PREFIX, RELEASES_REMEMBERED, Found
from pwa.export_files import CannotExport
from pwa.server_configs.addresses import TYPED

_SUFFIXES = {one.fields["Content-Type"]: suffix for suffix, one in TYPED.items()}


@dataclass(slots=True)
class Contents:
    """The paths of the release in force, and what must stand below `/o/`.

    `needed` are the manifests and objects of the release in force, `earlier` those of the releases
    before it, `typed` the objects that pages load, each with the suffix that stands for its type.
    `complete` is whether every earlier release could be read.
    """

    pointer: Pointer
    paths: dict[str, Found] = field(default_factory=dict)
    needed: set[Digest] = field(default_factory=set)
    earlier: set[Digest] = field(default_factory=set)
    typed: set[tuple[Digest, str]] = field(default_factory=set)
    complete: bool = True

    @property
    def pages(self) -> dict[str, Found]:
        """The paths outside `/o/`."""
        return {p: one for p, one in self.paths.items() if not p.startswith(OBJECT_PREFIX)}


def read_contents(store: ReleaseStore, progress: Progress) -> Contents:
    """Read the release in force, and the releases before it as far as they can be read.

    Raises:
        NoRelease: nothing was published yet.
        UnknownFormat: the pointer in force cannot be read.
        CannotExport: a manifest of the release in force is missing or damaged.
    """
    contents = Contents(store.current())
    for digest in contents.pointer.manifests.values():
        try:
            manifest = _manifest(store, digest)
        except (Damaged, UnknownFormat) as damage:
            raise not_whole(store, digest) from damage
        contents.paths.update(_found(manifest))
        contents.needed |= {digest, *_objects(manifest)}
        contents.typed |= set(_typed(manifest))
    _read_earlier(store, contents, progress)
    return contents


def not_whole(store: ReleaseStore, digest: Digest) -> CannotExport:
    """Return what tells an operator that an object of the release in force cannot be exported."""
    return CannotExport(
        f"The guide in force is not whole: {store.path_of(digest)} is damaged or missing. Nothing "
        "was exported. Delete that file if it is there, run: flask --app app release build, and "
        "export again."
    )


def _read_earlier(store: ReleaseStore, contents: Contents, progress: Progress) -> None:
    """Add the releases before; windows are open on them, and phones in the middle of an update."""
    seen = set(contents.pointer.manifests.values())
    for pointer in store.releases(RELEASES_REMEMBERED):
        for digest in pointer.manifests.values():
            if digest in seen:
                continue
            seen.add(digest)
            try:
                manifest = _manifest(store, digest)
            except (Damaged, UnknownFormat):
                contents.complete = False
                progress(
                    f"{store.path_of(digest)} is damaged or missing: a part of the earlier release "
                    f"{pointer.id} was passed over. Nothing needs to be done: the guide in force "
                    "does not need it."
                )
                continue
            contents.earlier |= {digest, *_objects(manifest)}
            contents.typed |= set(_typed(manifest))


def _manifest(store: ReleaseStore, digest: Digest) -> Manifest:
    return read_manifest(read_whole(store, digest))


def _found(manifest: Manifest) -> dict[str, Found]:
    headers = manifest.headers
    return {path: Found(one, headers[one.headers]) for path, one in manifest.entries.items()}


def _objects(manifest: Manifest) -> Iterator[Digest]:
    for entry in manifest.entries.values():
        yield from (entry.object, *entry.chunks)


def _typed(manifest: Manifest) -> Iterator[tuple[Digest, str]]:
    """Yield the objects that pages load, each with its suffix.

    The files of past releases may have gone out with other headers; their type is what counts.
    """
    for path, found in _found(manifest).items():
        suffix = _SUFFIXES.get(found.headers.fields["Content-Type"])
        if suffix and path.startswith(OBJECT_PREFIX):
            yield found.entry.object, suffix
