"""CSV data as text and as lines; those that are no proper text are told by their place."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

from converter.sources.encodings import is_superset_of_ascii


class TextLines(NamedTuple):
    """Lines with their line ends: text, bytes of each, and the codes of those that are no proper text."""

    text: list[str]
    sizes: list[int]
    bad: dict[int, str]


def as_ascii(data: bytes, encoding: str) -> bytes:
    """The data in a superset of ASCII; where it is, it is not looked at. Raises UnicodeError."""
    return data if is_superset_of_ascii(encoding) else data.decode(encoding).encode()


def line_count(data: bytes) -> int:
    """How many lines there are; the last one may lack its line end."""
    return data.count(b"\n") + (not data.endswith(b"\n"))


def lines_of(data: bytes, encoding: str) -> TextLines:
    """The lines of the data."""
    raw = list(io.BytesIO(data))
    try:
        if b"\0" not in data:
            return TextLines([line.decode(encoding) for line in raw], list(map(len, raw)), {})
    except UnicodeDecodeError:
        pass
    return _checked_lines(raw, encoding)


def _checked_lines(raw: Sequence[bytes], encoding: str) -> TextLines:
    """Where some line is no proper text."""
    text: list[str] = []
    bad: dict[int, str] = {}
    for place, line in enumerate(raw):
        try:
            text.append(line.decode(encoding))
        except UnicodeDecodeError:
            bad[place] = "csv-encoding"
            text.append(line.decode(encoding, "replace"))  # the shape of the row counts; its cells are dropped
        if b"\0" in line:
            bad[place] = "csv-nul"
    return TextLines(text, list(map(len, raw)), bad)
