"""Where CSV data can be cut: blocks that surely end where a row ends, which others may read."""

from __future__ import annotations

import csv
from operator import itemgetter

from converter.sources.csv_dialect import CsvSettings

_first, _last = itemgetter(0), itemgetter(-1)
_LINE_FEED, _CARRIAGE_RETURN = b"\n\r"


class Cutter:
    """Looks at the quotes of blocks as wholes, for which it takes a fraction of the time of reading them."""

    def __init__(self, settings: CsvSettings) -> None:
        self._usable = (settings.delimiter + settings.quote + settings.escape).isascii()
        self._quote = settings.quote.encode()
        self._escape = settings.escape.encode()
        self._opens = {*settings.delimiter.encode(), _LINE_FEED}
        self._closes = {*self._opens, _CARRIAGE_RETURN}
        self._largest, self._largest_cell = settings.max_row, csv.field_size_limit()

    def rows(self, data: bytes) -> int | None:
        """How many rows stand in a block of UTF-8 that begins with one; None where it does not surely end with one.

        It does where each line end outside of quotes ends a row, and each quote opens a cell, closes it, or is
        doubled in one: a strict reader then finds the same rows, whatever stood before and comes behind.
        """
        if not self._usable or b"\0" in data:
            return None
        data = data if data.endswith(b"\n") else data + b"\n"
        pieces = data.split(self._quote) if self._quote else [data]
        outside, inside = pieces[::2], pieces[1::2]
        if len(outside) == len(inside) or self._is_escaped(data, quoted=bool(inside)) or not self._fits(outside):
            return None
        if b"\n" in b"".join(inside) and self._may_be_large(pieces, len(data)):
            return None
        text = self._quote.join(outside).replace(b"\r\n", b"\n")
        return None if b"\r" in text else _lines_with_text(text)

    def _is_escaped(self, data: bytes, *, quoted: bool) -> bool:
        """May an escape character take the meaning of a quote or of a line end away?"""
        escape = self._escape
        return bool(escape) and escape in data and (quoted or escape + b"\n" in data or escape + b"\r" in data)

    def _fits(self, outside: list[bytes]) -> bool:
        """Do quotes open where a cell begins, and close where it ends? Nothing is between those that are doubled."""
        before, behind = filter(None, outside[:-1]), filter(None, outside[1:])
        return self._opens.issuperset(map(_last, before)) and self._closes.issuperset(map(_first, behind))

    def _may_be_large(self, pieces: list[bytes], whole: int) -> bool:
        """Could a row over several lines, or a cell in it, be larger than it may be?

        Such a row costs its first line alone, and what stands behind that is read as if a row began there.
        """
        if whole <= self._largest_cell:
            return whole > self._largest
        sizes = list(map(len, pieces))
        return whole > self._largest or 0 in sizes[2:-1:2] or max(sizes) > self._largest_cell


def _lines_with_text(text: bytes) -> int:
    if text[:1] == b"\n" or b"\n\n" in text:
        return sum(map(bool, text.split(b"\n")))
    return text.count(b"\n")
