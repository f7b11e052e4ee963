"""A file of JSON lines: one object a line, written as the run goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from converter.sinks.durable import Written
from converter.sinks.folder import OutputFolder
from converter.sinks.json_text import compact

_TOGETHER = 1 << 14
"""Bytes from which on lines are written: some sixty that are told of one record, or one of an import file."""


class JsonLines:
    """A file of JSON lines that has its name, and is complete, once it is closed.

    It is written even when it has no lines, so that nobody has to wonder whether one is missing.
    `lines` counts what was written.
    """

    def __init__(self, folder: OutputFolder, name: str) -> None:
        self.lines = 0
        self._folder = folder
        self._file = folder.create(name)
        self._waiting: list[bytes] = []
        self._size = 0

    def write(self, document: Mapping[str, Any]) -> None:
        """Append a line. Errors: RunStopped."""
        self.write_line(compact(document))

    def write_line(self, line: bytes) -> None:
        """Append a line that is written already. Errors: RunStopped."""
        self._waiting += (line, b"\n")
        self._size += len(line)
        self.lines += 1
        if self._size >= _TOGETHER:
            self._write()

    def close(self) -> Written:
        """Complete the file. Errors: RunStopped."""
        self._write()
        return self._folder.commit([self._file])[0]

    def _write(self) -> None:
        self._file.write_all(self._waiting)
        self._waiting.clear()
        self._size = 0
