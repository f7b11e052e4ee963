"""CSV by the compiled reader, where there is one: rows of values, without a look at what is plainly well-formed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from converter import native
from converter.sources.csv_dialect import CsvSettings
from converter.sources.csv_quick import Cells, Found, Part
from converter.sources.csv_values import Column, values_of
from converter.sources.encodings import is_superset_of_ascii

_IN_VAIN = 8
"""Rows that were not taken, after which the rest of a block is read in another way: those would be looked at twice."""


def compiled_rows(settings: CsvSettings, width: int, columns: Sequence[Column]) -> CompiledRows | None:
    """What reads tables of that many columns; None where nothing was compiled, or not for the dialect."""
    module = native.compiled("csv")
    fits = settings.is_ascii and settings.escape not in ("\0", settings.quote or None) and width > 0
    return CompiledRows(module, settings, width, columns) if module and fits else None


class CompiledRows:
    """Takes the values of the wanted columns out of blocks of rows of that many columns."""

    gives_values = True

    def __init__(self, module: Any, settings: CsvSettings, width: int, columns: Sequence[Column]) -> None:
        self._columns, self._nulls = columns, settings.nulls
        signs = (settings.delimiter, settings.quote, settings.escape)
        self._rows = module.Rows(
            tuple(ord(sign) if sign else -1 for sign in signs),
            width,
            tuple((column.place, column.separator) for column in columns),
            tuple(null.encode("utf-8", "surrogatepass") for null in settings.nulls),
            min(settings.max_row, csv.field_size_limit()),
        )

    def parts(self, data: bytes, encoding: str) -> Iterator[Part]:
        """The rows of a block that begins with one, and between them what has to be read in another way."""
        if b"\0" in data or not self._knows(encoding):
            yield None, data
            return
        at = vain = 0
        while at < len(data):
            cells, sizes, lines, stop, at = self._rows.read(data, at, encoding)
            vain += 1
            if vain == _IN_VAIN:
                at = len(data)
            yield (Found(cells, sizes, lines) if cells else None), data[stop:at]

    def narrow(self, rows: Cells) -> Cells:
        """The values of rows with all their cells."""
        if not self._columns:
            return [()] * len(rows)
        cells = list(zip(*rows, strict=True))
        columns = (values_of(cells[column.place], column.separator, self._nulls) for column in self._columns)
        return list(zip(*columns, strict=True))

    def count(self, data: bytes) -> tuple[int, int] | None:
        """As `Cutter.count`."""
        counts: tuple[int, int] | None = None if b"\0" in data else self._rows.count(data)
        return counts

    def _knows(self, encoding: str) -> bool:
        return is_superset_of_ascii(encoding) and (encoding == "utf-8" or all(map(str.isascii, self._nulls)))
