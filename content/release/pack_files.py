"""Packs as files: reading one that is whole, and removing what nobody needs."""

from collections.abc import Iterable, Set
from os import SEEK_CUR
from pathlib import Path

from content.release.pack import END, LENGTH_BYTES, is_whole
from content.release.pack_runs import keys_path
from content.release.series import Series
from content.release.store import ReleaseStore, remove_halves, write_atomically


def read_pack(pack: Path) -> bytes | None:
    """Return a pack as it was written; nothing when it is missing, cut or damaged."""
    try:
        data = pack.read_bytes()
    except FileNotFoundError:
        return None
    return data if is_whole(data) else None


def is_cut(pack: Path) -> bool:
    """Whether a pack ends too early or too late, by the lengths of its runs; little is read.

    Raises:
        OSError: the disk refused.
    """
    with pack.open("rb") as file:
        while length := int.from_bytes(head := file.read(LENGTH_BYTES)):
            file.seek(length, SEEK_CUR)
        return head != END or file.tell() != pack.stat().st_size


def remove_pack(pack: Path) -> None:
    """Delete a pack, and the keys beside it.

    Raises:
        OSError: the disk refused.
    """
    pack.unlink(missing_ok=True)
    keys_path(pack).unlink(missing_ok=True)


def store_series(store: ReleaseStore, series: Iterable[Series]) -> None:
    """Write the series whose packs are all there; phones ask for each pack where one is missing.

    Raises:
        OSError: the disk refused; what was written is whole.
    """
    for one in series:
        packs = [store.path_of_pack(name) for name in one.packs]
        if all(pack.exists() for pack in packs):
            data = b"".join(pack.read_bytes() for pack in packs)
            path = store.path_of_pack(one.name)
            if not path.exists() or path.read_bytes() != data:
                write_atomically(path, data)


def remove_others(
    packs: Iterable[Path], *, new: Set[str], old: Set[str], series: Set[str], old_series: Set[str]
) -> int:
    """Delete the packs that nobody will ask for any more; return how many.

    What stays leads to one of the manifests `new` or `old`: names begin with what they lead to; or
    it is one of `series`. Those of old releases, `old_series`, are large and for first visits only:
    they go. So do other packs to `old` ones that are cut, which nobody builds again.

    Raises:
        OSError: the disk refused.
    """
    others = [
        path
        for path in packs
        if path.name not in series
        and (
            path.name in old_series
            or (leads_to := path.name.split("-")[0]) not in new
            and (leads_to not in old or is_cut(path))
        )
    ]
    for path in others:
        remove_pack(path)
    return len(others)


def remove_leftovers(folder: Path) -> None:
    """Delete what a build that was killed has left among packs, while nobody else builds.

    Raises:
        OSError: the disk refused.
    """
    keys_alone = (path for path in folder.glob("*.keys") if not path.with_suffix("").exists())
    for path in keys_alone:
        path.unlink(missing_ok=True)
    remove_halves(folder)
