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
            base, problem = start, ""
            try:
                for cells in reader:
                    end = base + reader.line_num
                    if end - start > 1 and self._is_large(lines[start:end]):
                        problem = _unclosed(end - start)
                        break
                    yield Row(start, end, cells)
                    start = end
            except csv.Error as error:
                if ended and more and not self._is_large(lines[start:]):
                    self.open_at = start
                    return
                problem = _reason(error, base + reader.line_num - start)
            if problem:
                yield Row(start, start + 1, None, problem)
                start += 1
        self.open_at = len(lines)

    def _is_large(self, lines: Sequence[str]) -> bool:
        return sum(map(len, lines)) > self._max_row


def _mark_end(ended: list[bool]) -> Iterator[str]:
    """Nothing, but the list is no longer empty once it was asked for."""
    ended.append(True)
    return iter(())


def _reason(error: csv.Error, lines_read: int) -> str:
    if "field limit" in str(error) and lines_read <= 1:
        return f"a cell has more than {csv.field_size_limit():,} characters"
    if lines_read > 1 or "unexpected end" in str(error):
        return _unclosed(lines_read)
    return f"the quotes do not match: {error}"


def _unclosed(lines_read: int) -> str:
    return f"a quote that opens in this line is not closed where it should be ({lines_read} lines were tried)"
