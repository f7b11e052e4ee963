"""Which rows of a table were found at least once, noted by all processes of a run."""

from __future__ import annotations

import mmap


class Matched:
    """A byte a row in memory that processes share which are forked from this one; a row may be noted many times."""

    def __init__(self, rows: int) -> None:
        self._noted = mmap.mmap(-1, max(1, rows))

    def note(self, number: int) -> None:
        """The row was found."""
        self._noted[number] = 1

    def __contains__(self, number: int) -> bool:
        return self._noted[number] == 1

    def count(self) -> int:
        """How many rows were found."""
        return self._noted[:].count(1)
