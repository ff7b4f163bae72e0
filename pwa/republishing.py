"""Publishing what is there already: going back to an older release, and orders to all phones.

Neither reads content or renders: the tree stands in the store, and only the pointer is new. Phones
follow it like any release, so the packs that lead there are built first, where the disk has room.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from content.release.digest import Digest
from content.release.manifest import Control, Pointer, UnknownFormat, read_manifest
from content.release.mending import mend
from content.release.pack_files import remove_leftovers, remove_pack
from content.release.packs import Damaged, build_packs, read_whole, stored_packs
from content.release.store import NoRelease, ReleaseStore
from content.release.tree import point_at
from pwa.build_lock import alone
from pwa.builder import Progress
from pwa.services import Services

# Fewer characters of an id could be a slip.
SHORTEST_PREFIX = 4


class CannotRepublish(Exception):
    """Nothing was published; the text is one sentence for an operator."""


def roll_back(services: Services, prefix: str, *, now: float, progress: Progress) -> Pointer:
    """Publish the release whose id begins with `prefix` once more, under a higher number.

    It keeps its own date; what phones are ordered to do stays as it is.

    Raises:
        CannotRepublish: there is no such release, or more than one, or it is not whole any more.
        OSError: the disk refused the pointer itself; nothing was published.
    """
    with alone(services.settings.data, progress):
        pointer = _find(services.store, prefix, progress)
        if pointer.id == _current(services.store).id:
            raise CannotRepublish(f"Release {pointer.id} is in force already.")
        try:
            _check_whole(services.store, pointer, progress)
            _build_packs(services.store, pointer, progress)
        except Damaged as damage:
            raise CannotRepublish(
                f"Release {pointer.id} is not whole any more ({damage}); check the older content "
                "out and build it."
            ) from damage
        if not services.search_dir(pointer.id).exists():
            progress(
                "The index of this release for the search without JavaScript is gone: readers "
                "without it get the list of all pages, until the next build."
            )
        return point_at(services.store, pointer.manifests, as_of=pointer.as_of, now=now)


def order(services: Services, control: Control, *, now: float, progress: Progress) -> Pointer:
    """Publish the release in force once more, with an order to phones.

    Whether that release is whole is not asked: phones have it or repair it, and an order must reach
    them while a disk is failing, too.

    Raises:
        CannotRepublish: nothing has been built yet, or the order stands already.
        OSError: the disk refused; nothing was published.
    """
    with alone(services.settings.data, progress):
        current = _current(services.store)
        if current.control == control:
            raise CannotRepublish(f"The order to phones is “{control}” already.")
        return point_at(
            services.store, current.manifests, as_of=current.as_of, now=now, control=control
        )


def damaged_pointer(progress: Callable[[str], None]) -> Callable[[Path], None]:
    """Return what tells an operator of a pointer file that cannot be read."""
    return lambda path: progress(f"{path} is damaged and was passed over; it may be deleted.")


def _current(store: ReleaseStore) -> Pointer:
    try:
        return store.current()
    except NoRelease as nothing:
        raise CannotRepublish(f"{nothing}; run: flask --app app release build") from nothing
    except UnknownFormat as error:
        raise CannotRepublish(
            f"{store.current_path} is damaged ({error}); run: flask --app app release build"
        ) from error


def _find(store: ReleaseStore, prefix: str, progress: Progress) -> Pointer:
    """Return the newest pointer to the one release whose id begins with `prefix`."""
    if len(prefix) < SHORTEST_PREFIX:
        raise CannotRepublish(f"Give at least {SHORTEST_PREFIX} characters of the id.")
    found: dict[str, Pointer] = {}
    for pointer in store.history(damaged_pointer(progress)):
        if pointer.id.startswith(prefix):
            found.setdefault(pointer.id, pointer)
    if not found:
        raise CannotRepublish(f"No release begins with “{prefix}”; see: release list")
    if len(found) > 1:
        raise CannotRepublish(f"{len(found)} releases begin with “{prefix}”; give more of the id.")
    return found.popitem()[1]


def _build_packs(store: ReleaseStore, pointer: Pointer, progress: Progress) -> None:
    """Build the packs that lead to an older release, as far as the disk allows.

    They are a speed-up, and going back may be urgent. Those that a full disk took are given up too,
    or no room would be left for the pointer.

    Raises:
        Damaged: an object of the release cannot be published.
    """
    before = set(stored_packs(store))
    try:
        build_packs(store, pointer.manifests, progress)
    except OSError as refusal:
        with suppress(OSError):
            for pack in set(stored_packs(store)) - before:
                remove_pack(pack)
            remove_leftovers(store.root / "packs")
        progress(
            f"The disk refused the packs for phones ({refusal.strerror}). Phones follow all the "
            "same, but take what has changed piece by piece, which is slower. Make room on the "
            "disk and build again."
        )


def _check_whole(store: ReleaseStore, pointer: Pointer, progress: Progress) -> None:
    """Read everything that the release names, and its encodings; write anew what can be.

    Raises:
        Damaged: something is missing, or is not what its name says.
    """
    named: dict[Digest, None] = {}
    for part in pointer.manifests.values():
        mend(store, part)
        try:
            manifest = read_manifest(read_whole(store, part))
        except UnknownFormat as error:
            raise Damaged(f"{store.path_of(part)} is of another version: {error}") from error
        for entry in manifest.entries.values():
            named |= dict.fromkeys((entry.object, *entry.chunks))
    for number, name in enumerate(named, 1):
        progress(f"checked {number} of {len(named)} files of this release …")
        if mend(store, name) == "lost":
            read_whole(store, name)
