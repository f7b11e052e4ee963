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
        self._meaningful = tuple(filter(None, (settings.quote, settings.escape)))
        self._longest = csv.field_size_limit()

    def rows(self, lines: Lines, *, most: int) -> Iterator[Rows] | None:
        """The rows of lines, `most` at a time; None where the lines are not plain."""
        if any(sign in line for sign in self._meaningful for line in lines.text):
            return None
        end = _line_end(lines.text)
        if not end or lines.bad or end in lines.text or max(lines.sizes) > self._longest:
            return None
        return self._split(lines.text, len(end), most)

    def _split(self, lines: list[str], end: int, most: int) -> Iterator[Rows]:
        for start in range(0, len(lines), most):
            cells = [line[:-end].split(self._delimiter) for line in lines[start : start + most]]
            yield Rows(start, cells, list(range(start + 1, start + len(cells) + 1)))


def _line_end(lines: list[str]) -> str:
    """What every line ends in; "" where not all of them end in the same, or a carriage return stands elsewhere."""
    text = "".join(lines)
    if not text.endswith("\n"):
        return ""
    returns = text.count("\r")
    if not returns:
        return "\n"
    return "\r\n" if returns == text.count("\r\n") == len(lines) else ""
