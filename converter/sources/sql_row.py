"""Rows of one query as records: the wanted columns under their keys, each value as an expression takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from converter.errors import SourceUnreadable
from converter.record import Origin, Record, Unreadable, Values
from converter.sources.columns import header_problem, match_columns, refuse_missing
from converter.sources.source import NameResolver
from converter.sources.sql_database import Result
from converter.sources.sql_settings import SqlSettings
from converter.sources.sql_values import SAME, CellError, JsonText, plain


class RowReader:
    """What is wanted of the columns that a query gives. `needed` are those to ask for, as the database names them."""

    def __init__(self, settings: SqlSettings, columns: Sequence[str], resolver: NameResolver) -> None:
        self._settings = settings
        self._columns = columns
        self._keys = {column: key for column in columns if (key := resolver(column)) is not None}
        if len(set(self._keys.values())) < len(self._keys):
            raise SourceUnreadable(f"{settings.place}: two columns differ by case alone, and would be read as one")
        found = match_columns(settings.json, columns)
        refuse_missing(found, columns, f"{settings.place} has no column {{}}, which json: names")
        self._json = found.keys.keys()
        self.key_column = self.column(settings.key) if settings.key else ""
        self.needed = [column for column in columns if column in self._keys or column == self.key_column]

    def column(self, name: str) -> str:
        """A column as the database names it, exact or but for its case. Raises `SourceUnreadable`."""
        found = match_columns([name], self._columns)
        refuse_missing(found, self._columns, f"{self._settings.place} has no column {{}}")
        return next(iter(found.keys))

    def check_key(self, key: Any, before: Any) -> None:
        """Rows without a key, and rows with the same, could not be told apart. Raises `SourceUnreadable`."""
        if key is None or key == before:
            what = "empty in a row" if key is None else "the same in two rows"
            raise SourceUnreadable(
                f"{self._settings.place}: {self._settings.key} is {what}; partition_by: needs a column that names "
                f"each row, such as the primary key"
            )

    def records(self, result: Result, *, first: int) -> Iterator[Record | Unreadable]:
        """The rows as records; `first` is the number of the first one."""
        settings = self._settings
        # the query by itself: within another, servers tell names apart that are the same
        check_header(result.columns, settings)
        cells = [
            (place, key, result.cells[place] or (JsonText.of if column in self._json else None))
            for place, column in enumerate(result.columns)
            if (key := self._keys.get(column)) is not None
        ]
        at = result.columns.index(self.key_column) if self.key_column else None
        last = None
        for number, row in enumerate(result.rows, start=first):
            name = ""
            if at is not None:
                self.check_key(row[at], last)
                last = row[at]
                name = f"{settings.key}={plain_text(last, settings)}"
            origin = Origin(settings.place, row=number, key=name)
            values: Values = {}
            try:
                for place, key, read in cells:
                    value = row[place] if read is None else read(row[place])
                    values[key] = value if value.__class__ in SAME else plain(value, settings.zone)
            except CellError as error:
                column = result.columns[cells[len(values)][0]]
                yield Unreadable(origin, error.code, f"column {column} holds {error}; {_REMEDIES[error.code]}")
            else:
                yield Record(values, origin)


def check_header(columns: Sequence[str], settings: SqlSettings) -> None:
    """Every column has a name of its own, or `SourceUnreadable`."""
    if problem := header_problem(columns):
        raise SourceUnreadable(f"{settings.place}: {problem}; name each with AS")


def plain_text(key: Any, settings: SqlSettings) -> str:
    """A key as it names its row."""
    try:
        value = plain(key, settings.zone)
    except CellError:
        value = key
    return value.hex() if isinstance(value, bytes) else str(value)


_REMEDIES = {
    "sql-number": "read it as text: CAST(… AS varchar(50))",
    "sql-time": "read it as text: CAST(… AS varchar(50))",
    "sql-type": "convert it in the query, such as by CAST(… AS varchar(50))",
    "sql-json": "leave the column out of json:, or repair the row",
    "sql-encoding": "repair the row",
}
