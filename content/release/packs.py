"""The packs of a publication: which ones phones will ask for, and building them before they do.

    core                       from nothing: a first visit
    each language              from the core of the same release: for who saves data, or was cut
    all parts                  from all parts of each of the last releases: phones that keep it all
    each part                  from the same part of each of these: phones that keep some languages
    series (series.py)         of such packs, in one file each

They are built between storing and pointing, into `packs/<name>` of the store. A pack that would not
be smaller than the full packs in its place is left out; where there is no pack, phones ask for
objects. Packs that lead to a release older than the last ones are deleted.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Literal

from content.beside import beside
from content.release.digest import Digest, digest_of
from content.release.manifest import CORE, Manifest, UnknownFormat, read_manifest, release_id
from content.release.pack import END, is_pack_name, members, pack_name
from content.release.pack_encoder import encode
from content.release.pack_files import (
    read_pack,
    remove_leftovers,
    remove_others,
    store_series,
)
from content.release.pack_halves import Plan, runs_in_two, shared_out
from content.release.pack_items import items_of, loaded_by_every_page
from content.release.pack_runs import RunShelf
from content.release.pack_search import Memory
from content.release.series import Parts, first_visits, pick, updates
from content.release.store import ReleaseStore, write_atomically

Progress = Callable[[str], None]

# From how many past releases an update is one answer; older phones take objects.
RELEASES_BACK = 10

# Manifests held in memory: those of two releases, in as many languages as a guide may have.
MANIFESTS_HELD = 64

ANY_SIZE = float("inf")

FIRST, UPDATES = "building packs for first visits", "building packs for updates"


class Damaged(Exception):
    """An object is missing or not what its name says; the text is one sentence."""


def build_packs(
    store: ReleaseStore, target: Parts, progress: Progress, *, one_process: bool = False
) -> None:
    """Build the packs that lead to `target`, whose manifests the store holds; drop the oldest.

    A copy of this process builds half of them, unless all is to be done in `one_process`.

    Raises:
        Damaged: an object of `target` cannot be published.
        OSError: the disk refused; what was built is whole.
    """
    remove_leftovers(store.root / "packs")
    earlier = earlier_releases(store, target)
    building = _Building(store, target)
    for base in earlier[:1]:
        building.remember_full(base)
    packs = building.full(progress, one_process=one_process)
    near, far = earlier[::2], earlier[1::2]
    with beside(lambda: building.updates(far, _silent), here=one_process or not far) as others:
        made = building.updates(near, progress)
    for some, damages in (made, others.value):
        packs += some
        for line in damages:
            progress(line)
    series = [*first_visits(target), *chain.from_iterable(updates(target, one) for one in earlier)]
    store_series(store, series)
    removed = remove_others(
        stored_packs(store),
        new=_targets(target),
        old={name for release in earlier for name in _targets(release)},
        series={one.name for one in series},
        old_series={one.name for release in earlier for one in first_visits(release)},
    )
    became = Counter(pack.became for pack in packs)
    kilobytes = sum(pack.size for pack in packs if pack.became == "built") // 1024
    progress(
        f"packs: {became['built']} built, {kilobytes} KB; {became['kept']} were there, "
        f"{became['left out']} left out, {removed} old ones removed"
    )


def earlier_releases(store: ReleaseStore, target: Parts) -> Sequence[Parts]:
    """Return the last distinct releases before `target`, newest first."""
    last, new = store.releases(RELEASES_BACK + 1), release_id(target)
    return [one.manifests for one in last if one.id != new][:RELEASES_BACK]


def stored_packs(store: ReleaseStore) -> list[Path]:
    """Return every pack that the store holds, by name."""
    return sorted(path for path in store.root.glob("packs/*") if is_pack_name(path.name))


def read_whole(store: ReleaseStore, digest: Digest) -> bytes:
    """Return an object that is what its name says.

    Raises:
        Damaged: it is not, or not there.
    """
    try:
        data = store.read(digest)
    except FileNotFoundError:
        raise Damaged(f"{store.path_of(digest)} is missing") from None
    if digest_of(data) != digest:
        raise Damaged(f"{store.path_of(digest)} is damaged; delete it and build again")
    return data


@dataclass(frozen=True, slots=True)
class _Pack:
    """What became of a pack that was wanted, and how many bytes it has, or would have at least."""

    became: Literal["built", "kept", "left out"]
    size: int


class _Building:
    """One run of building the packs to one target."""

    def __init__(self, store: ReleaseStore, target: Parts) -> None:
        self._store, self._target = store, target
        self._memory = Memory(self._read)
        self._runs = RunShelf()
        self._manifest = lru_cache(MANIFESTS_HELD)(self._read_manifest)
        self._full_bytes: dict[str, int] = {}
        self._sizes: dict[Path, int] = {}

    def remember_full(self, release: Parts) -> None:
        """Have the runs of a past release's full packs serve again, of those that are not kept."""
        kept = {self._full_path(part) for part in self._target}
        for path in (_full_path(self._store, release, part) for part in release):
            if path not in kept:
                self._runs.load(path)

    def full(self, progress: Progress, *, one_process: bool) -> list[_Pack]:
        """Build what a first visit takes."""
        loaded = loaded_by_every_page(self._manifest(self._target[CORE]), self._read)
        missing = [part for part in self._target if self._kept(self._full_path(part)) is None]
        if missing and not (one_process or self._runs):
            plans = [self._full_plan(part, loaded) for part in missing]
            self._runs.update(
                runs_in_two(plans, self._memory, lambda part: progress(f"{FIRST}, {part:.0%} …"))
            )
        sizes = {part: len(self._manifest(self._target[part]).entries) for part in missing}
        near, far = shared_out(sizes)
        here = one_process or not far
        with beside(lambda: self._full_of(far, loaded, _silent), here=here) as others:
            made = self._full_of(near, loaded, progress)
        kept = self._full_of(self._target.keys() - missing, loaded, progress)
        packs = {**made, **others.value, **kept}
        self._full_bytes = {part: pack.size for part, pack in packs.items()}
        # Phones without these packs fetch what they left out, too.
        self._full_bytes[CORE] += sum(len(zlib.compress(self._read(one), 9)) for one in loaded)
        return list(packs.values())

    def _full_of(
        self, parts: Iterable[str], loaded: set[Digest], progress: Progress
    ) -> dict[str, _Pack]:
        """Build the packs of some parts: the core from nothing, languages from the core."""
        packs = {}
        for part in parts:
            plan = partial(self._full_plan, part, loaded)
            packs[part] = self._build(self._full_path(part), plan, _sizes_to(progress, FIRST))
        return packs

    def _full_plan(self, part: str, loaded: set[Digest]) -> Plan:
        leaving_out = loaded if part == CORE else set()
        return self._plan({part: self._target[part]}, _full_base(self._target, part), leaving_out)

    def _full_path(self, part: str) -> Path:
        return _full_path(self._store, self._target, part)

    def updates(self, bases: Sequence[Parts], progress: Progress) -> tuple[list[_Pack], list[str]]:
        """Build what phones take that hold one of the releases `bases`.

        Say of which ones nothing can be built, as they are no longer whole here.
        """
        packs: list[_Pack] = []
        damages: list[str] = []
        for number, base in enumerate(bases, 1):
            tell = _sizes_to(progress, f"{UPDATES}, from {number} of {len(bases)} releases")
            try:
                packs += self._updates_from(base, tell)
            except Damaged as damage:
                damages.append(f"no packs from release {release_id(base)}: {damage}")
        return packs, damages

    def _updates_from(self, base: Parts, tell: Callable[[int], None]) -> Iterator[_Pack]:
        kept = pick(self._target, base)
        if kept != base:
            yield self._update(kept, base, tell)
        for part, digest in kept.items():
            if base[part] != digest:
                yield self._update({part: digest}, {part: base[part]}, tell)

    def _update(self, target: Parts, base: Parts, tell: Callable[[int], None]) -> _Pack:
        path = self._store.path_of_pack(pack_name(target, base))
        most = sum(self._full_bytes[part] for part in target)
        return self._build(path, partial(self._plan, target, base), tell, most)

    def _plan(self, target: Parts, base: Parts, leaving_out: Set[Digest] = frozenset()) -> Plan:
        held, wanted = self._manifests(base), self._manifests(target)
        known = members(held)
        items = items_of(wanted, held, {*known, *leaving_out}, lambda one: len(self._read(one)))
        return Plan(known, list(items))

    def _build(
        self,
        path: Path,
        planned: Callable[[], Plan],
        tell: Callable[[int], None],
        most: float = ANY_SIZE,
    ) -> _Pack:
        """Build one pack, unless it is there, whole, or would be larger than `most`.

        `tell` is told of its bytes as they become more.
        """
        size = self._kept(path)
        if size is not None:
            return _Pack("kept", size)
        pack, keys, plan = bytearray(), [], planned()
        for key, run in encode(plan.known, plan.items, self._memory, self._runs):
            pack += run
            keys.append(key)
            tell(len(pack))
            if len(pack) > most:
                return _Pack("left out", len(pack))
        pack += END
        if most == ANY_SIZE:
            self._runs.note(path, keys)
        write_atomically(path, bytes(pack))
        return _Pack("built", len(pack))

    def _kept(self, path: Path) -> int | None:
        """Return the bytes of a pack that is there and whole; nothing for any other one."""
        if path not in self._sizes and (data := read_pack(path)):
            self._sizes[path] = len(data)
        return self._sizes.get(path)

    def _manifests(self, parts: Parts) -> dict[Digest, Manifest]:
        return {digest: self._manifest(digest) for digest in parts.values()}

    def _read(self, digest: Digest) -> bytes:
        return read_whole(self._store, digest)

    def _read_manifest(self, digest: Digest) -> Manifest:
        try:
            return read_manifest(self._read(digest))
        except UnknownFormat as error:
            raise Damaged(f"{self._store.path_of(digest)} is no manifest: {error}") from error


def _full_base(release: Parts, part: str) -> Parts:
    """Return from what a full pack leads: the core from nothing, languages from the core."""
    return {} if part == CORE else {CORE: release[CORE]}


def _full_path(store: ReleaseStore, release: Parts, part: str) -> Path:
    return store.path_of_pack(pack_name({part: release[part]}, _full_base(release, part)))


def _sizes_to(progress: Progress, what: str) -> Callable[[int], None]:
    """Return what tells an operator how large a pack is by now, given its bytes."""
    return lambda size: progress(f"{what}, {size // 1024} KB …")


def _silent(line: str) -> None:
    """Say nothing: what a copy of this process prints goes to the operator's terminal."""


def _targets(release: Parts) -> set[str]:
    """Return what the names of packs to a release, or to one of its parts, begin with."""
    return {release_id(release), *(release_id({part: one}) for part, one in release.items())}
