"""The runs of packs by their keys: those made just now, and those of the last release's packs.

Beside a full pack stands `<name>.keys`, the keys of its runs in order. It only saves work: without
it, or when it is damaged, the runs are made again.
"""

from collections import OrderedDict
from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path

from content.release.digest import Digest, is_digest
from content.release.pack import LENGTH_BYTES, is_whole
from content.release.store import write_atomically

# The runs of large updates, which differ little from one past release to the next.
HELD_BYTES = 48 * 2**20


def keys_path(pack: Path) -> Path:
    """Return where the keys of a pack's runs stand."""
    return pack.with_name(pack.name + ".keys")


class RunShelf(MutableMapping[Digest, bytes]):
    """Runs by key, within bounds: the oldest go first, but never the last one."""

    def __init__(self) -> None:
        self._runs: OrderedDict[Digest, bytes] = OrderedDict()
        self._bytes = 0

    def load(self, pack: Path) -> None:
        """Put the runs of a pack on the shelf, if it and its keys are there and it is whole.

        A run that was cut would be taken over into all later packs.
        """
        try:
            keys = keys_path(pack).read_text("ascii").split()
            data = pack.read_bytes()
        except (OSError, UnicodeDecodeError):
            return
        if not is_whole(data):
            return
        runs = list(_cut(data))
        if len(keys) == len(runs) and all(map(is_digest, keys)):
            self.update(zip(map(Digest, keys), runs, strict=True))

    def note(self, pack: Path, keys: Sequence[Digest]) -> None:
        """Write the keys of a pack's runs, for the next publication."""
        write_atomically(keys_path(pack), "\n".join(keys).encode())

    def __getitem__(self, key: Digest) -> bytes:
        self._runs.move_to_end(key)
        return self._runs[key]

    def __setitem__(self, key: Digest, run: bytes) -> None:
        self._bytes += len(run) - len(self._runs.pop(key, b""))
        self._runs[key] = run
        while self._bytes > HELD_BYTES and len(self._runs) > 1:
            self._bytes -= len(self._runs.popitem(last=False)[1])

    def __delitem__(self, key: Digest) -> None:
        self._bytes -= len(self._runs.pop(key))

    def __iter__(self) -> Iterator[Digest]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)


def _cut(data: bytes) -> Iterator[bytes]:
    """Yield the runs of a pack, each with its length in front."""
    position = 0
    while length := int.from_bytes(data[position : position + LENGTH_BYTES]):
        end = position + LENGTH_BYTES + length
        yield data[position:end]
        position = end
