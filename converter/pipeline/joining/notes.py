"""Rows that were not joined, one line of JSON each, kept until the run writes them down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from converter.pipeline.joining.entry import Fault
from converter.pipeline.joining.nameless import NamelessFile
from converter.record import Origin
from converter.sinks.durable import stopping
from converter.sinks.json_text import compact

_PIECE = 1 << 16


class Notes:
    """Lines in a file without a name, since they may be as many as there are rows. Errors: RunStopped."""

    def __init__(self, lookup: str, folder: Path) -> None:
        self._lookup = lookup
        self._folder = folder
        self._file: NamelessFile | None = None
        self._size = 0

    def fault(self, fault: Fault) -> None:
        """A row that could not be read."""
        self._add(fault.origin, "unreadable", {"code": fault.code, "message": fault.message})

    def aside(self, origin: Origin, state: str) -> None:
        """A row that has no key, or that no record matched."""
        self._add(origin, state, {})

    def lines(self) -> Iterator[bytes]:
        """What was noted, in pieces that do not end where lines do."""
        if self._file is None:
            return
        with stopping(self._folder):
            self._file.flush()
        for at in range(0, self._size, _PIECE):
            yield self._file.read(min(_PIECE, self._size - at), at)

    def _add(self, origin: Origin, state: str, why: dict[str, Any]) -> None:
        line = compact({"lookup": self._lookup, "state": state, "origin": origin.as_document(), **why}) + b"\n"
        with stopping(self._folder):
            if self._file is None:
                self._file = NamelessFile(self._folder)
            self._file.write(line)
        self._size += len(line)
