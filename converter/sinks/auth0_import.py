"""Users packed into files that Auth0's bulk import accepts.

A file is one JSON array: `[`, the users with `,` between them, `]`, in UTF-8 and without any space. Auth0
documents 500 KB a file ("Bulk User Imports"); its server refuses requests above 512,000 bytes with their
envelope, so 500,000 bytes keep both readings.

Packing is next-fit: users keep the order of the source, and one that does not fit begins the next file. A file
is thus short of the limit by less than the size of the user behind it: under 0.3 % for users of 1.5 kB,
at most 2 % for users up to 10 kB, which is Auth0's limit for a profile.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from msgspec import Struct

from converter.record import PLACE, Origin
from converter.sinks.durable import DurableFile, commit_all
from converter.sinks.folder import OutputFolder
from converter.sinks.json_lines import JsonLines
from converter.sinks.layout import part_name
from converter.sinks.origins import origins_line

PART_LIMIT = 500_000
"""The largest import file, in bytes."""

_BRACKETS = 2
_COMMA = 1
_TEXT = len(PLACE)
_TOGETHER = 16
"""Files that wait for the disk together."""


class Part(Struct, frozen=True):
    """An import file as it was written: name, number of users, size in bytes, SHA-256 in hex."""

    name: str
    users: int
    bytes: int
    sha256: str


class ImportFiles:
    """A sink that writes `users-00001.json`, `users-00002.json` …; once some are durable, they take their names.

    It holds the users of one file in memory. No users, no files. `origins` gets a line for each file.
    """

    def __init__(self, folder: OutputFolder, origins: JsonLines, limit: int = PART_LIMIT) -> None:
        self._folder = folder
        self._lines = origins
        self._limit = limit
        self._users: list[list[Any]] = [[] for _ in range(_TEXT + 1)]
        self._size = _BRACKETS
        self._parts: list[Part] = []
        self._waiting: list[tuple[DurableFile, int]] = []

    def fits(self, user: bytes) -> bool:
        """Does the user fit into a file of its own? One that does not has to be rejected."""
        return len(user) + _BRACKETS <= self._limit

    def add(self, user: bytes, origin: Origin) -> None:
        """Append a user, as the UTF-8 text of a JSON object, and where it came from. Errors: RunStopped."""
        self.add_all([[value] for value in (*origin.place, user)])

    def add_all(self, users: Sequence[Sequence[Any]]) -> None:
        """Append users by columns: the fields of PLACE, the text, and whatever follows that. Errors: RunStopped."""
        sizes = [len(text) + _COMMA for text in users[_TEXT]]
        start = 0
        while self._size + sum(sizes[start:]) > self._limit + _COMMA:
            room = self._limit + _COMMA - self._size
            end = start + bisect_right(list(accumulate(sizes[start:])), room)
            self._append(users, sizes, start, end)
            assert self._users[_TEXT], "reject what does not fit"
            self._write_part()
            start = end
        self._append(users, sizes, start, len(sizes))

    @property
    def place(self) -> tuple[str, int]:
        """Where the user appended last stands: the name of its file, and its position there, from 0."""
        return self._name, len(self._users[_TEXT]) - 1

    def close(self) -> tuple[Part, ...]:
        """Write the last file and give all of them in order. Errors: RunStopped."""
        if self._users[_TEXT]:
            self._write_part()
        if self._waiting:
            self._commit()
        return tuple(self._parts)

    @property
    def _name(self) -> str:
        return part_name(len(self._parts) + len(self._waiting) + 1)

    def _append(self, users: Sequence[Sequence[Any]], sizes: Sequence[int], start: int, end: int) -> None:
        for column, values in zip(self._users, users, strict=False):
            column.extend(values[start:end])
        self._size += sum(sizes[start:end])

    def _write_part(self) -> None:
        *places, texts = self._users
        file = self._folder.create(self._name)
        file.write(b"[")
        file.write(b",".join(texts))
        file.write(b"]")
        file.finish()
        self._lines.write(origins_line(self._name, places))
        self._waiting.append((file, len(texts)))
        if len(self._waiting) == _TOGETHER:
            self._commit()
        for column in self._users:
            column.clear()
        self._size = _BRACKETS

    def _commit(self) -> None:
        written = commit_all(self._folder.path, [file for file, _ in self._waiting])
        for file, (_, users) in zip(written, self._waiting, strict=True):
            self._parts.append(Part(file.name, users, file.bytes, file.sha256))
        self._waiting.clear()
