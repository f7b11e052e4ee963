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
from converter.sinks.json_text import compact
from converter.sinks.texts import COMMA, Column, Same
from converter.sinks.users import Stretch

_NOTHING = (b"0", b'""')


class PartOrigins(NamedTuple):
    """Where the users of one import file came from: its name, and an origin a user."""

    part: str
    origins: list[Origin]


def origins_line(part: str, stretches: Sequence[Stretch]) -> bytes:
    """The line of an import file that holds these users."""
    members = [b'"part":%b,"users":%d' % (compact(part), sum(end - start for _, start, end in stretches))]
    for place, name in enumerate(PLACE):
        pieces = [(users.places[place], start, end) for users, start, end in stretches]
        if value := _value(pieces):
            members.append(b'"%b":%b' % (name.encode(), value))
    return b"{%b}" % b",".join(members)


def _value(pieces: Sequence[tuple[Column, int, int]]) -> bytes:
    """The JSON of a column, all pieces of it; nothing where it says nothing."""
    column, start, _ = pieces[0]
    first = bytes(column.between(start, start + 1))
    if all(_holds_only(first, *piece) for piece in pieces):
        return b"" if first in _NOTHING else first
    return b"[%b]" % COMMA.join(column.between(start, end) for column, start, end in pieces)


def _holds_only(text: bytes, column: Column, start: int, end: int) -> bool:
    if isinstance(column, Same):
        return column.text == text
    there, count = column.between(start, end), end - start
    return len(there) == (len(text) + len(COMMA)) * count - len(COMMA) and there == Same(text).between(0, count)


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
