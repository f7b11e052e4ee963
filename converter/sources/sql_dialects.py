"""What is particular about each kind of database: its driver, its time-outs, its reading transaction, its types.

Everything here is what a server or driver documents; what has been run against the real server says docs/sql.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from msgspec import Struct, field

from converter.sources.sql_values import JsonText, TimeText

CellReader: TypeAlias = Callable[[Any], Any]
"""What makes of a driver's value the one that its column's type means."""


def _no_arguments(connect: int, statement: int) -> dict[str, Any]:
    return {}


def _as_it_is(connection: Any, statement: int) -> None:
    return


def _close(cursor: Any) -> None:
    cursor.close()


def _any_cell(description: Sequence[Any]) -> CellReader | None:
    return None


def _any_type(description: Sequence[Any]) -> str:
    return "any"


class Dialect(Struct, frozen=True):
    """One kind of database.

    `driver` is SQLAlchemy's name of dialect and driver, "" where the standard library has all that is needed;
    `extra` what installs it. `arguments` makes the driver's arguments of the seconds to wait for a connection and for
    an answer; `prepare` sets up a connection of the driver, given the seconds to wait for an answer; `begin` begins a
    transaction that reads one state; `engine` and `options` are SQLAlchemy's; `cell` reads a column by its
    description (PEP 249), and `type_of` says of which type its values are then, where that is certain; `abandon`
    lets go of a cursor in the middle of its rows.
    """

    name: str
    driver: str = ""
    extra: str = "sql"
    arguments: Callable[[int, int], dict[str, Any]] = _no_arguments
    engine: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    prepare: Callable[[Any, int], None] = _as_it_is
    begin: str = ""
    cell: Callable[[Sequence[Any]], CellReader | None] = _any_cell
    type_of: Callable[[Sequence[Any]], str] = _any_type
    abandon: Callable[[Any], None] = _close


def _postgresql_arguments(connect: int, statement: int) -> dict[str, Any]:
    """Times come as ISO 8601 in UTC. A server that is gone is noticed by keep-alives (libpq's documentation).

    Between two fetches the transaction idles, for as long as the rows take to be converted.
    """
    session = {
        "statement_timeout": statement * 1000,
        "idle_in_transaction_session_timeout": 0,
        "TimeZone": "UTC",
        "DateStyle": "ISO",
        "IntervalStyle": "iso_8601",
    }
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    idle = max(1, min(30, statement // 3))
    alive = {"keepalives": 1, "keepalives_idle": idle, "keepalives_interval": idle, "keepalives_count": 2}
    return {"connect_timeout": connect, "options": options, "tcp_user_timeout": statement * 1000, **alive}


_POSTGRESQL_TYPES = {
    "boolean|null": (16,),
    "number|null": (20, 21, 23, 700, 701, 1700),
    "string|null": (19, 25, 650, 869, 1042, 1043, 1082, 1083, 1114, 1184, 1186, 1266, 2950),
    "binary|null": (17,),
}
"""By their numbers (pg_type.dat): whole numbers, floats, decimals; names, texts, addresses, times, UUID; bytea."""


def _postgresql_type(description: Sequence[Any]) -> str:
    return next((kind for kind, numbers in _POSTGRESQL_TYPES.items() if description[1] in numbers), "any")


class _Texts:
    """Reads a value of PostgreSQL as the text that it is written as (psycopg's protocol `Loader`)."""

    format = 0  # as text, not binary

    def __init__(self, oid: int, context: Any = None) -> None:
        """Psycopg says of which type the values are."""

    def load(self, data: Any) -> str:
        """What the server sent."""
        return bytes(data).decode()


class _Times:
    """Reads a date or timestamp as such a text, to be understood later."""

    format = 0

    def __init__(self, oid: int, context: Any = None) -> None:
        """Psycopg says of which type the values are."""

    def load(self, data: Any) -> TimeText:
        """What the server sent."""
        return TimeText(bytes(data).decode())


def _prepare_postgresql(connection: Any, statement: int) -> None:
    """Times that Python has not, such as `infinity` and years before 1, would end the reading: they come as text."""
    for name in ("date", "timestamp", "timestamptz"):
        connection.adapters.register_loader(name, _Times)
    for name in ("time", "timetz", "interval", "inet", "cidr"):
        connection.adapters.register_loader(name, _Texts)


def _mysql_arguments(connect: int, statement: int) -> dict[str, Any]:
    return {"connect_timeout": connect, "read_timeout": statement, "write_timeout": statement, "charset": "utf8mb4"}


def _prepare_mysql(connection: Any, statement: int) -> None:
    """A TIMESTAMP comes in the session's zone. The whole session is read-only, so that no commit ends that.

    The server gives up where nobody takes its rows for a minute; whoever converts them may well need longer.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET net_write_timeout = {_DAY}")
        cursor.execute("SET time_zone = '+00:00'")
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


def _abandon_mysql(cursor: Any) -> None:
    """Closing a cursor of PyMySQL reads its rows to the end, be they millions; there is no other way to stop it."""
    if cursor is not None and getattr(cursor, "_result", None) is not None:
        cursor._result.unbuffered_active = False  # noqa: SLF001


_DAY = 24 * 3600
_MYSQL_TINY, _MYSQL_TIMESTAMP, _MYSQL_JSON, _MYSQL_BIT = 1, 7, 245, 16


def _mysql_cell(description: Sequence[Any]) -> CellReader | None:
    """By the type and the length that the server gives: BOOLEAN is a name for TINYINT(1), and BIT(1) means the same."""
    kind, length = description[1], description[3]
    if kind == _MYSQL_TINY and length == 1:
        return lambda value: None if value is None else bool(value)
    if kind == _MYSQL_BIT and length == 1:
        return lambda value: None if value is None else value != b"\0"
    if kind == _MYSQL_TIMESTAMP:
        return _mysql_timestamp
    return JsonText.of if kind == _MYSQL_JSON else _mysql_date if kind in (10, 12) else None


_MYSQL_TIMES, _MYSQL_NUMBERS = (7, 10, 11, 12), (0, 1, 2, 3, 4, 5, 8, 9, 13, 246)


def _mysql_type(description: Sequence[Any]) -> str:
    """Texts and bytes have the same number, so that nothing is said of them."""
    kind, length = description[1], description[3]
    if length == 1 and kind in (_MYSQL_TINY, _MYSQL_BIT):
        return "boolean|null"
    return "number|null" if kind in _MYSQL_NUMBERS else "string|null" if kind in _MYSQL_TIMES else "any"


def _mysql_timestamp(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else _mysql_date(value)


def _mysql_date(value: Any) -> Any:
    """A date that does not exist is how MySQL writes that there is none: 0000-00-00 00:00:00."""
    return None if isinstance(value, str) and value.startswith("0000-00-00") else value


def _oracle_arguments(connect: int, statement: int) -> dict[str, Any]:
    return {"tcp_connect_timeout": connect}


def _prepare_oracle(connection: Any, statement: int) -> None:
    connection.call_timeout = statement * 1000


def _sqlserver_arguments(connect: int, statement: int) -> dict[str, Any]:
    """The time to log in; that of an answer is a property of the connection."""
    return {"timeout": connect}


def _prepare_sqlserver(connection: Any, statement: int) -> None:
    connection.timeout = statement


_POSTGRESQL = Dialect(
    "postgresql",
    "postgresql+psycopg",
    arguments=_postgresql_arguments,
    engine={"json_deserializer": JsonText.of, "isolation_level": "REPEATABLE READ"},
    options={"postgresql_readonly": True},
    prepare=_prepare_postgresql,
    type_of=_postgresql_type,
)
_MYSQL = Dialect(
    "mysql",
    "mysql+pymysql",
    arguments=_mysql_arguments,
    engine={"isolation_level": "REPEATABLE READ"},
    prepare=_prepare_mysql,
    begin="START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT",
    cell=_mysql_cell,
    type_of=_mysql_type,
    abandon=_abandon_mysql,
)
_ORACLE = Dialect(
    "oracle",
    "oracle+oracledb",
    "oracle",
    arguments=_oracle_arguments,
    engine={"arraysize": 1000, "json_deserializer": JsonText.of},
    prepare=_prepare_oracle,
    begin="SET TRANSACTION READ ONLY",
)
_SQLSERVER = Dialect(
    "mssql",
    "mssql+mssqlpython",
    "sqlserver",
    arguments=_sqlserver_arguments,
    prepare=_prepare_sqlserver,
)
_DB2 = Dialect("db2", "db2+ibm_db", "db2")

DIALECTS: dict[str, Dialect] = {
    "postgresql": _POSTGRESQL,
    "postgresql+psycopg": _POSTGRESQL,
    "mysql": _MYSQL,
    "mysql+pymysql": _MYSQL,
    "mariadb": _MYSQL,
    "mariadb+pymysql": _MYSQL,
    "sqlite": Dialect("sqlite"),
    "oracle": _ORACLE,
    "oracle+oracledb": _ORACLE,
    "mssql": _SQLSERVER,
    "mssql+mssqlpython": _SQLSERVER,
    "db2": _DB2,
    "ibm_db_sa": _DB2,
}
"""The scheme of a URL → its kind of database."""
