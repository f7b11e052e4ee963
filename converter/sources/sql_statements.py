"""The statements that are made around a mapping's query or table. All of them are plain SQL that every server takes.

Names are quoted by whoever knows how; values stand as parameters only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from converter.sources.sql_settings import SqlSettings

AFTER, UNTIL, VALUE = "auth0_after", "auth0_until", "auth0_value"
_Quote = Callable[[str], str]


def everything(settings: SqlSettings, needed: Sequence[str], quote: _Quote) -> str:
    """The mapping's query, or those columns (quoted already) of its table."""
    if settings.query:
        return settings.query
    return f"SELECT {', '.join(needed) or '1'} FROM {_table(settings, quote)}"  # noqa: S608 - as below


def nothing(settings: SqlSettings, quote: _Quote) -> str:
    """A statement without rows that has the columns of the query, or those of the table that the mapping names."""
    if settings.query:
        return f"{_inner(settings.query, '*')} WHERE 1 = 0"
    listed = ", ".join(map(quote, settings.columns)) or "*"
    return f"SELECT {listed} FROM {_table(settings, quote)} WHERE 1 = 0"  # noqa: S608 - as below


def ordered(statement: str, key: str) -> str:
    """The same rows in the order of a column."""
    return f"{_inner(statement, '*')} ORDER BY {key}"


def keys(statement: str, key: str) -> str:
    """That column alone, in its order."""
    return f"{_inner(statement, key)} ORDER BY {key}"


def between(statement: str, key: str, *, bounded: bool) -> str:
    """The rows of a range of that column, in its order; one that is not bounded begins with the first."""
    lower = f"{key} > :{AFTER} AND " if bounded else ""
    return f"{_inner(statement, '*')} WHERE {lower}{key} <= :{UNTIL} ORDER BY {key}"


def having(statement: str, column: str) -> str:
    """The rows with one value in that column."""
    return f"{_inner(statement, '*')} WHERE {column} = :{VALUE}"


def _inner(statement: str, wanted: str) -> str:
    # on lines of their own, since the query may end in a comment
    return f"SELECT {wanted} FROM (\n{statement}\n) chosen"  # noqa: S608 - names are quoted, values are parameters


def _table(settings: SqlSettings, quote: _Quote) -> str:
    return ".".join(map(quote, settings.table.split(".")))
