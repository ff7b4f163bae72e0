"""What files said when they were read before, so that only changed files are parsed again."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Values by the digest of the file they were parsed from; `used` are those of this reading.

    They are good as long as the code is the same.
    """

    def __init__(self, before: Mapping[str, Value] | None = None) -> None:
        self._before = before or {}
        self.used: dict[str, Value] = {}

    def get(self, digest: str, parse: Callable[[], Value]) -> Value:
        """Return what the file with this digest says; `parse` finds it out, or raises."""
        value = self._before.get(digest)
        self.used[digest] = value = parse() if value is None else value
        return value

    @property
    def changed(self) -> bool:
        """Whether this reading used other values than were given to it."""
        return self.used.keys() != self._before.keys()
