"""The users of a run that hold identifiers: these, and where each stood, on disk if they are many."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import IO, Any, TypeAlias

import orjson

from converter.record import PLACE
from converter.sinks.durable import stopping
from converter.sinks.json_text import compact
from converter.sinks.texts import Column, Same

_UNWRITTEN = 1 << 16
TOGETHER = 128
"""Users that are kept together: few enough to be read for one of them."""
_FILE, _LINE, _ROW = (PLACE.index(name) for name in ("file", "first_line", "row"))

Holder: TypeAlias = tuple[str, int, tuple[Any, ...]]
"""A user's file, the number of its record there, and its identifiers."""


def held(places: Sequence[Column], identifiers: Sequence[Sequence[str | None]]) -> list[bytes]:
    """What is kept of users, so many TOGETHER.

    By columns: the file, line and row, one for all of them or one for each; identifiers.
    """
    count = len(identifiers[0])
    bounds = [(start, min(start + TOGETHER, count)) for start in range(0, count, TOGETHER)]
    return [_held([places[place] for place in (_FILE, _LINE, _ROW)], identifiers, *each) for each in bounds]


def _held(places: Sequence[Column], identifiers: Sequence[Sequence[str | None]], start: int, end: int) -> bytes:
    listed = [one.text if isinstance(one, Same) else b"[%b]" % bytes(one.between(start, end)) for one in places]
    return b"[%b,%b]" % (b",".join(listed), compact([column[start:end] for column in identifiers]))


def identifiers_held(users: Sequence[bytes], numbers: Iterable[int]) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    """Some of the users of whom this is kept, in their order: the number and the identifiers of each."""
    for some, those in groupby(numbers, key=lambda number: number // TOGETHER):
        identifiers = orjson.loads(users[some])[-1]
        yield from ((number, tuple(column[number % TOGETHER] for column in identifiers)) for number in those)


class Holders:
    """Users by their numbers, from 0. Errors: RunStopped where the disk is full.

    They are kept some together, as columns, which is cheap to write by the million and to read now and then.
    `folder` is where an unnamed file is made, once there is more than fits into a little memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            import tempfile

            folder = Path(tempfile.gettempdir())
        self.count = 0
        self._folder = folder
        self._firsts = array("Q")
        self._starts = array("Q", [0])
        self._unwritten = bytearray()
        self._file: IO[bytes] | None = None
        self._written = 0

    def add(self, users: Sequence[bytes], count: int) -> None:
        """Append some users, as `held` gives them."""
        for number, some in enumerate(users):
            self._unwritten += some
            self._firsts.append(self.count + number * TOGETHER)
            self._starts.append(self._written + len(self._unwritten))
        self.count += count
        if len(self._unwritten) > _UNWRITTEN:
            self._write()

    def get(self, number: int) -> Holder:
        """The user with that number."""
        together = bisect_right(self._firsts, number) - 1
        place = number - self._firsts[together]
        octets = self._octets(self._starts[together], self._starts[together + 1])
        *places, identifiers = orjson.loads(octets)
        file, line, row = (one[place] if isinstance(one, list) else one for one in places)
        return file, line or row, tuple(column[place] for column in identifiers)

    def _write(self) -> None:
        with stopping(self._folder):
            if self._file is None:
                import tempfile

                # unlinked at once: nothing remains of it, however the run ends
                self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115
            self._file.seek(self._written)
            while self._unwritten:
                written = self._file.write(self._unwritten)
                del self._unwritten[:written]
                self._written += written

    def _octets(self, start: int, end: int) -> bytes:
        if start >= self._written or self._file is None:
            return bytes(self._unwritten[start - self._written : end - self._written])
        with stopping(self._folder):
            self._file.seek(start)
            return self._file.read(end - start)

    def close(self) -> None:
        """Let go of the file."""
        with suppress(OSError):
            if self._file:
                self._file.close()
