"""What a database says when it refuses, as one sentence: the place, its reason, and what would help.

A server's own words are passed on where they name tables, columns or users; of a complaint about data, which may
repeat it, only the beginning is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from converter.errors import SourceUnreadable
from converter.sources.sql_settings import SqlSettings

_REMEDIES = (
    (r"permission denied|command denied|denied .* to database|ora-01031", "let this account read it"),
    (r"password authentication|access denied|login failed|ora-01017|sql30082n", "check user and password"),
    (r"no password supplied", "name the password from outside, as in password: ${DB_PASSWORD}, and set that variable"),
    (r"not known|resolve|getaddrinfo", "is the name of the host right?"),
    (
        r"refused|(could|can)( not|'t|not) connect|unable to establish connection|ora-12541|sql30081n",
        "is the server running, and the port right?",
    ),
    (r"certificate|ssl|tls", "its certificate has to be valid for that host, and signed by an authority you name"),
    (r"read.?only|ora-01456", "the query writes, and nothing is ever written; give one that only reads"),
    (r"statement timeout|max_statement_time|maximum statement execution|timed out|timeout", "see statement_timeout:"),
    (r"no such (table|column)|does ?n.t exist|does not exist|unknown (column|database)", "is it spelt right?"),
    (r"ora-00942|ora-00904|sql0204n|sql0206n|invalid (object|column) name", "is it spelt right?"),
    (r"unable to open database file", "is the path right, relative to the mapping, and may you read it?"),
    (r"not a database|malformed", "it is no SQLite database, or a damaged one; copy it again"),
    (r"duplicate column name", "name each with AS"),
    (r"lost connection|server closed|gone away|connection .* lost|terminating", "run the same command again"),
)
"""What would help, by what the servers say; the first that fits."""

_LONGEST = 300
_DATA_CLASS = "22"
_MYSQL_DATA = frozenset([1264, 1267, 1292, 1366, 1525])
"""Wrong values, and a text that the column's character set does not hold."""


class ValueRefused(SourceUnreadable):
    """The server could make nothing of a value, such as of a text where its column holds numbers."""


@contextmanager
def failing(settings: SqlSettings, *further: type[Exception]) -> Iterator[None]:
    """Turns what drivers raise, and `further` kinds of errors, into `SourceUnreadable`."""
    try:
        yield
    except Exception as error:
        if not (_of_a_database(error) or isinstance(error, further)):
            raise
        kind = ValueRefused if is_about_data(error) else SourceUnreadable
        raise kind(sentence(error, settings)) from None


def sentence(error: Exception, settings: SqlSettings) -> str:
    """What is said of an error: never a password, nor a value that the database holds."""
    words = _words(_cause(error))
    for secret in settings.secrets:
        words = words.replace(secret, "…")
    if is_about_data(error):
        words = words.partition(":")[0].partition("'")[0].partition('"')[0].strip()
    lowered = words.lower()
    remedy = next((text for pattern, text in _REMEDIES if re.search(pattern, lowered)), "")
    return f"{settings.place}: {words[:_LONGEST]}{f'; {remedy}' if remedy else ''}"


def is_about_data(error: Exception) -> bool:
    """Is a value the matter, such as a text that is no number?"""
    cause = _cause(error)
    state = str(getattr(cause, "sqlstate", None) or "")
    number = cause.args[0] if cause.args else None
    return state.startswith(_DATA_CLASS) or number in _MYSQL_DATA or type(cause).__name__ == "DataError"


def _of_a_database(error: Exception) -> bool:
    """Errors of PEP 249, of any driver, and SQLAlchemy's around them."""
    return isinstance(error, OSError) or any(
        kind.__name__ == "Error" or kind.__name__ == "SQLAlchemyError" for kind in type(error).__mro__
    )


def _cause(error: Exception) -> Exception:
    cause = getattr(error, "orig", None)
    return cause if isinstance(cause, Exception) else error


def _words(error: Exception) -> str:
    """The first line of its text that says something; of (number, text), as MySQL's drivers raise, the text."""
    told = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], str) else str(error)
    return next((line.strip() for line in told.splitlines() if line.strip()), type(error).__name__)
