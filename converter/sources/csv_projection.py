"""What is wanted of the rows of a table, as records or as rows for code that needs none."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import accumulate, repeat
from typing import Any

from converter.errors import SourceUnreadable
from converter.record import Origin, Record, Unreadable, Values
from converter.sources.columns import match_columns, refuse_missing
from converter.sources.csv_block import Faulty, Stretch
from converter.sources.csv_compiled import compiled_rows
from converter.sources.csv_dialect import CsvSettings
from converter.sources.csv_quick import Quick
from converter.sources.csv_values import Column, values_of
from converter.sources.shape import Block, Shape, Taken
from converter.sources.source import NameResolver

_new_record: Any = partial(tuple.__new__, Record)
_new_origin: Any = partial(tuple.__new__, Origin)
"""Make tuples of all their fields several times as fast as their own names do, which fill in defaults."""
assert Origin._fields[5:] == ("row", "dn", "key"), "all fields have to be given where _new_origin makes an origin"

WORTH_IT = 64
"""Rows for which code is made that needs no record."""


class Projection:
    """The wanted cells of rows under their keys. Raises `SourceUnreadable` for columns that cannot be told apart."""

    def __init__(self, columns: Sequence[str], settings: CsvSettings, resolver: NameResolver, *, name: str) -> None:
        self._wanted = [(place, key) for place, column in enumerate(columns) if (key := resolver(column)) is not None]
        self._keys = [key for _, key in self._wanted]
        if len(set(self._keys)) < len(self._keys):
            twice = next(key for key in self._keys if self._keys.count(key) > 1)
            both = " and ".join(columns[place] for place, key in self._wanted if key == twice)
            raise SourceUnreadable(f"{name}: the columns {both} would both be read as {twice}")
        self._nulls = settings.nulls
        self._separators = {
            key: separator
            for column, separator in _list_columns(columns, settings, name)
            if (key := resolver(column)) is not None
        }
        self._columns = [Column(place, self._separators.get(key, "")) for place, key in self._wanted]
        self.quick = compiled_rows(settings, len(columns), self._columns) or Quick(
            settings, len(columns), [place for place, _ in self._wanted]
        )
        self._shape = self._as_shape()

    def records(self, rows: Stretch | Faulty, name: str) -> Iterator[Record | Unreadable]:
        """The rows of the file of that name, as records."""
        if isinstance(rows, Faulty):
            offset, line, number = rows.place
            origin = Origin(name, line, line + rows.lines - 1, offset, rows.size, number)
            return iter([Unreadable(origin, rows.code, rows.message)])
        first, last, numbers = rows.where()
        offsets = accumulate(rows.sizes[:-1], initial=rows.place.offset)
        places = zip(repeat(name), first, last, offsets, rows.sizes, numbers, repeat(""), repeat(""))
        return map(_new_record, zip(self._values(rows.cells), map(_new_origin, places), strict=True))

    def block(self, rows: Stretch | Faulty, name: str) -> Block | list[Record | Unreadable]:
        """The rows for code that needs no record of each, or as records where that would not be worth it."""
        if isinstance(rows, Faulty) or len(rows.cells) < WORTH_IT or not self._keys:
            return list(self.records(rows, name))

        @cache
        def offsets() -> list[int]:
            return list(accumulate(rows.sizes, initial=rows.place.offset))

        def again(first: int) -> list[Record | Unreadable]:
            index = bisect_left(lines.first, first)
            return list(self.records(rows.one(index, offset=offsets()[index], line=first), name))

        lines = rows.where()
        return Block(self._shape, name, rows.cells, lines, again)

    def _values(self, rows: Sequence[Sequence[str]]) -> Iterator[Values]:
        """The values of rows of wanted cells."""
        if not self._keys:
            return ({} for _ in rows)
        if not self.quick.gives_values:
            separators = (column.separator for column in self._columns)
            columns = map(values_of, zip(*rows, strict=True), separators, repeat(self._nulls))
            rows = list(zip(*columns, strict=True))
        return map(dict, map(zip, repeat(self._keys), rows))

    def _as_shape(self) -> Shape:
        """How the rows of a block lie: the wanted cells."""
        values = {key: self._taken(key, f"cell{column}") for column, key in self._wanted}
        cells = "".join(f"cell{column}, " for column, _ in self._wanted)
        return Shape(f"({cells})", values, {"nulls": self._nulls}, numbered=True)

    def _taken(self, key: str, cell: str) -> Taken:
        if self.quick.gives_values:
            return Taken(cell)
        separator = self._separators.get(key)
        value = f"{cell}.split({separator!r}) if {cell} else []" if separator else cell
        return Taken(f"None if {cell} in nulls else {value}" if self._nulls else value)


def _list_columns(columns: Sequence[str], settings: CsvSettings, name: str) -> Iterator[tuple[str, str]]:
    found = match_columns(settings.lists, columns)
    refuse_missing(found, columns, f"{name} has no column {{}}, which lists: names")
    for column, wanted in found.keys.items():
        yield column, settings.lists[wanted]
