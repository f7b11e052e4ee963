"""A connection to a database that only reads, whatever its kind: statements in, rows out, a few at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, Protocol, TypeAlias

from msgspec import Struct

from converter.errors import ExtraMissing
from converter.sources.sql_dialects import CellReader
from converter.sources.sql_errors import failing
from converter.sources.sql_settings import SqlSettings
from converter.sources.sql_text import escaped

ROWS = 2000
"""Rows that are fetched at once: memory does not grow with the table."""

_OF_THE_SYSTEM = re.compile(r"(?i)pg_|information_schema|mysql$|sys|performance_schema|db_|guest$|nullid$")

Rows: TypeAlias = Iterator[Sequence[Any]]


class Result(Struct, frozen=True):
    """The answer to a statement: the columns' names, what reads their cells, their types, and the rows as they come.

    A type is written as functions declare theirs: `number|null`, or `any` where it is not known for certain.
    """

    columns: list[str]
    cells: list[CellReader | None]
    types: list[str]
    rows: Rows


class Database(Protocol):
    """One connection, in one transaction that reads. Errors of the server are `SourceUnreadable`."""

    def quote(self, name: str) -> str:
        """A name as it stands in a statement."""
        ...

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Result:
        """The rows of a statement; parameters stand in it as `:name`."""
        ...

    def tables(self) -> list[str]:
        """The tables and views that the account may see, those of its own schema where it has some."""
        ...

    def close(self) -> None:
        """End the transaction, also in the middle of an answer."""
        ...


class Server(Protocol):
    """Where connections come from; from several threads too."""

    def connect(self) -> Database:
        """A connection of one's own. Raises `SourceUnreadable`."""
        ...

    def close(self) -> None:
        """Drop what connections are kept."""
        ...


def server_of(settings: SqlSettings) -> Server:
    """The server of a database; nothing is connected yet. Raises `SourceUnreadable`, `ExtraMissing`."""
    if settings.file:
        from converter.sources.sql_sqlite import SqliteServer

        return SqliteServer(settings, settings.file)
    return AlchemyServer(settings)


@contextmanager
def connected(settings: SqlSettings) -> Iterator[Database]:
    """A connection while the block runs. Raises `SourceUnreadable`, `ExtraMissing`."""
    with closing(server_of(settings)) as server, closing(server.connect()) as database:
        yield database


class AlchemyServer:
    """A server that SQLAlchemy knows, with a few connections for those who come again."""

    def __init__(self, settings: SqlSettings) -> None:
        self._settings = settings
        dialect = settings.dialect
        try:
            self._engine = _engine(settings)
        except ImportError as error:
            raise ExtraMissing(
                f"reading {dialect.name} databases needs {error.name}: pip install 'auth0-convert[{dialect.extra}]'"
            ) from None

    def connect(self) -> AlchemyDatabase:
        """A connection of one's own."""
        return AlchemyDatabase(self._settings, self._engine)

    def close(self) -> None:
        """Drop what connections are kept."""
        self._engine.dispose()


class AlchemyDatabase:
    """A connection by SQLAlchemy Core, with a server-side cursor where the driver has them."""

    def __init__(self, settings: SqlSettings, engine: Any) -> None:
        self._settings = settings
        self._quote: Callable[[str], str] = engine.dialect.identifier_preparer.quote
        self._unfinished: list[Any] = []
        with failing(settings):
            self._connection = engine.connect().execution_options(yield_per=ROWS, **settings.dialect.options)
            if settings.dialect.begin:
                self._connection.exec_driver_sql(settings.dialect.begin)

    def quote(self, name: str) -> str:
        """The name, in quotes where it needs some."""
        return self._quote(name)

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Result:
        """The rows of a statement."""
        from sqlalchemy import bindparam, text
        from sqlalchemy.types import NullType

        # of no type: the server infers it, as it does for a literal
        bound = [bindparam(name, value, NullType()) for name, value in parameters.items()]
        with failing(self._settings):
            result = self._connection.execute(text(escaped(statement)).bindparams(*bound))
        self._unfinished.append(result)
        dialect, described = self._settings.dialect, result.cursor.description
        cells, types = list(map(dialect.cell, described)), list(map(dialect.type_of, described))
        return Result(list(result.keys()), cells, types, self._rows(result))

    def tables(self) -> list[str]:
        """The tables and views of the account's own schema; where that is empty, the tables of others."""
        from sqlalchemy import inspect

        with failing(self._settings):
            catalogue = inspect(self._connection.engine)
            if own := sorted([*catalogue.get_table_names(), *catalogue.get_view_names()]):
                return own
            others = [name for name in catalogue.get_schema_names() if not _OF_THE_SYSTEM.match(name)]
            return [
                f"{schema}.{name}" for schema in sorted(others) for name in sorted(catalogue.get_table_names(schema))
            ]

    def _rows(self, result: Any) -> Rows:
        while True:
            with failing(self._settings):
                rows = result.fetchmany(ROWS)
            if not rows:
                self._unfinished.remove(result)
                return
            yield from rows

    def close(self) -> None:
        """Give the connection back; in the middle of an answer drop it, rather than wait for the rest."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            for result in self._unfinished:
                self._settings.dialect.abandon(result.cursor)
                self._connection.invalidate()
            self._connection.close()
        except SQLAlchemyError:
            pass  # it is gone already


def _engine(settings: SqlSettings) -> Any:
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    dialect = settings.dialect
    with failing(settings, ArgumentError, ValueError):
        url = make_url(settings.url).set(drivername=dialect.driver)
        if settings.password:
            url = url.set(password=settings.password)
        arguments = dialect.arguments(settings.connect_timeout, settings.statement_timeout)
        engine = create_engine(url, connect_args=arguments, hide_parameters=True, pool_pre_ping=True, **dialect.engine)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        dialect.prepare(connection, settings.statement_timeout)

    return engine
