"""The quickest way through CSV: a block as a whole, by one regular expression, where nothing in it is in doubt.

It gives what the strict reader of the standard library would give, and nothing where it is not sure of that.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import sub
from typing import Any, NamedTuple, TypeAlias

from converter.sources.csv_dialect import CsvSettings
from converter.sources.csv_quotes import Quotes
from converter.sources.encodings import is_superset_of_ascii

Cells: TypeAlias = Sequence[Sequence[Any]]
"""Rows of text, or of the values that it means."""

WORTH_IT = 64
"""Lines for which a pattern is made."""
WIDEST = 1000
"""Columns for which a pattern is made, at some 15 µs each."""
_IN_VAIN = 8
"""Blocks that were not taken after which, if they are most, no others are tried."""
_CELL, _ROW = b"\1", b"\2"
"""What ends a cell and begins a row once the quotes are gone."""
_ALL_ELSE = "|(?s:.+)"
"""Takes the rest where a row is not as it should be, once and for all: otherwise each line would be tried to the end.

A row of empty cells is put behind the others. It is not among what is found if that was taken, and one row is missing.
"""


class Found(NamedTuple):
    """The rows of a block: the wanted cells of each, its bytes, and its lines where some rows have several."""

    cells: Cells
    sizes: Sequence[int]
    lines: Sequence[int] | None


Part: TypeAlias = tuple[Found | None, bytes]
"""Some rows of a block, and what stands behind them and has to be read in another way."""


class Quick:
    """Takes the wanted cells out of blocks of rows of that many columns."""

    gives_values = False
    """Are null words and lists left to whoever takes the cells?"""

    def __init__(self, settings: CsvSettings, width: int, wanted: Sequence[int]) -> None:
        self._quotes = Quotes(settings)
        self._delimiter, self._quote = settings.delimiter.encode(), settings.quote.encode()
        self._doubtful = tuple(filter(None, (b"\0", _CELL, _ROW, settings.escape.encode())))
        self._width, self._wanted = width, wanted
        self._largest = min(settings.max_row, csv.field_size_limit())
        # A blank line is no row, but would be taken for one of a single column.
        self._usable = 1 < width <= WIDEST and len(wanted) > 0 and settings.is_ascii
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._taken = self._left = 0

    def parts(self, data: bytes, encoding: str) -> Iterator[Part]:
        """A block that begins with a row: all of its rows, or nothing."""
        found = self.rows(data, encoding)
        yield found, (b"" if found else data)

    def rows(self, data: bytes, encoding: str) -> Found | None:
        """The rows of a block that begins with one; None where it has to be read in another way."""
        if not self._usable or (self._left > _IN_VAIN and self._left > self._taken):
            return None
        sizes = list(map(len, io.BytesIO(data)))
        if len(sizes) < WORTH_IT and not self._patterns:
            return None
        found = self._rows(data, sizes, encoding)
        self._taken += found is not None
        self._left += found is None
        return found

    def narrow(self, rows: Cells) -> Cells:
        """The wanted cells of rows with all their cells."""
        if len(self._wanted) == self._width:
            return rows
        columns = list(zip(*rows, strict=True))
        return list(zip(*(columns[place] for place in self._wanted), strict=True)) if self._wanted else [()] * len(rows)

    def _rows(self, data: bytes, sizes: list[int], encoding: str) -> Found | None:
        if any(sign in data for sign in self._doubtful) or max(sizes) > self._largest:
            return None
        if not is_superset_of_ascii(encoding):
            return None
        quotes = data.count(self._quote, 0, sizes[0]) if self._quote and self._quote in data else -1
        try:
            if quotes < 0:
                return self._unquoted(data.decode(encoding), sizes)
            if quotes == 2 * self._width:
                return self._all_quoted(data.decode(encoding), sizes)
            # To split at each quote takes longer than to read if there are many.
            return self._few_quoted(data, sizes, encoding) if quotes <= self._width else None
        except UnicodeDecodeError:
            return None

    def _unquoted(self, text: str, sizes: list[int]) -> Found | None:
        """Rows without a quote. What the pattern takes begins and ends where lines do, as many as it takes."""
        delimiter = re.escape(self._delimiter.decode())
        returns = text.count("\r") if "\r" in text else 0
        end = "\r\n" if returns else "\n"
        behind = "" if text.endswith("\n") else "\n"
        text = "".join((text, behind, self._delimiter.decode() * (self._width - 1), end))
        row = (f"[^{delimiter}]*+", f"[^{delimiter}\n]*", delimiter)
        found = self._pattern("", *row, f"{end}{_ALL_ELSE}").findall(text)
        if len(found) != len(sizes) + 1 or returns not in (0, len(sizes)):
            return None
        return Found(self._cells(found[:-1]), sizes, None)

    def _all_quoted(self, text: str, sizes: list[int]) -> Found | None:
        """Rows all of whose cells stand in quotes; the same holds for the pattern."""
        quote, delimiter = re.escape(self._quote.decode()), re.escape(self._delimiter.decode())
        inside = f"[^{quote}]*+"
        pattern = self._pattern(f"(?m:^{quote}", inside, inside, f"{quote}{delimiter}{quote}", f"{quote}\r?+$)")
        found = pattern.findall(text)
        if len(found) == len(sizes):
            return Found(self._cells(found), sizes, None)
        return self._over_lines(found, sizes, [match[0] for match in pattern.finditer(text)])

    def _few_quoted(self, data: bytes, sizes: list[int], encoding: str) -> Found | None:
        """Rows with other signs for what ends a cell and begins a row, so that no quote is needed.

        The pattern takes no row of too many cells, and one of too few cells together with the next, so that it takes
        as many as there are only where each is a row.
        """
        pieces = self._quotes.split(data if data.endswith(b"\n") else data + b"\n")
        if pieces is None:
            return None
        outside = b"\0".join(pieces[::2])
        returns = outside.count(b"\r") if b"\r" in outside else 0
        if returns and returns != outside.count(b"\r\n"):
            return None
        pieces[::2] = outside.replace(self._delimiter, _CELL).replace(b"\n", _ROW).split(b"\0")
        if b"" in pieces[2:-1:2]:
            pieces[2:-1:2] = [piece or self._quote for piece in pieces[2:-1:2]]
        end = b"\r" if returns else b""
        pieces[0] = _ROW + pieces[0]
        pieces.append(_CELL * (self._width - 1) + end)
        text = b"".join(pieces).decode(encoding)
        row = ("\2", "[^\1]*+", "[^\1\2]*", "\1")
        found = self._pattern(*row, f"{end.decode()}(?![^\2]){_ALL_ELSE}").findall(text)[:-1]
        if returns not in (0, len(found)):
            return None
        if len(found) == len(sizes):
            return Found(self._cells(found), sizes, None)
        return self._over_lines(found, sizes, text.split("\2")[1:-1])

    def _pattern(self, begin: str, cell: str, last: str, between: str, end: str) -> re.Pattern[str]:
        """The pattern of a row, and of what stands in its cells."""
        if end not in self._patterns:
            cells = [cell] * (self._width - 1) + [last]
            for place in self._wanted:
                cells[place] = f"({cells[place]})"
            self._patterns[end] = re.compile(begin + between.join(cells) + end)
        return self._patterns[end]

    def _cells(self, found: list[Any]) -> Cells:
        return found if len(self._wanted) > 1 else [(cell,) for cell in found]

    def _over_lines(self, found: list[Any], sizes: Sequence[int], rows: Sequence[str]) -> Found | None:
        """Rows of which some take several lines, and all of them together each line."""
        lines = [1 + row.count("\n") for row in rows]
        if len(rows) != len(found) or sum(lines) != len(sizes):
            return None
        behind = [0, *accumulate(sizes)]
        ends = [behind[line] for line in accumulate(lines, initial=0)]
        of_rows = list(map(sub, ends[1:], ends))
        return Found(self._cells(found), of_rows, lines) if max(of_rows) <= self._largest else None
