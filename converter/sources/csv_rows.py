"""Rows out of lines of CSV text, with the lines each one takes; a row that is broken costs its first line alone."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple, TypeAlias

MakeReader: TypeAlias = Callable[[Iterator[str]], Any]
"""A strict `csv.reader` of the dialect over some lines."""


class Rows(NamedTuple):
    """Rows one behind the other, the first at the line `start`: their cells, and for each the line behind it."""

    start: int
    cells: list[list[str]]
    ends: list[int]


class Broken(NamedTuple):
    """A line with which a row begins whose quotes do not match."""

    line: int
    problem: str


class RowReader:
    """Reads lines as they come in blocks; a row that is not complete at the end of a block waits for the next."""

    def __init__(self, make_reader: MakeReader, *, max_row: int) -> None:
        self._make_reader = make_reader
        self._max_row = max_row
        self.open_at = 0

    def read(self, lines: Sequence[str], *, more: bool, most: int | None = None) -> Iterator[Rows | Broken]:
        """The rows of the lines, `most` at a time. Afterwards `open_at` is where a row begins that is not complete.

        `more` says that further lines exist; without it every line belongs to a row, good or bad. Where a
        quote is never closed, the row is its first line, and the next line begins a new row.
        """
        self.open_at = start = 0
        while start < len(lines):
            rows, problem, ended = self._next_rows(lines, start, most)
            if rows.ends:
                yield rows
                start = rows.ends[-1]
            if problem:
                if ended and more and not self._is_large(lines[start:]):
                    self.open_at = start
                    return
                yield Broken(start, problem)
                start += 1
        self.open_at = len(lines)

    def _next_rows(self, lines: Sequence[str], start: int, most: int | None) -> tuple[Rows, str, bool]:
        """The next rows up to one that is broken, what is wrong with that, and did it come to the last line?"""
        rows = Rows(start, [], [])
        take, end_of = rows.cells.append, rows.ends.append
        ended: list[bool] = []
        reader = self._make_reader(chain(lines[start:], _mark_end(ended)))
        problem = ""
        try:
            for cells in islice(reader, most):
                take(cells)
                end_of(start + reader.line_num)
        except csv.Error as error:
            problem = _reason(error, start + reader.line_num - (rows.ends[-1] if rows.ends else start))
        large = self._first_large(rows, lines)
        if large is None:
            return rows, problem, bool(ended)
        behind = rows.ends[large] - (rows.ends[large - 1] if large else start)
        return Rows(start, rows.cells[:large], rows.ends[:large]), _unclosed(behind), False

    def _first_large(self, rows: Rows, lines: Sequence[str]) -> int | None:
        """Which row takes several lines, and more than a row may."""
        if not rows.ends or rows.ends[-1] - rows.start == len(rows.ends):
            return None
        starts = chain((rows.start,), rows.ends)
        for place, (start, end) in enumerate(zip(starts, rows.ends, strict=False)):
            if end - start > 1 and self._is_large(lines[start:end]):
                return place
        return None

    def _is_large(self, lines: Sequence[str]) -> bool:
        return sum(map(len, lines)) > self._max_row


def _mark_end(ended: list[bool]) -> Iterator[str]:
    """Nothing, but the list is no longer empty once it was asked for."""
    ended.append(True)
    yield from ()


def _reason(error: csv.Error, lines_read: int) -> str:
    if "field limit" in str(error) and lines_read <= 1:
        return f"a cell has more than {csv.field_size_limit():,} characters"
    if lines_read > 1 or "unexpected end" in str(error):
        return _unclosed(lines_read)
    return f"the quotes do not match: {error}"


def _unclosed(lines_read: int) -> str:
    return f"a quote that opens in this line is not closed where it should be ({lines_read} lines were tried)"
