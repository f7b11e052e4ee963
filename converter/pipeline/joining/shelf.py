"""Where entries go until all are there: in memory, or in files once they take more of it than they may."""

from __future__ import annotations

import marshal
from pathlib import Path
from typing import TypeAlias

from converter.pipeline.joining.entry import Entry
from converter.pipeline.joining.held import Held
from converter.pipeline.joining.spilled import Spill, Spilled

RoomyTable: TypeAlias = Held | Spilled

_FIXED = 700
"""Bytes that a row takes in memory beside its texts: two tuples, a dict, a list, the numbers of its origin."""
_A_KEY = 150


class Shelf:
    """Takes entries in their order, and makes the table of them. Errors: RunStopped."""

    def __init__(self, memory: int, folder: Path) -> None:
        """`memory` is how many bytes may be held; beyond that files in `folder` are used."""
        self.memory = memory
        self._folder = folder
        self._entries: list[Entry] = []
        self._spill: Spill | None = None

    def add(self, entry: Entry) -> None:
        """One more row."""
        if self._spill:
            self._spill.add(entry)
            return
        self._entries.append(entry)
        self.memory -= _size(entry)
        if self.memory < 0:
            self._spill = Spill(self._folder)
            for each in self._entries:
                self._spill.add(each)
            self._entries.clear()
            self.memory = 0

    def table(self) -> RoomyTable:
        """The table of all that was added; nothing can be added afterwards."""
        return self._spill.table() if self._spill else Held(self._entries)


def _size(entry: Entry) -> int:
    """About how many bytes an entry takes in memory."""
    try:
        texts = len(marshal.dumps((entry.keys, entry.values, entry.links)))
    except ValueError:  # a value of a class that a database's driver made
        texts = len(repr(entry.values))
    return _FIXED + _A_KEY * len(entry.keys) + 2 * texts
