"""One CSV file as a table: its columns, then its rows with the lines and bytes that each of them takes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from converter.errors import SourceUnreadable
from converter.sources.blocks import LINE, Oversize, blocks, skip_mark
from converter.sources.columns import header_problem
from converter.sources.csv_dialect import CsvSettings
from converter.sources.csv_rows import Row, RowReader
from converter.sources.encodings import is_wide
from converter.sources.foreign import CARRIAGE_RETURNS, guess, only_carriage_returns
from converter.sources.streams import InputStream


class TableRow(NamedTuple):
    """A row and where it stands. `code` and `message` say why it cannot be read, "" where it can."""

    cells: list[str]
    first_line: int
    last_line: int
    offset: int
    length: int
    code: str = ""
    message: str = ""


class Lines(NamedTuple):
    """Lines with their line ends: text, bytes of each, and the codes of those that are no proper text."""

    text: list[str]
    sizes: list[int]
    bad: dict[int, str]

    def joined(self, more: Lines) -> Lines:
        """These lines, and further ones behind them."""
        bad = {**self.bad, **{len(self.text) + place: code for place, code in more.bad.items()}}
        return Lines(self.text + more.text, self.sizes + more.sizes, bad)

    def behind(self, place: int) -> Lines:
        """The lines from that place on."""
        bad = {at - place: code for at, code in self.bad.items() if at >= place}
        return Lines(self.text[place:], self.sizes[place:], bad)


_MESSAGES = {
    "csv-encoding": "a line of the row is not {encoding}; name the encoding of the file under encoding:",
    "csv-nul": "a line of the row holds a NUL character",
}


class CsvTable:
    """A CSV file. Its header is read at once; raises `SourceUnreadable` where there is none that can be used."""

    def __init__(self, stream: InputStream, settings: CsvSettings) -> None:
        self._stream = stream
        self._settings = settings
        self._encoding = settings.encoding
        if stream.transcoded:
            self._encoding = "utf-8"
        elif is_wide(settings.encoding):
            stream.transcode(settings.encoding)
            self._encoding = "utf-8"
        self._reader = RowReader(settings.reader(), max_row=settings.max_row)
        self._offset = 0
        self._line = 1
        self._rows = self._read()
        self.columns = list(settings.header) or self._header()
        if problem := header_problem(self.columns):
            raise SourceUnreadable(f"{stream.name} has a header that cannot be used: {problem}")

    def rows(self) -> Iterator[TableRow]:
        """The rows behind the header; blank lines are none."""
        return self._rows

    def _header(self) -> list[str]:
        row = next(self._rows, None)
        if row is None:
            raise SourceUnreadable(f"{self._stream.name} has no header: every line of it is blank")
        if row.code:
            raise SourceUnreadable(f"{self._stream.name} has a header that cannot be read: {row.message}")
        return row.cells

    def _read(self) -> Iterator[TableRow]:
        self._offset, head = skip_mark(self._stream)
        check_format(head, self._stream.name)
        waiting = Lines([], [], {})
        for block in blocks(self._stream, LINE, head=head, limit=self._settings.max_row):
            if isinstance(block, Oversize):
                yield from self._of(waiting, more=False)
                waiting = Lines([], [], {})
                yield self._oversize(block)
                continue
            lines = waiting.joined(_lines(block, self._encoding)) if waiting.text else _lines(block, self._encoding)
            yield from self._of(lines, more=True)
            waiting = lines.behind(self._reader.open_at)
        yield from self._of(waiting, more=False)

    def _of(self, lines: Lines, *, more: bool) -> Iterator[TableRow]:
        most = self._settings.max_row
        for row in self._reader.rows(lines.text, more=more):
            size = lines.sizes[row.start] if row.end - row.start == 1 else sum(lines.sizes[row.start : row.end])
            first, offset = self._line, self._offset
            self._line += row.end - row.start
            self._offset += size
            plain = row.cells is not None and not lines.bad and size <= most
            code, message = ("", "") if plain else self._problem(row, lines.bad, size=size)
            if row.cells or code:
                yield TableRow(row.cells or [], first, self._line - 1, offset, size, code, message)

    def _problem(self, row: Row, bad: dict[int, str], *, size: int) -> tuple[str, str]:
        code = next((bad[place] for place in range(row.start, row.end) if place in bad), "")
        if code:
            return code, _MESSAGES[code].format(encoding=self._encoding.upper())
        if row.cells is None:
            return "too-large" if row.problem.startswith("a cell") else "csv-quote", row.problem
        return ("too-large", self._limit(size)) if size > self._settings.max_row else ("", "")

    def _oversize(self, block: Oversize) -> TableRow:
        first, offset = self._line, self._offset
        self._line += block.lines
        self._offset += block.length
        return TableRow([], first, first, offset, block.length, "too-large", self._limit(block.length))

    def _limit(self, size: int) -> str:
        return f"the row has {size:,} bytes; the limit is {self._settings.max_row:,} (max_row:)"


def _lines(data: bytes, encoding: str) -> Lines:
    if b"\0" not in data:
        try:
            text = _split(data.decode(encoding))
        except UnicodeDecodeError:
            return _checked_lines(data, encoding)
        one_byte = encoding == "utf-8" and data.isascii()
        return Lines(text, list(map(len, text if one_byte else io.BytesIO(data))), {})
    return _checked_lines(data, encoding)


def _checked_lines(data: bytes, encoding: str) -> Lines:
    """Line by line, for data of which some line is no proper text."""
    text: list[str] = []
    bad: dict[int, str] = {}
    raw = list(io.BytesIO(data))
    for place, line in enumerate(raw):
        try:
            text.append(line.decode(encoding))
        except UnicodeDecodeError:
            bad[place] = "csv-encoding"
            text.append(line.decode(encoding, "replace"))  # the shape of the row counts; its cells are dropped
        if b"\0" in line:
            bad[place] = "csv-nul"
    return Lines(text, list(map(len, raw)), bad)


def _split(text: str) -> list[str]:
    return list(io.StringIO(text, newline="\n"))


def check_format(head: bytes, name: str) -> None:
    """Raises `SourceUnreadable` for a file that is something else than CSV."""
    if only_carriage_returns(head):
        raise SourceUnreadable(f"{name} cannot be read: {CARRIAGE_RETURNS}")
    what = guess(head)
    if what and "type: csv" not in what:
        raise SourceUnreadable(f"{name} is not CSV: {what}")
