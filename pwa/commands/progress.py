"""Telling an operator how far a command is: one line that changes, or a line every few seconds."""

import re
import sys
import time
from collections.abc import Callable

import click

# A line that ends so says how far it is, and another will follow.
PASSING = "…"

EVERY_SECONDS = 3
REDRAWN_SECONDS = 0.1

# Lines that differ in nothing else are of one stage of the work.
NUMBERS = re.compile(r"\d+")


class ProgressLines:
    """Writes lines to the error output; passing ones in one place, or seldom.

    The first line of a new stage is always told, so that nobody takes a long one for the last.
    """

    def __init__(self, terminal: bool | None = None, clock: Callable[[], float] = time.monotonic):
        self._terminal = sys.stderr.isatty() if terminal is None else terminal
        self._clock = clock
        self._told = clock()
        self._drawn = False
        self._heard = True
        self._stage = ""

    def __call__(self, line: str) -> None:
        """Tell a line; once nobody can hear it, as after `| head -1`, tell no more.

        What is told of goes on: a release is not given up because nobody watches it.
        """
        if not self._heard:
            return
        try:
            self._tell(line)
        except OSError:
            self._heard = False

    def _tell(self, line: str) -> None:
        if not line.endswith(PASSING):
            self._clear()
            click.echo(line, err=True)
        elif self._is_due(line):
            self._clear()
            click.echo(line, err=True, nl=not self._terminal)
            self._drawn, self._told = self._terminal, self._clock()

    def _is_due(self, line: str) -> bool:
        before, self._stage = self._stage, NUMBERS.sub("", line)
        every = REDRAWN_SECONDS if self._terminal else EVERY_SECONDS
        return self._stage != before or self._clock() - self._told >= every

    def _clear(self) -> None:
        """Take back the line that stands there for the moment."""
        if self._drawn:
            click.echo("\r\033[K", err=True, nl=False)
            self._drawn = False
