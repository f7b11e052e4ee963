"""Users packed into files that Auth0's bulk import accepts.

A file is one JSON array: `[`, the users with `,` between them, `]`, in UTF-8 and without any space. Auth0
documents 500 KB a file ("Bulk User Imports"); its server refuses requests above 512,000 bytes with their
envelope, so 500,000 bytes keep both readings.

Packing is next-fit: users keep the order of the source, and one that does not fit begins the next file. A file
is thus short of the limit by less than the size of the user behind it: under 0.3 % for users of 1.5 kB,
at most 2 % for users up to 10 kB, which is Auth0's limit for a profile.
"""

from __future__ import annotations

from msgspec import Struct

from converter.record import Origin
from converter.sinks.durable import DurableFile
from converter.sinks.folder import OutputFolder
from converter.sinks.json_lines import JsonLines
from converter.sinks.layout import part_name
from converter.sinks.origins import origins_line
from converter.sinks.texts import COMMA
from converter.sinks.users import Stretch, Users, one_user

PART_LIMIT = 500_000
"""The largest import file, in bytes."""

_BRACKETS = 2
_TOGETHER = 16
"""Files that wait for the disk together; they wait on, closed, where it is not known yet whose folder it is."""


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
        self._stretches: list[Stretch] = []
        self._count = 0
        self._size = _BRACKETS
        self._parts: list[Part] = []
        self._waiting: list[tuple[DurableFile, int]] = []

    def fits(self, user: bytes) -> bool:
        """Does the user fit into a file of its own? One that does not has to be rejected."""
        return len(user) + _BRACKETS <= self._limit

    def add(self, user: bytes, origin: Origin) -> None:
        """Append a user, as the UTF-8 text of a JSON object, and where it came from. Errors: RunStopped."""
        self.add_all(one_user(user, origin), 0, 1)

    def add_all(self, users: Users, start: int, end: int) -> None:
        """Append some of these users. Errors: RunStopped."""
        while start < end:
            stop = users.texts.fitting(start, end, room=self._limit + len(COMMA) - self._size)
            if start < stop:
                self._append(Stretch(users, start, stop))
            if stop < end:
                assert self._count, "reject what does not fit"
                self._write_part()
            start = stop

    @property
    def place(self) -> tuple[str, int]:
        """Where the user appended last stands: the name of its file, and its position there, from 0."""
        return self._name, self._count - 1

    def close(self) -> tuple[Part, ...]:
        """Write the last file and give all of them in order. Errors: RunStopped."""
        if self._count:
            self._write_part()
        if self._waiting:
            self._commit()
        return tuple(self._parts)

    @property
    def _name(self) -> str:
        return part_name(len(self._parts) + len(self._waiting) + 1)

    def _append(self, stretch: Stretch) -> None:
        self._stretches.append(stretch)
        self._count += stretch.end - stretch.start
        self._size += len(stretch.text) + len(COMMA)

    def _write_part(self) -> None:
        file = self._folder.create(self._name)
        pieces = [piece for stretch in self._stretches for piece in (COMMA, stretch.text)]
        pieces[0] = b"["
        file.write_all([*pieces, b"]"])
        file.finish()
        self._lines.write_line(origins_line(self._name, self._stretches))
        self._waiting.append((file, self._count))
        if len(self._waiting) % _TOGETHER == 0:
            if self._folder.ready:
                self._commit()
            else:
                for waiting, _ in self._waiting[-_TOGETHER:]:
                    waiting.settle()
        self._stretches.clear()
        self._count, self._size = 0, _BRACKETS

    def _commit(self) -> None:
        written = self._folder.commit([file for file, _ in self._waiting])
        for file, (_, users) in zip(written, self._waiting, strict=True):
            self._parts.append(Part(file.name, users, file.bytes, file.sha256))
        self._waiting.clear()
