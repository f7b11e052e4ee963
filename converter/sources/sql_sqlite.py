"""A file of SQLite, read by the standard library: no further package is needed.

A value has the type that it has; the declared type of a column says where a text is a time or JSON, and a number a
boolean. The file is opened read-only, and nothing is written beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from converter.sources.sql_database import ROWS, Result, Rows
from converter.sources.sql_errors import failing
from converter.sources.sql_settings import SqlSettings
from converter.sources.sql_values import JsonText, TimeText, Undecodable


class SqliteServer(Struct, frozen=True):
    """A file, which is opened anew for everybody."""

    settings: SqlSettings
    file: Path

    def connect(self) -> SqliteDatabase:
        """The file, opened."""
        return SqliteDatabase(self.settings, self.file)

    def close(self) -> None:
        """Nothing is kept."""


class SqliteDatabase:
    """A connection to a file."""

    def __init__(self, settings: SqlSettings, file: Path) -> None:
        self._settings = settings
        for name, convert in _CONVERTERS.items():
            sqlite3.register_converter(name, convert)
        with failing(settings):
            self._connection = sqlite3.connect(
                f"file:{quote(str(file))}?mode=ro",
                uri=True,
                timeout=settings.connect_timeout,
                detect_types=sqlite3.PARSE_DECLTYPES,
                check_same_thread=False,
            )
            self._connection.text_factory = _text
            self._connection.execute("BEGIN")

    def quote(self, name: str) -> str:
        """The name in backquotes: what stands in double quotes and is no name SQLite takes for a text."""
        return f"`{name.replace('`', '``')}`"

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Result:
        """The rows of a statement."""
        with failing(self._settings):
            cursor = self._connection.execute(statement, dict(parameters))
        columns = [column[0] for column in cursor.description]
        return Result(columns, [None] * len(columns), ["any"] * len(columns), self._rows(cursor))

    def tables(self) -> list[str]:
        """The tables and views of the file, but for SQLite's own."""
        query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
        return [str(name) for (name,) in self.run(query, {}).rows if not str(name).startswith("sqlite_")]

    def _rows(self, cursor: sqlite3.Cursor) -> Rows:
        while True:
            with failing(self._settings):
                rows = cursor.fetchmany(ROWS)
            if not rows:
                return
            yield from rows

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _text(data: bytes) -> Any:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return Undecodable()


def _boolean(data: bytes) -> Any:
    """0 and 1 are the booleans of SQLite; another value stays what it is, a text."""
    return data == b"1" if data in (b"0", b"1") else _text(data)


def _time(data: bytes) -> Any:
    """A text is a time as it stands; a number, as some programs keep times, a number."""
    text = _text(data)
    if isinstance(text, Undecodable):
        return text
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return TimeText(text)


_CONVERTERS: dict[str, Callable[[bytes], Any]] = {
    "BOOLEAN": _boolean,
    "BOOL": _boolean,
    "DATE": _time,
    "DATETIME": _time,
    "TIMESTAMP": _time,
    "JSON": JsonText.of,
}
"""By the first word of a column's declared type."""
