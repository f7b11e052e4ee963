"""Who holds which identifier of one field, exactly, at six bytes of memory an identifier.

Memory holds a part of the hash and the number of the identifier; the identifiers themselves and their places stand
in an unnamed file, some of them together. A lookup that meets the same part of a hash compares the identifiers, so
no two are ever taken for one.
"""

from __future__ import annotations

import pickle
import tempfile
from array import array
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeAlias

from converter.sinks.durable import stopping

_BUCKET_BITS = 14
_MASK = (1 << _BUCKET_BITS) - 1
_HASH = 2
_ENTRY = 6
_NUMBER_BITS = 8 * (_ENTRY - _HASH)
_TOGETHER = 64
"""Identifiers that are written and read together: cheap to write by the million, cheap to read now and then."""
_UNWRITTEN = 1 << 16

Holder: TypeAlias = tuple[str, int]


class Ledger:
    """Up to 2**32 identifiers, each with a place: any number. Errors: RunStopped where the disk is full.

    `folder` is where the unnamed file is made, once there is more than fits into a little memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(tempfile.gettempdir())
        self._buckets: list[bytearray | None] = [None] * (_MASK + 1)
        self._count = 0
        self._last: list[Holder] = []
        self._starts = array("Q", [0])
        self._unwritten = bytearray()
        self._file: IO[bytes] | None = None
        self._written = 0

    def take(self, identifier: str, place: int) -> int | None:
        """Note a new identifier and its holder; the place of its holder where it is not new."""
        if len(self._last) == _TOGETHER:
            self._put_away()
        number = hash(identifier)
        entry = ((number >> _BUCKET_BITS & 0xFFFF) << _NUMBER_BITS | self._count).to_bytes(_ENTRY)
        bucket = self._buckets[number & _MASK]
        if bucket is None:
            self._buckets[number & _MASK] = bytearray(entry)
        else:
            found = bucket.find(entry[:_HASH])
            if found >= 0 and (holder := self._place(identifier, bucket, found)) is not None:
                return holder
            bucket += entry
        self._count += 1
        self._last.append((identifier, place))
        return None

    def give_back(self) -> None:
        """Forget the identifier that was taken last. That can only be done once."""
        identifier, _ = self._last.pop()
        self._count -= 1
        bucket = self._buckets[hash(identifier) & _MASK]
        assert bucket
        del bucket[-_ENTRY:]

    def _place(self, identifier: str, bucket: bytearray, found: int) -> int | None:
        """The place of the holder, if the part of a hash `found` in the bucket is its own."""
        part = bucket[found : found + _HASH]
        while found >= 0:
            if found % _ENTRY == 0:
                holder, place = self._holder(int.from_bytes(bucket[found + _HASH : found + _ENTRY]))
                if holder == identifier:
                    return place
            found = bucket.find(part, found + 1)
        return None

    def _put_away(self) -> None:
        self._unwritten += pickle.dumps(self._last, pickle.HIGHEST_PROTOCOL)
        self._last.clear()
        self._starts.append(self._written + len(self._unwritten))
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

    def _holder(self, number: int) -> Holder:
        """The identifier with that number, and its place."""
        group, place = divmod(number, _TOGETHER)
        if group == len(self._starts) - 1:
            return self._last[place]
        octets = self._octets(self._starts[group], self._starts[group + 1])
        # written by this process into a file that nobody else can open
        holder: Holder = pickle.loads(octets)[place]  # noqa: S301
        return holder

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
