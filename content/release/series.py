"""Series: packs that a phone wants one after the other, in one file, so that few answers do.

    a first visit       all languages: whichever she reads comes first
    new languages       those that were published since the release that a phone has
    an update           to who keeps some languages and not all: her parts in three answers at most

Each pack in a series is, byte by byte, the one that may be asked for alone. No single pack has the
name of a series. The twin is service_worker/js/series_names.js.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from content.release.digest import Digest
from content.release.manifest import CORE
from content.release.pack import pack_name

# What a release consists of: the digests of manifests by part, `core` or the code of a language.
Parts = Mapping[str, Digest]

# With the pointer, three answers for what is kept are the four requests that an update may take.
ANSWERS = 3

# A guide of more parts would need too many files; its readers who keep some languages ask for each.
MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Series:
    """The name of a series and those of its packs, in their order."""

    name: str
    packs: tuple[str, ...]


def first_visits(release: Parts) -> Iterator[Series]:
    """Yield the series for first visits, one for each language that may come first."""
    languages = _languages(release)
    for first in languages if len(languages) > 1 else ():
        others = [code for code in languages if code != first]
        # Nobody holds a language without the core: no single pack has such a name.
        name = pack_name(release, pick(release, [first]))
        yield Series(name, _full_packs(release, [first, *others]))


def updates(release: Parts, base: Parts) -> Iterator[Series]:
    """Yield the series for phones that hold some parts of `base`."""
    new = [code for code in _languages(release) if code not in base]
    if len(new) > 1:
        yield Series(pack_name(pick(release, new), base), _full_packs(release, new))
    for group in groups(release, base):
        for count in range(2, len(group) + 1):
            for some in combinations(group, count):
                name = pack_name(pick(release, some), base)
                packs = (pack_name(pick(release, [one]), pick(base, [one])) for one in some)
                yield Series(name, tuple(packs))


def groups(release: Parts, base: Parts) -> list[Sequence[str]]:
    """Return the parts that changed since `base`, in groups; none where each can be asked for.

    A part is always in the same group, whatever else a phone holds and whatever changed.
    """
    parts = [CORE, *_languages(base)]
    kept = [one for one in parts if one in release]
    changed = [one for one in kept if release[one] != base[one]]
    size = -(-len(parts) // ANSWERS)
    # Where most languages are gone, all that is left might be one group.
    if len(changed) <= ANSWERS or len(parts) > MOST_PARTS or len(kept) <= size:
        return []
    starts = range(0, len(parts), size)
    return [[one for one in parts[start : start + size] if one in changed] for start in starts]


def pick(release: Parts, names: Iterable[str]) -> dict[str, Digest]:
    """Return those of its parts that have these names."""
    return {name: release[name] for name in names if name in release}


def _languages(release: Parts) -> list[str]:
    return sorted(release.keys() - {CORE})


def _full_packs(release: Parts, languages: Sequence[str]) -> tuple[str, ...]:
    core = pick(release, [CORE])
    return tuple(pack_name(pick(release, [code]), core) for code in languages)
