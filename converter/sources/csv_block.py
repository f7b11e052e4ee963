"""A block of CSV data as rows: together where nothing is wrong with them, one by one where something is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from operator import sub
from typing import NamedTuple, TypeAlias

from converter.sources.csv_compiled import CompiledRows
from converter.sources.csv_cut import Cutter
from converter.sources.csv_dialect import CsvSettings
from converter.sources.csv_lines import TextLines, as_ascii, lines_of
from converter.sources.csv_quick import Cells, Quick
from converter.sources.csv_rows import Broken, RowReader, Rows
from converter.sources.shape import Lines

Taker: TypeAlias = CompiledRows | Quick
"""A quick way to take the wanted cells out of a block."""


class Place(NamedTuple):
    """Where data begins in its file: the bytes before it, the number of its first line, and that of its first row."""

    offset: int
    line: int
    row: int


_BEGIN = Place(0, 1, 1)


class Stretch(NamedTuple):
    """Rows one behind the other without fault: their cells, in the end the wanted ones alone, and bytes of each.

    `lines` is None where each row has one.
    """

    place: Place
    cells: Cells
    sizes: Sequence[int]
    lines: Sequence[int] | None

    def where(self) -> Lines:
        """In which lines the rows stand."""
        _, line, number = self.place
        numbers = range(number, number + len(self.sizes))
        if self.lines is None:
            first = range(line, line + len(self.sizes))
            return Lines(first, first, numbers)
        starts = list(accumulate(self.lines, initial=line))
        return Lines(starts[:-1], [start - 1 for start in starts[1:]], numbers)

    def one(self, index: int, *, offset: int, line: int) -> Stretch:
        """One of the rows, which begins there."""
        place = Place(offset, line, self.place.row + index)
        lines = self.lines and self.lines[index : index + 1]
        return Stretch(place, self.cells[index : index + 1], self.sizes[index : index + 1], lines)


class Faulty(NamedTuple):
    """A row that cannot be read: its bytes and lines, and why."""

    place: Place
    size: int
    lines: int
    code: str
    message: str


AT_A_TIME = 128
"""Rows that are read together: few enough to stay in the processor's cache."""

_MESSAGES = {
    "csv-encoding": "a line of the row is not {encoding}; name the encoding of the file under encoding:",
    "csv-nul": "a line of the row holds a NUL character",
}


class BlockReader:
    """Reads the rows of a table block by block, each of which begins with a row.

    `place` is where reading stands. What at the end of a block is no complete row has to begin the next one.
    """

    def __init__(self, settings: CsvSettings, encoding: str, *, width: int = 0, place: Place = _BEGIN) -> None:
        self._settings = settings
        self._encoding = encoding
        self._width = width
        self._rows = RowReader(settings.reader(), max_row=settings.max_row)
        self.place = place
        self._rest = b""

    def header(self, data: bytes, *, more: bool) -> list[str] | Faulty | None:
        """The first row of a block, which says how many columns there are; None where there is none in it."""
        start, lines = self.place, lines_of(data, self._encoding)
        for found in self._rows.read(lines.text, more=more, most=1):
            if isinstance(found, Broken):
                return self._broken(found, lines)
            self._width = len(found.cells[0]) or 1
            row = next(self._of(found, lines), None)
            if row is not None:
                self._rest = data[self.place.offset - start.offset :]
                self.place = self.place._replace(row=1)
                return row if isinstance(row, Faulty) else found.cells[0]
        self._rest = data[self.place.offset - start.offset :]
        return None

    def read(self, data: bytes, quick: Taker, *, more: bool) -> Iterator[Stretch | Faulty]:
        """The rows of a block; blank lines are none. `more` says that there is data behind it."""
        for found, left in quick.parts(data, self._encoding):
            if found:
                yield self._stretch(*found)
            if left:
                yield from self._strictly(left, quick, more=more)

    def _strictly(self, data: bytes, quick: Taker, *, more: bool) -> Iterator[Stretch | Faulty]:
        start, lines = self.place, lines_of(data, self._encoding)
        for rows in self._rows.read(lines.text, more=more, most=AT_A_TIME):
            if isinstance(rows, Broken):
                yield self._broken(rows, lines)
            else:
                for one in self._of(rows, lines):
                    yield one if isinstance(one, Faulty) else one._replace(cells=quick.narrow(one.cells))
        self._rest = data[self.place.offset - start.offset :]

    def skip(self, data: bytes, cutter: Cutter) -> bool:
        """Pass over a block that somebody else can read; False where it has to be read here."""
        try:
            counts = cutter.count(as_ascii(data, self._encoding))
        except UnicodeError:
            return False
        if counts is None:
            return False
        rows, lines = counts
        self._pass(len(data), lines, rows=rows)
        return True

    def take_rest(self) -> bytes:
        """The row at the end of the last block that is not complete, if any; it is given once."""
        rest, self._rest = self._rest, b""
        return rest

    def _of(self, rows: Rows, lines: TextLines) -> Iterator[Stretch | Faulty]:
        """Rows that are complete: those without fault that follow each other together, the others one by one."""
        starts = [rows.start, *rows.ends[:-1]]
        counts = list(map(sub, rows.ends, starts))
        sizes = lines.sizes[rows.start : rows.ends[-1]]
        if len(sizes) > len(counts):
            behind = [0, *accumulate(lines.sizes)]
            sizes = [behind[end] - behind[start] for start, end in zip(starts, rows.ends, strict=True)]
        if set(map(len, rows.cells)) == {self._width} and not lines.bad and max(sizes) <= self._settings.max_row:
            yield self._stretch(rows.cells, sizes, counts)
            return
        bad = [_first_bad(lines, start, end) for start, end in zip(starts, rows.ends, strict=True)]
        each = zip(bad, sizes, counts, rows.cells, strict=True)
        for fine, found in groupby(each, key=self._is_fine):
            if fine:
                _, bytes_of, lines_of_each, cells = zip(*found, strict=True)
                yield self._stretch(cells, bytes_of, lines_of_each)
            else:
                yield from (fault for row in found if (fault := self._fault(*row)))

    def _is_fine(self, row: tuple[str, int, int, list[str]]) -> bool:
        bad, size, _, cells = row
        return not bad and size <= self._settings.max_row and len(cells) == self._width

    def _fault(self, bad: str, size: int, lines: int, cells: list[str]) -> Faulty | None:
        """What is wrong with a row that is not fine; None for a blank line, which is passed over."""
        if size > self._settings.max_row:
            return self.oversize(size, lines)
        if bad:
            return self._faulty(size, lines, code=bad, message=self._improper(bad))
        if cells:
            message = f"row {self.place.row} has {len(cells)} cells; the header has {self._width} columns"
            return self._faulty(size, lines, code="csv-ragged", message=message)
        self._pass(size, lines, rows=0)
        return None

    def _broken(self, found: Broken, lines: TextLines) -> Faulty:
        size = lines.sizes[found.line]
        if size > self._settings.max_row:
            return self.oversize(size, 1)
        if bad := _first_bad(lines, found.line, found.line + 1):
            return self._faulty(size, 1, code=bad, message=self._improper(bad))
        code = "too-large" if found.problem.startswith("a cell") else "csv-quote"
        return self._faulty(size, 1, code=code, message=found.problem)

    def oversize(self, size: int, lines: int) -> Faulty:
        """The row that stands next and has more bytes than a row may have."""
        message = f"the row has {size:,} bytes; the limit is {self._settings.max_row:,} (max_row:)"
        return self._faulty(size, lines, code="too-large", message=message)

    def _improper(self, code: str) -> str:
        return _MESSAGES[code].format(encoding=self._encoding.upper())

    def _stretch(self, cells: Cells, sizes: Sequence[int], lines: Sequence[int] | None) -> Stretch:
        stretch = Stretch(self.place, cells, sizes, lines)
        self._pass(sum(sizes), sum(lines) if lines else len(sizes), rows=len(sizes))
        return stretch

    def _faulty(self, size: int, lines: int, *, code: str, message: str) -> Faulty:
        fault = Faulty(self.place, size, lines, code, message)
        self._pass(size, lines, rows=1)
        return fault

    def _pass(self, size: int, lines: int, *, rows: int) -> None:
        offset, line, row = self.place
        self.place = Place(offset + size, line + lines, row + rows)


def _first_bad(lines: TextLines, start: int, end: int) -> str:
    return next((lines.bad[line] for line in range(start, end) if line in lines.bad), "")
