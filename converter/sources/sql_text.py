"""The text of a query: its parameters found, and what it must not be refused before any server sees it.

Quoted texts, quoted names and comments are told from the rest as in standard SQL, with PostgreSQL's `$tag$` texts and
the backquotes of MySQL. A parameter is `:name`; `::type` is a cast. That a query only reads is the server's to see to:
this catches slips, the read-only transaction and the account's rights catch the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|/\*.*?\*/|\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$"""
    r"""|::|:=|(?<!\w):(?P<name>[A-Za-z_]\w*)|(?P<colon>:)""",
    re.DOTALL,
)
_READS = re.compile(r"[\s(]*(select|with|values|table)\b", re.IGNORECASE)
_WRITES = re.compile(
    r"\b(insert\s+into|delete\s+from|merge\s+into|update\s+\S+\s+set|truncate\s+table|into|for\s+update)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")


class QueryError(ValueError):
    """The query cannot be run; the text says why, as a sentence without its beginning."""


def checked_query(text: str, parameters: Mapping[str, object]) -> str:
    """The query without a semicolon at its end. Raises `QueryError`."""
    text = text.strip().rstrip(";").rstrip()
    bare = _TOKEN.sub(_blank, text)
    if not _READS.match(bare):
        first = _WORD.search(bare)
        found = f"begins with {first[0][:20].upper()}" if first else "is empty"
        raise QueryError(f"the query {found}; only one that reads is run: SELECT …, or WITH … SELECT …")
    if ";" in bare:
        raise QueryError("the query holds several statements; write one")
    if written := _WRITES.search(bare):
        raise QueryError(f"the query writes ({' '.join(written[0].upper().split())}); only one that reads is run")
    used = set(names(text))
    if missing := sorted(used - parameters.keys()):
        raise QueryError(f"the query has a parameter :{missing[0]}, which parameters: does not give")
    if unused := sorted(parameters.keys() - used):
        raise QueryError(f"parameters: gives {unused[0]}, which the query does not use as :{unused[0]}")
    return text


def names(text: str) -> list[str]:
    """The parameters of a query, as they come."""
    return [match["name"] for match in _TOKEN.finditer(text) if match["name"]]


def escaped(text: str) -> str:
    r"""The query as SQLAlchemy's `text` takes it: colons that begin no parameter are written `\:`."""
    return _TOKEN.sub(lambda match: match[0] if match["name"] else match[0].replace(":", "\\:"), text)


def _blank(match: re.Match[str]) -> str:
    return match[0] if match["name"] or match["colon"] else " "
