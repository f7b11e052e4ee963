"""`origins.jsonl`: where each exported user came from, a line an import file, in the order of its users.

A line is by columns, `{"part": "users-00001.json", "users": 400, "file": "people.ldif", "first_line": [1, 12, …], …}`:
a column that has the same value for all users is that value, one that says nothing is left out. So it costs a seventh
of a microsecond a user, and still is JSON that anybody can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from converter.errors import OutputRefused
from converter.record import PLACE, Origin
from converter.sinks import layout


class PartOrigins(NamedTuple):
    """Where the users of one import file came from: its name, and an origin a user."""

    part: str
    origins: list[Origin]


def origins_line(part: str, columns: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The line of an import file; `columns` are the fields of PLACE, each of them of all its users."""
    document: dict[str, Any] = {"part": part, "users": len(columns[0])}
    for name, column in zip(PLACE, columns, strict=True):
        first = column[0]
        if column[-1] != first or column.count(first) != len(column):
            document[name] = column
        elif first:
            document[name] = first
    return document


def read_origins(folder: Path) -> Iterator[PartOrigins]:
    """The origins of a finished run, one import file after the other. Errors: OutputRefused."""
    path = folder / layout.ORIGINS
    try:
        with path.open("rb") as file:
            for line in file:
                yield _part_origins(orjson.loads(line))
    except FileNotFoundError:
        message = f"{path} is missing, so that nobody can tell where a user came from. Run the conversion again."
        raise OutputRefused(message) from None
    except OSError as error:
        raise OutputRefused(f"cannot read {path}: {error.strerror}") from error
    except (KeyError, TypeError, ValueError):
        raise OutputRefused(f"{path} is damaged. Run the conversion again.") from None


def _part_origins(document: dict[str, Any]) -> PartOrigins:
    count = document["users"]
    columns = {name: document.get(name, default) for name, default in Origin._field_defaults.items()}
    columns["file"] = document["file"]
    listed = (columns[name] if isinstance(columns[name], list) else [columns[name]] * count for name in Origin._fields)
    return PartOrigins(document["part"], [Origin(*values) for values in zip(*listed, strict=True)])
