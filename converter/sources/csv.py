"""CSV files (RFC 4180 and its relatives) in the dialect that the mapping declares: one row, one record.

A value of `values` is text; of a list column a list of text; None where the cell is one of `nulls`. Rows that
cannot be read come as `Unreadable`, and reading goes on with the next line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, count, repeat
from typing import Any, NamedTuple

from converter.errors import SourceUnreadable
from converter.record import Naming, Origin, Record, Unreadable, Values
from converter.sources.columns import for_header, match_columns, refuse_missing
from converter.sources.csv_block import BlockReader, Faulty, Place, Stretch
from converter.sources.csv_dialect import DIALECT, CsvSettings, settings
from converter.sources.csv_table import CsvTable, Read
from converter.sources.files import PATH, InputFile, InputFiles, inputs
from converter.sources.source import Chunk, NameResolver, ValueTypes

__all__ = ["FIELDS", "NAMING", "CsvSettings", "CsvSource", "columns", "inputs", "open_source", "settings", "types"]

NAMING = Naming.COLUMNS
FIELDS = (PATH, *DIALECT)

_new_record: Any = partial(tuple.__new__, Record)
_new_origin: Any = partial(tuple.__new__, Origin)
"""Make tuples of all their fields several times as fast as their own names do, which fill in defaults."""
assert Origin._fields[5:] == ("row", "dn", "key"), "all fields have to be given where _new_origin makes an origin"


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


class CsvPiece(NamedTuple):
    """What a chunk holds: the columns of its file, its first row, and the rows as bytes or as they were read."""

    columns: Sequence[str]
    encoding: str
    row: int
    rows: bytes | list[Read]


class CsvSource:
    """CSV files as a source of records. Its chunks can be read by another source with the same settings."""

    def __init__(self, files: InputFiles, settings: CsvSettings, resolver: NameResolver) -> None:
        self._files = files
        self._settings = settings
        self._resolver = resolver
        self._projections: dict[str, Projection] = {}

    def records(self) -> Iterator[Record | Unreadable]:
        """Every row of every file."""
        for stream in self._files.streams():
            table = CsvTable(stream, self._settings)
            projection = self._projection(table.columns, stream.name)
            for rows in table.rows():
                yield from projection.records(rows)

    def chunks(self) -> Iterator[Chunk]:
        """The files cut where rows end."""
        for stream in self._files.streams():
            table = CsvTable(stream, self._settings)
            self._projection(table.columns, stream.name)
            for place, rows in table.pieces():
                piece = CsvPiece(table.columns, table.encoding, place.row, rows)
                yield Chunk(stream.name, place.offset, place.line, piece)

    def read(self, chunk: Chunk) -> Iterator[Record | Unreadable]:
        """The rows of a chunk."""
        piece: CsvPiece = chunk.data
        projection = self._projection(piece.columns, chunk.name)
        rows: Iterable[Read] = piece.rows if isinstance(piece.rows, list) else self._rows(chunk, piece, piece.rows)
        for each in rows:
            yield from projection.records(each)

    def _rows(self, chunk: Chunk, piece: CsvPiece, data: bytes) -> Iterator[Read]:
        place = Place(chunk.offset, chunk.line, piece.row)
        reader = BlockReader(self._settings, piece.encoding, width=len(piece.columns), place=place)
        return reader.read(data, more=False)

    def _projection(self, columns: Sequence[str], name: str) -> Projection:
        """What is wanted of the rows of a file. Raises `SourceUnreadable`."""
        if name not in self._projections:
            resolver = for_header(self._resolver, columns, name)
            self._projections[name] = Projection(columns, self._settings, resolver, name=name)
        return self._projections[name]

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, as they are stored, and how many there are, where that is known."""
        return self._files.progress()


class Projection:
    """The wanted cells of rows under their keys. Raises `SourceUnreadable` for columns that cannot be told apart."""

    def __init__(self, columns: Sequence[str], settings: CsvSettings, resolver: NameResolver, *, name: str) -> None:
        self._name = name
        self._wanted = [(place, key) for place, column in enumerate(columns) if (key := resolver(column)) is not None]
        keys = [key for _, key in self._wanted]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            both = " and ".join(columns[place] for place, key in self._wanted if key == twice)
            raise SourceUnreadable(f"{name}: the columns {both} would both be read as {twice}")
        self._nulls = settings.nulls
        self._separators = {
            key: separator
            for column, separator in _list_columns(columns, settings, name)
            if (key := resolver(column)) is not None
        }

    def records(self, rows: Read) -> Iterator[Record | Unreadable]:
        """The rows as records."""
        if isinstance(rows, Faulty):
            origins = self._origins(rows.place, [rows.size], [rows.lines])
            return (Unreadable(origin, rows.code, rows.message) for origin in origins)
        return map(_new_record, zip(self._values(rows), self._origins(rows.place, rows.sizes, rows.lines), strict=True))

    def _values(self, rows: Stretch) -> Iterator[Values]:
        if not self._wanted:
            return ({} for _ in rows.sizes)
        cells = zip(*(self._column(key, rows.columns[place]) for place, key in self._wanted), strict=True)
        return map(dict, map(zip, repeat([key for _, key in self._wanted]), cells))

    def _column(self, key: str, cells: Sequence[str]) -> Sequence[Any]:
        separator, nulls = self._separators.get(key), self._nulls
        if separator:
            split = [cell.split(separator) if cell else [] for cell in cells]
            return [None if cell in nulls else of for cell, of in zip(cells, split, strict=True)] if nulls else split
        return [None if cell in nulls else cell for cell in cells] if nulls else cells

    def _origins(self, place: Place, sizes: Sequence[int], lines: Sequence[int]) -> Iterator[Origin]:
        offset, line, row = place
        first = list(accumulate(lines, initial=line))
        last = map(int.__sub__, first[1:], repeat(1))
        offsets = accumulate(sizes, initial=offset)
        places = zip(repeat(self._name), first, last, offsets, sizes, count(row), repeat(""), repeat(""))
        return map(_new_origin, places)


def _list_columns(columns: Sequence[str], settings: CsvSettings, name: str) -> Iterator[tuple[str, str]]:
    found = match_columns(settings.lists, columns)
    refuse_missing(found, columns, f"{name} has no column {{}}, which lists: names")
    for column, wanted in found.keys.items():
        yield column, settings.lists[wanted]
