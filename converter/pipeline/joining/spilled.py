"""A table too large for memory: its rows in one file, in another where they are, sorted by a digest of their keys.

Both files have no name, so that nothing of them remains however the run ends, and every process that is forked from
this one reads them at places of its own. In memory is where in the index each of 65,536 ranges of digests begins.
"""

from __future__ import annotations

import pickle
import secrets
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from converter.mapping.lookup import MOST, Key, Row
from converter.pipeline.joining.entry import Entry
from converter.pipeline.joining.matched import Matched
from converter.pipeline.joining.nameless import NamelessFile
from converter.record import Origin
from converter.sinks.durable import stopping

_DIGEST = 12
"""Two different keys are taken for one where 96 bits of BLAKE2b agree, as for duplicates of identifiers."""
_ENTRY = _DIGEST + 6
_SLOTS = 1 << 16
_BUCKETS = 256
_WAITING = 16 << 20
_PIECE = 1 << 18
_GUESS = 1024
_MANY = 1024
_LENGTH = 4


class Spill:
    """Takes the entries of a table, and makes the table of them. Errors: RunStopped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._secret = secrets.token_bytes(32)
        with stopping(folder):
            self._rows = NamelessFile(folder)
            self._waiting_room = NamelessFile(folder)
        self._buckets = [bytearray() for _ in range(_BUCKETS)]
        self._pieces: list[list[tuple[int, int]]] = [[] for _ in range(_BUCKETS)]
        self._waiting = self._end = self._count = self._stored = 0
        self._written = bytearray()

    def add(self, entry: Entry) -> None:
        """One more row."""
        # a tuple of plain values is a third of the size of the named one
        data = pickle.dumps((self._count, entry.values, entry.links, tuple(entry.origin)), pickle.HIGHEST_PROTOCOL)
        self._written += len(data).to_bytes(_LENGTH) + data
        if len(self._written) >= _PIECE:
            self._write_rows()
        place = self._end.to_bytes(_ENTRY - _DIGEST)
        for key in entry.keys:
            digest = _digest(key, self._secret)
            self._buckets[digest[0]] += digest + place
            self._waiting += _ENTRY
        self._end += _LENGTH + len(data)
        self._count += 1
        if self._waiting >= _WAITING:
            self._store()

    def table(self) -> Spilled:
        """The table of all that was added; nothing can be added afterwards."""
        self._write_rows()
        self._store()
        starts = array("Q", [0])
        with stopping(self._folder):
            index = NamelessFile(self._folder)
            self._rows.flush()
            self._waiting_room.flush()
            for number in range(_BUCKETS):
                _write_bucket(index, self._entries(number), starts)
            index.flush()
        return Spilled(self._rows, index, starts, secret=self._secret, count=self._count, end=self._end)

    def _write_rows(self) -> None:
        with stopping(self._folder):
            self._rows.write(self._written)
        self._written = bytearray()

    def _store(self) -> None:
        """Put what waits in memory into a file, bucket by bucket."""
        with stopping(self._folder):
            for bucket, pieces in zip(self._buckets, self._pieces, strict=True):
                if bucket:
                    self._waiting_room.write(bucket)
                    pieces.append((self._stored, len(bucket)))
                    self._stored += len(bucket)
                    bucket.clear()
        self._waiting = 0

    def _entries(self, number: int) -> list[bytes]:
        data = b"".join(self._waiting_room.read(size, at) for at, size in self._pieces[number])
        return sorted(data[at : at + _ENTRY] for at in range(0, len(data), _ENTRY))


class Spilled:
    """The rows of one lookup by their keys, in files."""

    def __init__(
        self, rows: NamelessFile, index: NamelessFile, starts: array[int], *, secret: bytes, count: int, end: int
    ) -> None:
        self._rows = rows
        self._index = index
        self._starts = starts
        self._secret = secret
        self._count = count
        self._end = end
        self.matched = Matched(count)

    def rows(self, key: Key) -> Sequence[Row]:
        """The rows under a key, in the order of their store, at most MOST + 1; they are noted as matched."""
        digest = _digest(key, self._secret)
        slot = digest[0] << 8 | digest[1]
        first, end = self._starts[slot], self._starts[slot + 1]
        if end - first > _MANY:
            first = bisect_left(_Index(self._index, end), digest, first)
        size = min(end - first, MOST + 1) if end - first > _MANY else end - first
        block = self._index.read(size * _ENTRY, first * _ENTRY)
        found = []
        for at in range(_first(block, digest), len(block), _ENTRY):
            if not block.startswith(digest, at):
                break
            row, _ = self._row(int.from_bytes(block[at + _DIGEST : at + _ENTRY]))
            self.matched.note(row.number)
            found.append(row)
        return found

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        place = 0
        while place < self._end:
            row, place = self._row(place)
            yield row

    def _row(self, place: int) -> tuple[Row, int]:
        """The row at a place of the file, and where the next one is."""
        data = self._rows.read(_GUESS, place)
        end = _LENGTH + int.from_bytes(data[:_LENGTH])
        if end > len(data):
            data += self._rows.read(end - len(data), place + len(data))
        # written by this process into a file that nobody else can open
        number, values, links, origin = pickle.loads(data[_LENGTH:end])  # noqa: S301
        return Row(number, values, links, Origin(*origin)), place + end


class _Index:
    """The digests of an index as a sequence, for finding one among very many."""

    def __init__(self, file: NamelessFile, length: int) -> None:
        self._file = file
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, number: int) -> bytes:
        return self._file.read(_DIGEST, number * _ENTRY)


def _first(block: bytes, digest: bytes) -> int:
    """Where in a block of entries the first one of a digest begins; the block's end where there is none."""
    at = block.find(digest)
    while at >= 0 and at % _ENTRY:
        at = block.find(digest, at + 1)
    return at if at >= 0 else len(block)


def _write_bucket(index: NamelessFile, entries: list[bytes], starts: array[int]) -> None:
    """The sorted entries whose digests begin with the same byte; `starts` grows by where each second byte ends."""
    index.write(b"".join(entries))
    counts = [0] * (_SLOTS // _BUCKETS)
    for entry in entries:
        counts[entry[1]] += 1
    for count in counts:
        starts.append(starts[-1] + count)


def _digest(key: Key, secret: bytes) -> bytes:
    """Keyed, so that whoever writes the data cannot prepare two keys that are equal; a text is never equal to bytes."""
    data = b"t" + key.encode("utf-8", "surrogatepass") if isinstance(key, str) else b"b" + key
    return blake2b(data, digest_size=_DIGEST, key=secret).digest()
