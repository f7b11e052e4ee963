"""A stream cut into blocks that end where a record may end, in bounded memory.

Blocks of 128 KiB are the fastest: larger ones leave the processor's cache (1 MiB costs 9 % of a whole conversion).
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from msgspec import Struct

from converter import native
from converter.sources.streams import InputStream

BLOCK_SIZE = 1 << 17
_HEAD = 4096


class Boundary(Struct, frozen=True):
    """Where a block may end: behind a line, or behind a blank line.

    `last` and `first` give the place behind the last and the first boundary of some bytes, or 0 where there
    is none; a boundary is at most `width` bytes long. `blank` gives the bytes of the blank line at the end.
    """

    last: Callable[[bytes], int]
    first: Callable[[bytes], int]
    width: int
    blank: Callable[[bytes], int]


class Oversize(Struct, frozen=True):
    """A stretch without a boundary that exceeds the limit: how it begins, its bytes and its lines.

    `blank` is the bytes of the blank line behind it, which count neither as its bytes nor as its lines.
    """

    head: bytes
    length: int
    lines: int
    blank: int = 0

    @property
    def size(self) -> int:
        """All bytes."""
        return self.length + self.blank

    @property
    def line_feeds(self) -> int:
        """The lines with the blank one."""
        return self.lines + (self.blank > 0)


def _behind(place: int, width: int) -> int:
    return place + width if place >= 0 else 0


def _last_blank(data: bytes) -> int:
    plain = _behind(data.rfind(b"\n\n"), 2)
    return max(plain, _behind(data.rfind(b"\n\r\n"), 3)) if b"\r" in data else plain


def _first_blank(data: bytes) -> int:
    places = [place for place in (_behind(data.find(b"\n\n"), 2), _behind(data.find(b"\n\r\n"), 3)) if place]
    return min(places, default=0)


def _blank_line(data: bytes) -> int:
    return 2 if data.endswith(b"\r\n") else 1


LINE = Boundary(lambda data: data.rfind(b"\n") + 1, lambda data: data.find(b"\n") + 1, 1, lambda _: 0)
BLANK_LINE = Boundary(_last_blank, _first_blank, 3, _blank_line)


class Span(Struct, frozen=True):
    """A block of which no more is kept than its size in bytes and its line feeds."""

    size: int
    line_feeds: int


Piece: TypeAlias = bytes | memoryview
Kept = TypeVar("Kept")


def span_keeper() -> Callable[[Sequence[Piece]], Span]:
    """What keeps spans."""
    count_lines = line_counter()
    return lambda pieces: Span(sum(map(len, pieces)), sum(map(count_lines, pieces)))


def line_counter() -> Callable[[Piece], int]:
    """What counts the line feeds of a block."""
    module = native.compiled("octets")
    return module.count_lines if module else _count_lines


def _count_lines(data: Piece) -> int:
    return bytes(data).count(b"\n")


def skip_mark(stream: InputStream) -> tuple[int, bytes]:
    """The length of a UTF-8 byte-order mark (3 or 0) at the start of the stream, and the bytes read behind it."""
    data = stream.read(BLOCK_SIZE)
    mark = len(codecs.BOM_UTF8)
    if data.startswith(codecs.BOM_UTF8):
        return mark, data[mark:]
    return 0, data


def blocks(stream: InputStream, boundary: Boundary, *, head: bytes, limit: int) -> Iterator[bytes | Oversize]:
    """The stream behind `head`, which was read already, in blocks that end at a boundary; the last one may not.

    Of a stretch of more than `limit` bytes without a boundary only its beginning and its size are kept.
    """
    return kept_blocks(stream, boundary, head=head, limit=limit, keep=b"".join)


def kept_blocks(
    stream: InputStream, boundary: Boundary, *, head: bytes, limit: int, keep: Callable[[Sequence[Piece]], Kept]
) -> Iterator[Kept | Oversize]:
    """As `blocks`, of each what is kept of its pieces."""
    pending: list[bytes] = []
    size = 0
    data = head
    while data or (data := stream.read(BLOCK_SIZE)):
        cut = boundary.last(data) or _across(pending, data, boundary)
        if cut > 0:
            yield keep([*pending, memoryview(data)[:cut]])
            pending, size = [], 0
            data = data[cut:]
        if data:
            pending.append(data)
            size += len(data)
        data = b""
        if size > limit:
            oversize, data = _skip(stream, boundary, b"".join(pending))
            yield oversize
            pending, size = [], 0
    if pending:
        yield keep(pending)


def _across(pending: list[bytes], data: bytes, boundary: Boundary) -> int:
    """The place behind a boundary that begins before the data, which has no other."""
    tail = _tail(pending, boundary.width - 1)
    return boundary.last(tail + data[: boundary.width - 1]) - len(tail)


def _tail(pending: list[bytes], size: int) -> bytes:
    return b"".join(pending[-size:])[-size:] if size and pending else b""


def _skip(stream: InputStream, boundary: Boundary, start: bytes) -> tuple[Oversize, bytes]:
    """Read on to the next boundary; gives what was skipped, and what was read behind it."""
    overlap = boundary.width - 1
    length, newlines, tail = len(start), start.count(b"\n"), _tail([start], overlap)
    end = start[-1:]
    while data := stream.read(BLOCK_SIZE):
        probe = tail + data
        if cut := boundary.first(probe):
            blank = boundary.blank(probe[:cut])
            cut -= len(tail)
            lines = newlines + data.count(b"\n", 0, cut) - (blank > 0)
            return Oversize(start[:_HEAD], length + cut - blank, lines, blank), data[cut:]
        length += len(data)
        newlines += data.count(b"\n")
        tail, end = _tail([tail, data], overlap), data[-1:]
    return Oversize(start[:_HEAD], length, newlines + (end != b"\n")), b""
