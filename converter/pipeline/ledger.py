"""Who holds which identifier of one field, exactly, at eight bytes of memory an identifier.

Memory holds a part of the hash and where the rest stands: identifier and place, one behind the other in an unnamed
file. A lookup that meets the same part of a hash compares the identifiers themselves, so no two are ever taken for one.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from converter.sinks.durable import stopping

_BUCKETS = 1 << 16
_HASH = 3
_ENTRY = 8
_OFFSET_BITS = 8 * (_ENTRY - _HASH)
_NUMBER = 8
_SIZE = 4
_UNWRITTEN = 1 << 16


class Ledger:
    """Identifiers, each with a place: any number below 2**64. Errors: RunStopped where the disk is full.

    `folder` is where the unnamed file is made, once there is more than fits into a little memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(tempfile.gettempdir())
        self._buckets: list[bytearray | None] = [None] * _BUCKETS
        self._file: IO[bytes] | None = None
        self._written = 0
        self._unwritten = bytearray()

    def place(self, identifier: str) -> int | None:
        """The place of its holder, or None where it is new."""
        number = hash(identifier)
        bucket = self._buckets[number & 0xFFFF]
        if bucket is None:
            return None
        part = (number >> 16 & 0xFFFFFF).to_bytes(_HASH)
        found = bucket.find(part)
        while found >= 0:
            if found % _ENTRY == 0:
                holder, place = self._read(int.from_bytes(bucket[found + _HASH : found + _ENTRY]))
                if holder == _octets(identifier):
                    return place
            found = bucket.find(part, found + 1)
        return None

    def add(self, identifier: str, place: int) -> None:
        """Note a new identifier and its holder."""
        number = hash(identifier)
        bucket = self._buckets[number & 0xFFFF]
        if bucket is None:
            bucket = self._buckets[number & 0xFFFF] = bytearray()
        offset = self._written + len(self._unwritten)
        bucket += ((number >> 16 & 0xFFFFFF) << _OFFSET_BITS | offset).to_bytes(_ENTRY)
        octets = _octets(identifier)
        self._unwritten += (place << 8 * _SIZE | len(octets)).to_bytes(_NUMBER + _SIZE) + octets
        if len(self._unwritten) > _UNWRITTEN:
            self._write()

    def _write(self) -> None:
        with stopping(self._folder):
            if self._file is None:
                # unlinked at once: nothing remains of it, however the run ends
                self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115
            self._file.seek(self._written)
            while self._unwritten:
                written = self._file.write(self._unwritten)
                del self._unwritten[:written]
                self._written += written

    def _read(self, offset: int) -> tuple[bytes, int]:
        """The identifier and the place that stand there."""
        head = int.from_bytes(self._octets_at(offset, _NUMBER + _SIZE))
        size = head & 0xFFFFFFFF
        return self._octets_at(offset + _NUMBER + _SIZE, size), head >> 8 * _SIZE

    def _octets_at(self, offset: int, size: int) -> bytes:
        start = offset - self._written
        if start >= 0 or self._file is None:
            return bytes(self._unwritten[start : start + size])
        with stopping(self._folder):
            self._file.seek(offset)
            return self._file.read(size)

    def close(self) -> None:
        """Let go of the file."""
        with suppress(OSError):
            if self._file:
                self._file.close()


def _octets(identifier: str) -> bytes:
    return identifier.encode("utf-8", "surrogatepass")
