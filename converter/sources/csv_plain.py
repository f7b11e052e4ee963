"""Lines of CSV in which no character but the delimiter has a meaning: they need not be read, only split."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from converter.sources.csv_dialect import CsvSettings
from converter.sources.csv_lines import Lines
from converter.sources.csv_rows import Rows


class Splitter:
    """Splits plain lines; the strict reader of the standard library would make the same cells of them."""

    def __init__(self, settings: CsvSettings) -> None:
        self._delimiter = settings.delimiter
        self._meaningful = (settings.quote, settings.escape)
        self._longest = csv.field_size_limit()

    def rows(self, data: bytes, lines: Lines, *, most: int) -> Iterator[Rows] | None:
        """The rows of some data and its lines, `most` at a time; None where they are not plain."""
        end = _line_end(data, len(lines.text))
        if (
            not end
            or lines.bad
            or end in lines.text
            or max(lines.sizes) > self._longest
            or self._has_meaning(data, lines)
        ):
            return None
        return self._split(lines.text, len(end), most)

    def _has_meaning(self, data: bytes, lines: Lines) -> bool:
        for sign in filter(None, self._meaningful):
            if sign.encode() in data if sign.isascii() else any(sign in line for line in lines.text):
                return True
        return False

    def _split(self, lines: list[str], end: int, most: int) -> Iterator[Rows]:
        for start in range(0, len(lines), most):
            cells = [line[:-end].split(self._delimiter) for line in lines[start : start + most]]
            yield Rows(start, cells, list(range(start + 1, start + len(cells) + 1)))


def _line_end(data: bytes, lines: int) -> str:
    """What every line ends in; "" where not all of them end in the same."""
    if not data.endswith(b"\n"):
        return ""
    if b"\r" not in data:
        return "\n"
    return "\r\n" if data.count(b"\r") == data.count(b"\r\n") == lines else ""
