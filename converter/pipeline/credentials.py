"""Credentials that are known, for trying them out: a CSV file with the columns `identifier` and `password`.

No message shows anything of the file, since a file without a header begins with a password.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from converter.errors import SourceUnreadable
from converter.sources.files import InputFile

COLUMNS = ("identifier", "password")
_LARGEST = 64 << 20
_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class Credential:
    """A person by e-mail, user name or user id, and the password that should be right. `row` counts from 1."""

    row: int
    identifier: str
    password: str = field(repr=False)


def read_credentials(file: InputFile) -> list[Credential]:
    """Every row of the file. Raises SourceUnreadable."""
    rows = _rows(_text(file), file.name)
    header = [name.strip().lower() for name in next(rows, [])]
    if any(header.count(name) != 1 for name in COLUMNS):
        raise SourceUnreadable(f"{file.name} has not the columns identifier and password: begin it with that line")
    places = [header.index(name) for name in COLUMNS]
    found = []
    for number, row in enumerate(rows, start=1):
        cells = [row[place] for place in places] if len(row) == len(header) else []
        if not all(cells) or not cells:
            what = f"{len(row)} cells, the header {len(header)}" if not cells else "no identifier or no password"
            raise SourceUnreadable(f"row {number} of {file.name} has {what}")
        found.append(Credential(number, cells[0], cells[1]))
    if not found:
        raise SourceUnreadable(f"{file.name} holds nobody: write one person a row below the header")
    return found


def _text(file: InputFile) -> str:
    pieces, size = [], 0
    with file.open() as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > _LARGEST:
                raise SourceUnreadable(f"{file.name} is too large for credentials: try some of them")
            pieces.append(piece)
    try:
        return b"".join(pieces).decode("utf-8-sig")
    except UnicodeDecodeError:
        # its text would hold a piece of the data
        pass
    raise SourceUnreadable(f"{file.name} is not UTF-8: save it as that")


def _rows(text: str, name: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from (row for row in reader if row)
    except csv.Error:
        raise SourceUnreadable(f"line {reader.line_num} of {name} is no CSV: quote what holds a quote") from None
