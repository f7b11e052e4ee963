"""Rows out of lines of CSV text, with the lines each one takes; a row that is broken costs its first line alone."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

MakeReader: TypeAlias = Callable[[Iterator[str]], Any]
"""A strict `csv.reader` of the dialect over some lines."""


class Row(NamedTuple):
    """The cells of the lines from `start` to before `end`; `cells` is None where the quotes do not match."""

    start: int
    end: int
    cells: list[str] | None
    problem: str = ""


class RowReader:
    """Reads lines as they come in blocks; a row that is not complete at the end of a block waits for the next."""

    def __init__(self, make_reader: MakeReader, *, max_row: int) -> None:
        self._make_reader = make_reader
        self._max_row = max_row
        self.open_at = 0

    def rows(self, lines: Sequence[str], *, more: bool) -> Iterator[Row]:
        """The rows of the lines. Afterwards `open_at` is the first line of a row that is not complete.

        `more` says that further lines exist; without it every line belongs to a row, good or bad. Where a
        quote is never closed, the row is its first line, and the next line begins a new row.
        """
        self.open_at = start = 0
        while start < len(lines):
            ended: list[bool] = []
            reader = self._make_reader(chain(lines[start:], _mark_end(ended)))
            base = start
            try:
                for cells in reader:
                    end = base + reader.line_num
                    yield Row(start, end, cells)
                    start = end
            except csv.Error as error:
                if ended and more and sum(map(len, lines[start:])) <= self._max_row:
                    self.open_at = start
                    return
                lines_read = base + reader.line_num - start
                yield Row(start, start + 1, None, _reason(error, lines_read))
                start += 1
        self.open_at = len(lines)


def _mark_end(ended: list[bool]) -> Iterator[str]:
    """Nothing, but the list is no longer empty once it was asked for."""
    ended.append(True)
    return iter(())


def _reason(error: csv.Error, lines_read: int) -> str:
    if "field limit" in str(error) and lines_read <= 1:
        return f"a cell has more than {csv.field_size_limit():,} characters"
    if lines_read > 1 or "unexpected end" in str(error):
        return f"a quote that opens here is not closed where it should be (read on for {lines_read} lines)"
    return f"the quotes do not match: {error}"
