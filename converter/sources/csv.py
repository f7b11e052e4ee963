"""CSV files (RFC 4180 and its relatives) in the dialect that the mapping declares: one row, one record.

A value of `values` is text; of a list column a list of text; None where the cell is one of `nulls`. Rows that
cannot be read come as `Unreadable`, and reading goes on with the next line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from converter.errors import SourceUnreadable
from converter.record import Naming, Origin, Record, Unreadable, Values
from converter.sources.columns import for_header, match_columns, refuse_missing
from converter.sources.csv_dialect import DIALECT, CsvSettings, settings
from converter.sources.csv_table import CsvTable, TableRow
from converter.sources.files import PATH, InputFile, InputFiles, inputs
from converter.sources.source import NameResolver, ValueTypes

__all__ = ["FIELDS", "NAMING", "CsvSettings", "CsvSource", "columns", "inputs", "open_source", "settings", "types"]

NAMING = Naming.COLUMNS
FIELDS = (PATH, *DIALECT)


def types(values: Mapping[str, Any]) -> ValueTypes:
    """Cells are text, those of list columns lists of text; either may be null where some cells mean that."""
    null = "|null" if values["nulls"] else ""
    return ValueTypes(f"string{null}", dict.fromkeys(values["lists"], f"array[string]{null}"))


def columns(settings: CsvSettings, files: Sequence[InputFile]) -> list[str]:
    """The columns of the first file that can be read twice, as its header writes them. Raises `SourceUnreadable`."""
    for file in files:
        if file.path or file.content is not None:
            with file.open() as stream:
                return CsvTable(stream, settings).columns
    return []


def open_source(settings: CsvSettings, files: Iterable[InputFile], resolver: NameResolver) -> CsvSource:
    """The rows of the files, with the columns that the resolver wants."""
    return CsvSource(InputFiles(files), settings, resolver)


class CsvSource:
    """CSV files as a source of records."""

    def __init__(self, files: InputFiles, settings: CsvSettings, resolver: NameResolver) -> None:
        self._files = files
        self._settings = settings
        self._resolver = resolver

    def records(self) -> Iterator[Record | Unreadable]:
        """Every row of every file."""
        for stream in self._files.streams():
            table = CsvTable(stream, self._settings)
            resolver = for_header(self._resolver, table.columns, stream.name)
            projection = Projection(table.columns, self._settings, resolver, name=stream.name)
            width = len(table.columns)
            for number, row in enumerate(table.rows(), start=1):
                origin = Origin(stream.name, row.first_line, row.last_line, row.offset, row.length, number)
                if row.code:
                    yield Unreadable(origin, row.code, row.message)
                elif len(row.cells) != width:
                    yield _ragged(origin, row, width)
                else:
                    yield Record(projection.values(row.cells), origin)

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, as they are stored, and how many there are, where that is known."""
        return self._files.progress()


class Projection:
    """The wanted cells of a row under their keys. Raises `SourceUnreadable` for columns that cannot be told apart."""

    def __init__(self, columns: Sequence[str], settings: CsvSettings, resolver: NameResolver, *, name: str) -> None:
        wanted = [(place, key) for place, column in enumerate(columns) if (key := resolver(column)) is not None]
        places = [place for place, _ in wanted]
        self._pick: Callable[[Sequence[str]], Any] = (
            itemgetter(*places) if len(places) > 1 else lambda cells: [cells[place] for place in places]
        )
        self._keys = [key for _, key in wanted]
        if len(set(self._keys)) < len(self._keys):
            twice = next(key for key in self._keys if self._keys.count(key) > 1)
            both = " and ".join(columns[place] for place, key in wanted if key == twice)
            raise SourceUnreadable(f"{name}: the columns {both} would both be read as {twice}")
        self._nulls = settings.nulls
        self._lists = [
            (key, separator)
            for column, separator in _list_columns(columns, settings, name)
            if (key := resolver(column)) is not None
        ]

    def values(self, cells: Sequence[str]) -> Values:
        """A row's values."""
        values: Values = dict(zip(self._keys, self._pick(cells), strict=True))
        if self._nulls:
            values = {key: None if cell in self._nulls else cell for key, cell in values.items()}
        for key, separator in self._lists:
            cell = values[key]
            if cell is not None:
                values[key] = cell.split(separator) if cell else []
        return values


def _list_columns(columns: Sequence[str], settings: CsvSettings, name: str) -> Iterator[tuple[str, str]]:
    found = match_columns(settings.lists, columns)
    refuse_missing(found, columns, f"{name} has no column {{}}, which lists: names")
    for column, wanted in found.keys.items():
        yield column, settings.lists[wanted]


def _ragged(origin: Origin, row: TableRow, width: int) -> Unreadable:
    message = f"row {origin.row} has {len(row.cells)} cells; the header has {width} columns"
    return Unreadable(origin, "csv-ragged", message)
