"""The keys of a database as a source, and what they are read as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from converter.directory.instant import zone_named
from converter.sources.source import SettingError
from converter.sources.sql_dialects import DIALECTS, Dialect
from converter.sources.sql_text import QueryError, checked_query
from converter.syntax.field import Field, Kind
from converter.syntax.sanitise import clipped
from converter.syntax.secret import address
from converter.syntax.suggestion import suggest

FIELDS = (
    Field(
        "url",
        Kind.URL,
        "Where the database is: `postgresql://`, `mysql://`, `mariadb://`, `sqlite:///` and a file relative to the "
        "mapping, `oracle://`, `mssql://`, `db2://`.",
        required=True,
        example="postgresql://reader:${DB_PASSWORD}@db.acme.com/people",
        others="uri dsn connection connectionstring host server",
    ),
    Field(
        "password",
        Kind.SECRET,
        "The password, where the URL has none; it may hold any sign.",
        example="${DB_PASSWORD}",
    ),
    Field(
        "query",
        Kind.TEXT,
        "What to read: one SELECT, a record a row. Names as `:name` are filled in from `parameters`.",
        example="SELECT id, mail FROM people WHERE tenant = :tenant",
        others="sql statement select",
    ),
    Field(
        "parameters",
        Kind.VALUE_MAP,
        "The values of the query's parameters.",
        default={},
        example='{tenant: "${TENANT}"}',
    ),
    Field("table", Kind.TEXT, "In place of a query: a table or view, with its schema.", example="crm.people"),
    Field("columns", Kind.TEXT_LIST, "The table's columns; without it all of them.", example="[id, mail, name]"),
    Field(
        "partition_by",
        Kind.TEXT,
        "A column without nulls and with another value in every row: rows are read in its order, named by it, and "
        "may be shared among several processes.",
        example="id",
    ),
    Field("json", Kind.TEXT_LIST, "Columns of text that hold JSON, to be read as that.", example="[attributes]"),
    Field(
        "timezone",
        Kind.TEXT,
        "The zone of times that are stored without one, as an IANA name; they come out in UTC.",
        example="Europe/Paris",
    ),
    Field("connect_timeout", Kind.INTEGER, "The most seconds to wait for a connection.", default=10, example="30"),
    Field(
        "statement_timeout",
        Kind.INTEGER,
        "The most seconds to wait for an answer of the server.",
        default=300,
        example="3600",
    ),
)


@dataclass(frozen=True, slots=True)
class SqlSettings:
    """What a mapping says about a database. `place` names it, and its table, without any secret.

    Either `query` or `table` is set. `file` is that of an SQLite database.
    """

    url: str = field(repr=False)
    password: str = field(repr=False)
    dialect: Dialect
    place: str
    file: Path | None
    query: str
    parameters: Mapping[str, Any] = field(repr=False)
    table: str
    columns: tuple[str, ...]
    key: str
    json: frozenset[str]
    zone: tzinfo | None
    connect_timeout: int
    statement_timeout: int

    @property
    def secrets(self) -> list[str]:
        """What no message may hold: the password, as it stands in the URL and as it is meant."""
        account = self.url.partition("://")[2].rpartition("@")[0]
        written = account.partition(":")[2]
        return [secret for secret in (self.password, written, unquote(written)) if secret]


def settings(values: Mapping[str, Any], folder: Path) -> SqlSettings:
    """The settings from the values of `FIELDS`; the file of SQLite is relative to `folder`. Raises `SettingError`."""
    url = values["url"] or ""
    dialect = _dialect(url)
    file = sqlite_file(url, folder) if dialect.name == "sqlite" else None
    table = _table(values)
    place = url if file else address(url)
    return SqlSettings(
        url=url,
        password=values["password"] or "",
        dialect=dialect,
        place=f"{place}#{table}" if table else place,
        file=file,
        query=_query(values),
        parameters=dict(values["parameters"]),
        table=table,
        columns=tuple(values["columns"] or ()),
        key=values["partition_by"] or "",
        json=frozenset(values["json"] or ()),
        zone=_zone(values["timezone"]),
        connect_timeout=_seconds(values, "connect_timeout"),
        statement_timeout=_seconds(values, "statement_timeout"),
    )


def sqlite_file(url: str, folder: Path) -> Path:
    """The file of `sqlite:///people.db`, relative to `folder`; of `sqlite:////var/people.db` as it stands."""
    path = url.partition("://")[2]
    if len(path) < 2 or not path.startswith("/"):
        raise SettingError("url", "names no file: write sqlite:///people.db, relative to the mapping")
    return folder / path[1:]


def _dialect(url: str) -> Dialect:
    scheme, mark, _ = url.partition("://")
    if mark and scheme in DIALECTS:
        return DIALECTS[scheme]
    if not mark:
        raise SettingError("url", "this is no URL of a database; write postgresql://user:${PASSWORD}@host/database")
    near = suggest(scheme, DIALECTS)
    hint = f"did you mean {near}://?" if near else f"one of: {', '.join(DIALECTS)}"
    raise SettingError("url", f"{clipped(scheme)} is no database that is known; {hint}")


def _table(values: Mapping[str, Any]) -> str:
    if values["query"] and values["table"]:
        raise SettingError("table", "a query says itself what is read: keep query or table")
    if not values["query"] and not values["table"]:
        raise SettingError("query", "says nothing about what to read: write a query, or name a table")
    for name in ("parameters",) if values["table"] else ("columns",):
        if values[name]:
            raise SettingError(name, f"{name} belongs to {'a query' if values['table'] else 'a table'}; leave it out")
    return values["table"] or ""


def _query(values: Mapping[str, Any]) -> str:
    try:
        return checked_query(values["query"], values["parameters"]) if values["query"] else ""
    except QueryError as error:
        raise SettingError("query", str(error)) from None


def _zone(name: str | None) -> tzinfo | None:
    try:
        return zone_named(name) if name else None
    except ValueError as error:
        raise SettingError("timezone", str(error)) from None


def _seconds(values: Mapping[str, Any], name: str) -> int:
    seconds: int = values[name]
    if seconds < 1:
        raise SettingError(name, f"{name} is a number of seconds, 1 at least")
    return seconds
