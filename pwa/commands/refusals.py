"""What the commands say when the system refuses them something: one sentence for an operator."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from content.release.store import write_atomically


@contextmanager
def refusals(outcome: str, about: Path | None = None) -> Iterator[None]:
    """Turn an OSError into one sentence that ends with `outcome`, and status 1.

    `about` is named when the system names no file, as for a disk that is full.

    A pipe that nobody reads is left to click, which ends in silence.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise click.ClickException(f"{sentence(error, about)}; {outcome}.") from error


def replace_file(path: Path, data: bytes) -> None:
    """Write somebody's file anew: it is as it was until all of it is written; who may write, too.

    Raises:
        OSError: the disk refused, and the file is as it was; `filename` says which.
    """
    place = path.resolve()
    try:
        mode = place.stat().st_mode if place.exists() else None
        write_atomically(place, data)
        if mode is not None:
            place.chmod(mode & 0o7777)
    except OSError as error:
        error.filename = str(path)
        raise


def sentence(error: OSError, about: Path | None = None) -> str:
    """Say what was refused, and which file or else folder it was about, without a full stop."""
    # One that is gone is met at the other end of its pipe.
    if isinstance(error, ChildProcessError | ConnectionError):
        return (
            "A process of the build was ended from outside, mostly because the memory was full "
            "(close other programs, and try again)"
        )
    reason = error.strerror or str(error)
    place = about if error.filename is None else os.fsdecode(error.filename)
    return f"The disk refused {place} ({reason})" if place else f"The disk refused ({reason})"
