"""From the store into a new version of the exported site: objects, their encodings, and packs.

Nothing goes out that is not whole: a damaged encoding would be an unreadable page.
"""

import gzip
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping

import brotli

from content.release.digest import Digest, is_digest
from content.release.pack import are_whole
from content.release.packs import Damaged, read_whole, stored_packs
from content.release.store import ENCODINGS, ReleaseStore, encodings
from content.release.unneeded import DAY_SECONDS
from pwa.builder import Progress
from pwa.export_contents import Contents, not_whole
from pwa.export_files import NewSite

OBJECTS, PACKS = "o", "pack"

UNPACKING: Mapping[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}


def write_objects(
    store: ReleaseStore,
    contents: Contents,
    places: Mapping[Digest, Collection[str]],
    site: NewSite,
    progress: Progress,
) -> None:
    """Write every object to all its places.

    Raises:
        CannotExport: one of the release in force is missing or damaged.
    """
    for number, digest in enumerate(sorted(places), 1):
        try:
            files = list(_files_of(store, digest, progress))
        except Damaged as damage:
            if digest in contents.needed:
                raise not_whole(store, digest) from damage
            progress(f"An object of an earlier release was passed over: {damage}.")
            continue
        for name in places[digest]:
            for suffix, data in files:
                site.put(name + suffix, data)
        progress(f"wrote {number} of {len(places)} objects …")
    progress(f"objects: {len(places)}")


def _files_of(
    store: ReleaseStore, digest: Digest, progress: Progress
) -> Iterator[tuple[str, bytes]]:
    """Yield an object and its encodings, each with its suffix; a damaged one is made anew.

    Raises:
        Damaged: the object is missing, or the store's bytes are not what their name says.
    """
    data = read_whole(store, digest)
    yield "", data
    for encoding, suffix in ENCODINGS.items():
        source = store.path_of(digest, encoding)
        if not source.exists():
            continue
        encoded = source.read_bytes()
        if _unpacked(encoding, encoded) == data:
            yield suffix, encoded
            continue
        progress(
            f"{source} is damaged; the export has a new one in its place. Delete that file if "
            "Python serves the guide too."
        )
        yield from (one for one in encodings(data) if one[0] == suffix)


def _unpacked(encoding: str, encoded: bytes) -> bytes | None:
    """Return what an encoding holds; None when it is damaged."""
    try:
        return UNPACKING[encoding](encoded)
    except (brotli.error, OSError, EOFError, zlib.error):
        return None


def carry_objects(
    site: NewSite, contents: Contents, unneeded: Mapping[str, int], now: int
) -> dict[str, int]:
    """Keep what the older version holds and no release names, for a day; return it for the marker.

    While an earlier release cannot be read, nobody knows what it names, and all stays.
    """
    folder = site.older / OBJECTS if site.older else None
    if folder is None or not folder.is_dir():
        return {}
    kept: dict[str, int] = {}
    for file in sorted(folder.iterdir()):
        digest = file.name[:64]
        if not is_digest(digest) or digest in contents.needed or digest in contents.earlier:
            continue
        since = unneeded.get(digest, now) if contents.complete else now
        if since > now - DAY_SECONDS:
            kept[digest] = since
            site.carry(f"{OBJECTS}/{file.name}")
    return kept


def write_packs(store: ReleaseStore, site: NewSite, progress: Progress) -> None:
    """Write the packs that the store holds; a damaged one is left out: phones take objects then.

    So do phones that are in the middle of an older one.
    """
    packs = stored_packs(store)
    for pack in packs:
        data = pack.read_bytes()
        if are_whole(data):
            site.put(f"{PACKS}/{pack.name}", data)
        else:
            progress(
                f"{pack} is damaged and was left out: phones load more without it. Delete that "
                "file, run: flask --app app release build, and export again."
            )
    progress(f"packs: {len(packs)}")
