"""What the commands say when the system refuses them something: one sentence for an operator."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def refusals(outcome: str) -> Iterator[None]:
    """Turn an OSError into one sentence that ends with `outcome`, and status 1.

    A pipe that nobody reads is left to click, which ends in silence.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise click.ClickException(f"{sentence(error)}; {outcome}.") from error


def sentence(error: OSError) -> str:
    """Say what was refused, and which file it was about, without a full stop."""
    if isinstance(error, ChildProcessError):
        return (
            "A process of the build was ended from outside, mostly because the memory was full "
            "(close other programs, and try again)"
        )
    reason = error.strerror or str(error)
    if error.filename is None:
        return f"The disk refused ({reason})"
    return f"The disk refused {os.fsdecode(error.filename)} ({reason})"
