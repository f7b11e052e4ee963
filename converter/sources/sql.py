"""Tables of a database (`type: sql`): one row, one record.

What the values of a row are says `sql_values`. Rows with a value that cannot be kept come as `Unreadable`, and reading
goes on; where the server fails, everything ends. Rows are fetched a few at a time, in one transaction that only reads.

Where `partition_by` names a column, rows come in its order. Then one process can read that column alone and give
ranges of it to others, each with the number of rows in it: who finds another number says so, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from converter.errors import SourceUnreadable
from converter.record import Naming, Record, Unreadable
from converter.sources import sql_statements
from converter.sources.columns import for_header, match_columns, refuse_missing
from converter.sources.files import InputFile
from converter.sources.source import Chunk, NameResolver, ValueTypes
from converter.sources.sql_database import Database, Result, Server, connected, server_of
from converter.sources.sql_errors import ValueRefused
from converter.sources.sql_row import RowReader, check_header
from converter.sources.sql_settings import FIELDS, SqlSettings, settings, sqlite_file
from converter.sources.sql_values import bindable

__all__ = ["FIELDS", "NAMING", "SqlSettings", "SqlSource", "columns", "inputs", "open_source", "settings", "types"]

NAMING = Naming.COLUMNS
_CHUNK = 1000


class KeyRange(NamedTuple):
    """Rows whose key lies behind `after` (None: from the first on) and not behind `until`; there are `rows`."""

    after: Any
    until: Any
    rows: int


def types(values: Mapping[str, Any]) -> ValueTypes:
    """A column may hold anything: what it is, is the server's to say."""
    return ValueTypes()


def inputs(values: Mapping[str, Any], folder: Any) -> list[InputFile]:
    """The file of an SQLite database, so that a run knows which content it read."""
    url = values["url"] or ""
    if not url.startswith("sqlite:"):
        return []
    path = sqlite_file(url, folder)
    return [InputFile(str(path), path)]


def columns(settings: SqlSettings, files: Sequence[InputFile]) -> dict[str, str]:
    """The columns of the query or table, with the types of their values. Raises `SourceUnreadable`."""
    with connected(settings) as database:
        return _columns(database, settings)


def open_source(
    settings: SqlSettings, files: Iterable[InputFile], resolver: NameResolver
) -> SqlSource | KeyedSqlSource:
    """The rows, with the columns that the resolver wants. Nothing is connected before the first is asked for."""
    return KeyedSqlSource(settings, resolver) if settings.key else SqlSource(settings, resolver)


class SqlSource:
    """A query or table as a source of records, and of single ones; the latter for several threads."""

    def __init__(self, settings: SqlSettings, resolver: NameResolver) -> None:
        self._settings = settings
        self._resolver = resolver
        self._server: Server | None = None
        self._known: tuple[str, RowReader] | None = None

    def records(self) -> Iterator[Record | Unreadable]:
        """Every row."""
        with connected(self._settings) as database:
            statement, reader = self.prepared(database)
            if self._settings.key:
                statement = sql_statements.ordered(statement, database.quote(reader.key_column))
            result = database.run(statement, self._settings.parameters)
            yield from reader.records(result, first=1)

    def find(self, name: str, value: Any) -> list[Record | Unreadable]:
        """The rows with that value in that column, two at most: to be one person's, a value must be in one alone.

        The comparison is the database's, which may heed case or not. Raises `SourceUnreadable`.
        """
        server = self._server = self._server or server_of(self._settings)
        with closing(server.connect()) as database:
            statement, reader = self._known = self._known or self.prepared(database)
            statement = sql_statements.having(statement, database.quote(reader.column(name)))
            bound = {**self._settings.parameters, sql_statements.VALUE: value}
            try:
                rows = reader.records(database.run(statement, bound), first=1)
                return [record for record, _ in zip(rows, range(2), strict=False)]
            except ValueRefused:
                return []  # a column of numbers has no text

    def close(self) -> None:
        """Drop the connections that are kept for further searches."""
        if self._server:
            self._server.close()

    def progress(self) -> tuple[int, int | None]:
        """Nothing is known in bytes."""
        return 0, None

    def prepared(self, database: Database) -> tuple[str, RowReader]:
        """The statement that reads everything, and what makes records of its rows."""
        settings = self._settings
        names = list(_columns(database, settings))
        reader = RowReader(settings, names, for_header(self._resolver, names, settings.place))
        wanted = [database.quote(name) for name in reader.needed]
        return sql_statements.everything(settings, wanted, database.quote), reader


class KeyedSqlSource:
    """Rows in the order of a key, which other processes may read as well."""

    def __init__(self, settings: SqlSettings, resolver: NameResolver) -> None:
        self._settings = settings
        self._whole = SqlSource(settings, resolver)
        self._shared: tuple[Server, Database, str, RowReader] | None = None
        self.records = self._whole.records
        self.find = self._whole.find
        self.progress = self._whole.progress

    def chunks(self) -> Iterator[Chunk]:
        """Ranges of the key, each with the number of its rows."""
        settings = self._settings
        with connected(settings) as database:
            statement, reader = self._whole.prepared(database)
            ordered = sql_statements.keys(statement, database.quote(reader.key_column))
            after, first, count, last = None, 1, 0, None
            for (key,) in database.run(ordered, settings.parameters).rows:
                reader.check_key(key, last)
                last, count = key, count + 1
                if count == _CHUNK:
                    yield Chunk(settings.place, 0, first, KeyRange(after, bindable(key), count))
                    after, first, count = bindable(key), first + count, 0
            if count:
                yield Chunk(settings.place, 0, first, KeyRange(after, bindable(last), count))

    def read(self, chunk: Chunk) -> Iterator[Record | Unreadable]:
        """The rows of a range, read by a connection of this process. Raises `SourceUnreadable` for another number."""
        if self._shared is None:
            server = server_of(self._settings)
            database = server.connect()
            self._shared = (server, database, *self._whole.prepared(database))
        _, database, statement, reader = self._shared
        range_ = chunk.data
        begins = range_.after is None
        statement = sql_statements.between(statement, database.quote(reader.key_column), bounded=not begins)
        bounds = {sql_statements.UNTIL: range_.until} | ({} if begins else {sql_statements.AFTER: range_.after})
        found = 0
        result = database.run(statement, {**self._settings.parameters, **bounds})
        for record in reader.records(result, first=chunk.line):
            yield record
            found += 1
        if found != range_.rows:
            raise SourceUnreadable(
                f"{chunk.name}: {range_.rows:,} rows were counted from row {chunk.line:,} on, and {found:,} read: "
                f"rows changed meanwhile, or {self._settings.key} is not another in every row; run again with --jobs 1"
            )

    def close(self) -> None:
        """Drop the connections of this process."""
        if self._shared:
            server, database, *_ = self._shared
            database.close()
            server.close()
        self._whole.close()


def _columns(database: Database, settings: SqlSettings) -> dict[str, str]:
    result: Result = database.run(sql_statements.nothing(settings, database.quote), settings.parameters)
    for _ in result.rows:
        pass
    check_header(result.columns, settings)
    if settings.key:
        found = match_columns([settings.key], result.columns)
        refuse_missing(found, result.columns, f"{settings.place} has no column {{}}, which partition_by: names")
    as_json = match_columns(settings.json, result.columns).keys
    named = zip(result.columns, result.types, strict=True)
    return {name: "any" if name in as_json else kind for name, kind in named}
