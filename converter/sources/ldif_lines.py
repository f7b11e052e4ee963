"""The lines of LDIF (RFC 2849): bytes cut into segments, and a record's segment into unfolded lines.

Every byte of a file belongs to exactly one segment, so that nothing can be lost between two records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class SegmentKind(StrEnum):
    """What a segment is. TRAILER is the result that ldapsearch prints behind the last entry."""

    BOM = "bom"
    VERSION = "version"
    RECORD = "record"
    COMMENT = "comment"
    SEPARATOR = "separator"
    TRAILER = "trailer"


class Segment(NamedTuple):
    """A stretch of the file: whole lines, the first and the last counting from 1, `offset` in bytes."""

    kind: SegmentKind
    offset: int
    first_line: int
    last_line: int
    data: bytes

    @property
    def length(self) -> int:
        """Its bytes, line ends included."""
        return len(self.data)


class Line(NamedTuple):
    """A line after unfolding, and the number of the first physical line it was written on."""

    number: int
    text: bytes


_VERSION = re.compile(rb"(?i)version: *1\r?(?:\n|\Z)")
_TRAILER = re.compile(rb"(?i)search: *[0-9]+\r?\nresult: *0\b")


def segments(data: bytes, *, offset: int = 0, line: int = 1) -> Iterator[Segment]:
    """The segments of whole paragraphs, of which the first byte stands at `offset` and in line `line`."""
    for paragraph in _paragraphs(data):
        for kind, part in _parts(paragraph):
            lines = part.count(b"\n") + (not part.endswith(b"\n"))
            yield Segment(kind, offset, line, line + lines - 1, part)
            offset += len(part)
            line += lines


def unfold(data: bytes, first_line: int) -> list[Line]:
    """The lines of a record, unfolded, without comments and line ends.

    A first line that is itself a continuation stays as it is, with its leading space.
    """
    lines: list[Line] = []
    parts: list[bytes] = []
    number = first_line
    for i, physical in enumerate(data.removesuffix(b"\n").split(b"\n")):
        text = physical.removesuffix(b"\r")
        if text[:1] == b" " and parts:
            parts.append(text[1:])
            continue
        if parts:
            lines.append(Line(number, b"".join(parts)))
        parts, number = [text], first_line + i
    lines.append(Line(number, b"".join(parts)))
    return [line for line in lines if line.text[:1] != b"#"]


def _paragraphs(data: bytes) -> Iterator[bytes]:
    """Alternately lines that hold something and lines that hold nothing."""
    start = place = 0
    blank: bool | None = None
    while place < len(data):
        end = data.find(b"\n", place) + 1 or len(data)
        now = data[place:end] in (b"\n", b"\r\n", b"\r")
        if blank is not None and now != blank:
            yield data[start:place]
            start = place
        blank, place = now, end
    if start < len(data):
        yield data[start:]


def _parts(paragraph: bytes) -> Iterator[tuple[SegmentKind, bytes]]:
    if paragraph[:1] in (b"\n", b"\r") and not paragraph.strip(b"\r\n"):
        yield SegmentKind.SEPARATOR, paragraph
        return
    comments = _length_of_comments(paragraph)
    if comments == len(paragraph):
        yield SegmentKind.COMMENT, paragraph
    elif _TRAILER.match(paragraph, comments):
        yield SegmentKind.TRAILER, paragraph
    elif version := _VERSION.match(paragraph, comments):
        yield SegmentKind.VERSION, paragraph[: version.end()]
        if rest := paragraph[version.end() :]:
            yield from _parts(rest)
    else:
        yield SegmentKind.RECORD, paragraph


def _length_of_comments(paragraph: bytes) -> int:
    """The bytes of the comments, folded ones included, with which a paragraph begins."""
    place = 0
    comment = False
    while place < len(paragraph):
        first = paragraph[place : place + 1]
        comment = first == b"#" or (comment and first == b" ")
        if not comment:
            break
        place = paragraph.find(b"\n", place) + 1 or len(paragraph)
    return place
