"""CSV files (RFC 4180 and its relatives) in the dialect that the mapping declares: one row, one record.

A value of `values` is text; of a list column a list of text; None where the cell is one of `nulls`. Rows that
cannot be read come as `Unreadable`, and reading goes on with the next line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from converter.record import Naming, Record, Unreadable
from converter.sources.columns import for_header
from converter.sources.csv_block import BlockReader, Place
from converter.sources.csv_dialect import DIALECT, CsvSettings, settings
from converter.sources.csv_projection import Projection
from converter.sources.csv_table import CsvTable, Read
from converter.sources.files import PATH, InputFile, InputFiles, inputs
from converter.sources.shape import Block
from converter.sources.source import Chunk, NameResolver, ValueTypes

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
        self._projections: dict[tuple[str, ...], Projection] = {}

    def records(self) -> Iterator[Record | Unreadable]:
        """Every row of every file."""
        for stream in self._files.streams():
            table = CsvTable(stream, self._settings)
            projection = self._projection(table.columns, stream.name)
            for rows in table.rows(projection.quick):
                yield from projection.records(rows, stream.name)

    def chunks(self) -> Iterator[Chunk]:
        """The files cut where rows end."""
        for stream in self._files.streams():
            table = CsvTable(stream, self._settings)
            projection = self._projection(table.columns, stream.name)
            for place, rows in table.pieces(projection.quick):
                piece = CsvPiece(table.columns, table.encoding, place.row, rows)
                yield Chunk(stream.name, place.offset, place.line, piece)

    def read(self, chunk: Chunk) -> Iterator[Record | Unreadable]:
        """The rows of a chunk."""
        projection = self._projection(chunk.data.columns, chunk.name)
        for rows in self._rows(chunk, projection):
            yield from projection.records(rows, chunk.name)

    def blocks(self, chunk: Chunk) -> Iterator[Block | list[Record | Unreadable]]:
        """The rows of a chunk, as they are where several without fault follow each other."""
        projection = self._projection(chunk.data.columns, chunk.name)
        return (projection.block(rows, chunk.name) for rows in self._rows(chunk, projection))

    def all_blocks(self) -> Iterator[Block | list[Record | Unreadable]]:
        """Every row of every file, in the same way."""
        for stream in self._files.streams():
            table = CsvTable(stream, self._settings)
            projection = self._projection(table.columns, stream.name)
            for rows in table.rows(projection.quick):
                yield projection.block(rows, stream.name)

    def _rows(self, chunk: Chunk, projection: Projection) -> Iterable[Read]:
        piece: CsvPiece = chunk.data
        if isinstance(piece.rows, list):
            return piece.rows
        place = Place(chunk.offset, chunk.line, piece.row)
        reader = BlockReader(self._settings, piece.encoding, width=len(piece.columns), place=place)
        return reader.read(piece.rows, projection.quick, more=False)

    def _projection(self, columns: Sequence[str], name: str) -> Projection:
        """What is wanted of the rows of a file with these columns. Raises `SourceUnreadable`."""
        key = tuple(columns)
        if key not in self._projections:
            resolver = for_header(self._resolver, columns, name)
            self._projections[key] = Projection(columns, self._settings, resolver, name=name)
        return self._projections[key]

    def progress(self) -> tuple[int, int | None]:
        """Bytes read so far, as they are stored, and how many there are, where that is known."""
        return self._files.progress()
