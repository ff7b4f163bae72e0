"""Making several packs, or the runs of all of them, in two processes: the halves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from content.beside import beside
from content.release.digest import Digest
from content.release.pack_encoder import Item, group_sizes, some_runs
from content.release.pack_search import Memory


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pack is made from: the members of its base, and its items."""

    known: Sequence[Digest]
    items: Sequence[Item]


def runs_in_two(
    plans: Sequence[Plan], memory: Memory, after_part: Callable[[float], None] = lambda part: None
) -> dict[Digest, bytes]:
    """Return the runs of these packs by key, half of them made in a copy of this process.

    `after_part` is told which part of this process's half is made: 1 is all of it.

    Raises:
        OSError: an object could not be read, or the copy was ended by somebody else.
    """
    near, far = halves([group_sizes(plan.items) for plan in plans])

    def make(share: Sequence[range], after_each: Callable[[], None]) -> dict[Digest, bytes]:
        runs: dict[Digest, bytes] = {}
        for plan, numbers in zip(plans, share, strict=True):
            runs |= some_runs(plan.known, plan.items, memory, numbers, after_each)
        return runs

    parts = iter(range(1, 1 + (total := sum(map(len, near)))))
    # What a copy prints would go to the operator's terminal: it tells nothing.
    with beside(lambda: make(far, lambda: None)) as others:
        made = make(near, lambda: after_part(next(parts) / total))
    return made | others.value


def halves(sizes: Sequence[Sequence[int]]) -> tuple[list[range], list[range]]:
    """Share out runs by their sizes, given pack by pack: the first half of the bytes, and the rest.

    Each half has, for each pack, the numbers of its runs.
    """
    half = sum(map(sum, sizes)) / 2
    near, far, before = [], [], 0
    for runs in sizes:
        ends = list(accumulate(runs, initial=before))
        cut = sum(start < half for start in ends[:-1])
        near.append(range(cut))
        far.append(range(cut, len(runs)))
        before = ends[-1]
    return near, far


def shared_out(sizes: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Share out packs, whole, by their sizes in anything: as much to the one as to the other."""
    shares: tuple[list[str], list[str]] = ([], [])
    loads = [0, 0]
    for part in sorted(sizes, key=lambda part: (-sizes[part], part)):
        lighter = loads.index(min(loads))
        shares[lighter].append(part)
        loads[lighter] += sizes[part]
    return shares
