"""The packs of a publication: which ones phones will ask for, and building them before they do.

    core                       from nothing: a first visit
    each language              from the core of the same release: for who saves data, or was cut
    all languages              the same packs in one file, a series; as many as there are languages,
                               each of which comes first in one, the others after it by their code
    all parts                  from all parts of each of the last releases: phones that keep it all
    each part                  from the same part of each of these: phones that keep some languages

They are built between storing and pointing, into `packs/<name>` of the store. A pack that would not
be smaller than the full packs in its place is left out; where there is no pack, phones ask for
objects. Packs that lead to a release older than the last ones are deleted.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal

from content.beside import beside
from content.release.digest import Digest, digest_of
from content.release.manifest import CORE, Manifest, UnknownFormat, read_manifest, release_id
from content.release.pack import END, is_pack_name, members, pack_name
from content.release.pack_encoder import encode
from content.release.pack_files import is_cut, read_pack, remove_pack
from content.release.pack_halves import Plan, runs_in_two
from content.release.pack_items import items_of, loaded_by_every_page
from content.release.pack_runs import RunShelf
from content.release.pack_search import Memory
from content.release.store import ReleaseStore, write_atomically

Parts = Mapping[str, Digest]
Progress = Callable[[str], None]

# From how many past releases an update is one answer; older phones take objects.
RELEASES_BACK = 10

# How many past pointers are looked through for these: a rollback or an order repeats an id.
POINTERS_BACK = 100

# Manifests held in memory: those of the new release and of a past one, for any number of languages
# that a guide may have.
MANIFESTS_HELD = 64

ANY_SIZE = float("inf")


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
    earlier = earlier_releases(store, target)
    building = _Building(store, target)
    for base in earlier[:1]:
        building.remember_full(base)
    packs = building.full(one_process=one_process)
    building.series()
    near, far = earlier[::2], earlier[1::2]
    with beside(lambda: building.updates(far), here=one_process or not far) as others:
        made = building.updates(near)
    for some, damages in (made, others.value):
        packs += some
        for line in damages:
            progress(line)
    removed = _remove_others(store, target, earlier)
    became = Counter(pack.became for pack in packs)
    size = sum(pack.size for pack in packs if pack.became == "built")
    progress(
        f"packs: {became['built']} built, {size // 1024} KB; {became['kept']} were there, "
        f"{became['left out']} left out, {removed} old ones removed"
    )


def earlier_releases(store: ReleaseStore, target: Parts) -> list[Parts]:
    """Return the last distinct releases before `target`, newest first."""
    found: dict[Digest, Parts] = {one.id: one.manifests for one in store.recent(POINTERS_BACK)}
    found.pop(release_id(target), None)
    return list(found.values())[:RELEASES_BACK]


def series_name(release: Parts, first: str) -> str:
    """Return the name of the file with the packs of all languages, `first` before the others.

    It reads like a pack for phones that hold that language and nothing else; there are none.
    """
    return pack_name(release, {first: release[first]})


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
        """Have the runs of a past release's full packs serve again."""
        core = {CORE: release[CORE]}
        names = [pack_name({part: one}, core) for part, one in release.items() if part != CORE]
        for name in (pack_name(core, {}), *names):
            self._runs.load(self._store.path_of_pack(name))

    def full(self, *, one_process: bool) -> list[_Pack]:
        """Build what a first visit takes."""
        loaded = loaded_by_every_page(self._manifest(self._target[CORE]), self._read)
        missing = [part for part in self._target if self._kept(self._full_path(part)) is None]
        if not (one_process or self._runs):
            plans = [self._full_plan(part, loaded) for part in missing]
            self._runs.update(runs_in_two(plans, self._memory))
        near, far = self._shared_out(missing)
        with beside(lambda: self._full_of(far, loaded), here=one_process or not far) as others:
            made = self._full_of(near, loaded)
        kept = self._full_of(self._target.keys() - missing, loaded)
        packs = {**made, **others.value, **kept}
        self._full_bytes = {part: pack.size for part, pack in packs.items()}
        # Phones without these packs fetch what they left out, too.
        self._full_bytes[CORE] += sum(len(zlib.compress(self._read(one), 9)) for one in loaded)
        return list(packs.values())

    def _full_of(self, parts: Iterable[str], loaded: set[Digest]) -> dict[str, _Pack]:
        """Build the packs of some parts: the core from nothing, languages from the core."""
        plan = self._full_plan
        return {
            part: self._build(self._full_path(part), partial(plan, part, loaded)) for part in parts
        }

    def _full_plan(self, part: str, loaded: set[Digest]) -> Plan:
        leaving_out = loaded if part == CORE else set()
        return self._plan({part: self._target[part]}, self._full_base(part), leaving_out)

    def _full_base(self, part: str) -> Parts:
        return {} if part == CORE else {CORE: self._target[CORE]}

    def _full_path(self, part: str) -> Path:
        name = pack_name({part: self._target[part]}, self._full_base(part))
        return self._store.path_of_pack(name)

    def _shared_out(self, parts: Iterable[str]) -> tuple[list[str], list[str]]:
        """Share parts out between two processes, so that each has as many entries as the other."""
        shares: tuple[list[str], list[str]] = ([], [])
        loads = [0, 0]
        entries = {part: len(self._manifest(self._target[part]).entries) for part in parts}
        for part in sorted(entries, key=lambda part: (-entries[part], part)):
            lighter = loads.index(min(loads))
            shares[lighter].append(part)
            loads[lighter] += entries[part]
        return shares

    def series(self) -> None:
        """Put the packs of all languages in one file, in as many orders as there are languages."""
        languages = sorted(self._target.keys() - {CORE})
        packs = [self._full_path(one) for one in languages]
        for place, first in enumerate(languages if len(languages) > 1 else ()):
            path = self._store.path_of_pack(series_name(self._target, first))
            ordered = [packs[place], *packs[:place], *packs[place + 1 :]]
            series = b"".join(pack.read_bytes() for pack in ordered)
            if not path.exists() or path.read_bytes() != series:
                write_atomically(path, series)

    def updates(self, bases: Iterable[Parts]) -> tuple[list[_Pack], list[str]]:
        """Build what phones take that hold one of the releases `bases`.

        Say of which ones nothing can be built, as they are no longer whole here.
        """
        packs: list[_Pack] = []
        damages: list[str] = []
        for base in bases:
            try:
                packs += self._updates_from(base)
            except Damaged as damage:
                damages.append(f"no packs from release {release_id(base)}: {damage}")
        return packs, damages

    def _updates_from(self, base: Parts) -> Iterator[_Pack]:
        yield self._update(self._target, base)
        for part, digest in self._target.items():
            if part in base and base[part] != digest:
                yield self._update({part: digest}, {part: base[part]})

    def _update(self, target: Parts, base: Parts) -> _Pack:
        path = self._store.path_of_pack(pack_name(target, base))
        most = sum(self._full_bytes[part] for part in target)
        return self._build(path, partial(self._plan, target, base), most)

    def _plan(self, target: Parts, base: Parts, leaving_out: Set[Digest] = frozenset()) -> Plan:
        held, wanted = self._manifests(base), self._manifests(target)
        known = members(held)
        items = items_of(wanted, held, {*known, *leaving_out}, lambda one: len(self._read(one)))
        return Plan(known, list(items))

    def _build(self, path: Path, planned: Callable[[], Plan], most: float = ANY_SIZE) -> _Pack:
        """Build one pack, unless it is there, whole, or would be larger than `most`."""
        size = self._kept(path)
        if size is not None:
            return _Pack("kept", size)
        pack, keys, plan = bytearray(), [], planned()
        for key, run in encode(plan.known, plan.items, self._memory, self._runs):
            pack += run
            keys.append(key)
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


def _targets(release: Parts) -> set[str]:
    """Return what the names of packs to a release, or to one of its parts, begin with."""
    return {release_id(release), *(release_id({part: one}) for part, one in release.items())}


def _remove_others(store: ReleaseStore, target: Parts, earlier: Iterable[Parts]) -> int:
    """Delete the packs that lead to none of these releases; return how many.

    Series are large and for first visits only: those of earlier releases go as well. So do other
    packs of these that are cut, which nobody builds again.
    """
    new, old = _targets(target), {name for release in earlier for name in _targets(release)}
    old_series = {series_name(one, part) for one in earlier for part in one if part != CORE}
    others = [
        path
        for path in stored_packs(store)
        if path.name in old_series
        or (leads_to := path.name.split("-")[0]) not in new
        and (leads_to not in old or is_cut(path))
    ]
    for path in others:
        remove_pack(path)
    return len(others)
