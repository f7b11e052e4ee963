"""Where CSV data can be cut: blocks that surely end where a row ends, which others may read."""

from __future__ import annotations

import csv
import re
from functools import cached_property
from itertools import repeat

from converter.sources.csv_compiled import compiled_rows
from converter.sources.csv_dialect import CsvSettings
from converter.sources.csv_lines import line_count
from converter.sources.csv_quick import WIDEST
from converter.sources.csv_quotes import Quotes


class Cutter:
    """Looks at blocks as wholes, for which it takes a fraction of the time of reading them."""

    def __init__(self, settings: CsvSettings, width: int) -> None:
        self._quotes = Quotes(settings)
        self._quote, self._width = settings.quote.encode(), width
        self._delimiter = settings.delimiter.encode()
        self._escape = settings.escape.encode()
        self._largest, self._largest_cell = settings.max_row, csv.field_size_limit()
        self._compiled = compiled_rows(settings, width, [])

    def count(self, data: bytes) -> tuple[int, int] | None:
        """How many rows and lines stand in a block that begins with a row; None where it does not surely end with one.

        It is in a superset of ASCII; whether it is proper text is not looked at.
        """
        if self._compiled:
            return self._compiled.count(data)
        rows = self._rows(data)
        return None if rows is None else (rows, line_count(data))

    def _rows(self, data: bytes) -> int | None:
        """It surely ends with a row where no quote is in doubt and each line end outside of quotes ends a row."""
        if b"\0" in data:
            return None
        data = data if data.endswith(b"\n") else data + b"\n"
        if self._are_all_quoted(data):
            return data.count(b"\n")
        pieces = self._quotes.split(data)
        if pieces is None or self._is_escaped(data, quoted=len(pieces) > 1):
            return None
        if b"\n" in b"".join(pieces[1::2]) and self._may_be_large(pieces, len(data)):
            return None
        return _rows_of(b"\0".join(pieces[::2]))

    def _are_all_quoted(self, data: bytes) -> bool:
        """Is each line a row all of whose cells stand in quotes? Then there are too many to look at each."""
        if not self._quote or not self._quotes.usable or self._width > WIDEST:
            return False
        if data.count(self._quote, 0, data.index(b"\n")) != 2 * self._width:
            return False
        return len(self._pattern.findall(data)) == data.count(b"\n") and not self._is_escaped(data, quoted=True)

    @cached_property
    def _pattern(self) -> re.Pattern[bytes]:
        quote, delimiter = re.escape(self._quote), re.escape(self._delimiter)
        cell = quote + b"[^" + quote + b"]*+" + quote
        return re.compile(b"(?m:^" + delimiter.join([cell] * self._width) + b"\r?+$)")

    def _is_escaped(self, data: bytes, *, quoted: bool) -> bool:
        """May an escape character take the meaning of a quote or of a line end away?"""
        escape = self._escape
        return bool(escape) and escape in data and (quoted or escape + b"\n" in data or escape + b"\r" in data)

    def _may_be_large(self, pieces: list[bytes], whole: int) -> bool:
        """Could a row over several lines, or a cell in it, be larger than it may be?

        Such a row costs its first line alone, and what stands behind that is read as if a row began there.
        """
        if whole <= self._largest_cell:
            return whole > self._largest
        sizes = list(map(len, pieces))
        return whole > self._largest or 0 in sizes[2:-1:2] or max(sizes) > self._largest_cell


def _rows_of(text: bytes) -> int | None:
    """How many lines are not blank; None where a carriage return stands within a line, and may be a line end."""
    lines = text.split(b"\n")[:-1]
    if b"\r" not in text:
        return len(lines) - lines.count(b"")
    if sum(map(bytes.endswith, lines, repeat(b"\r"))) < text.count(b"\r"):
        return None
    return len(lines) - lines.count(b"") - lines.count(b"\r")
