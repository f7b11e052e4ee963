"""A record of a source, how its values are named, and where it stood."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct

Values: TypeAlias = dict[str, Any]
"""What expressions see. Directory: attribute -> list of str (bytes for binary attributes), `dn` -> str.
CSV: column -> str, or list of str for declared list columns. JSON lines: the object itself.
SQL: column -> value."""


class Naming(StrEnum):
    """How a source names its values.

    DIRECTORY: attribute names ignore case, `-` and `;` may be written `_`; any name may exist.
    COLUMNS: exact, then ignoring case where that is unambiguous; only the header's names exist.
    MEMBERS: exact; any name may exist.
    """

    DIRECTORY = "directory"
    COLUMNS = "columns"
    MEMBERS = "members"


class Origin(NamedTuple):
    """Where a record stood, so that a person can find it again.

    `file` is the path as it was opened ("-" for standard input), or the address of a store without files. Lines
    count from 1; `offset` and `length` are bytes of the uncompressed stream. `row` counts data rows of a CSV or
    JSON lines file, and records of a store without files, from 1; it is 0 for LDIF. `dn` is the distinguished name
    where the record has one, `key` what finds a row in its table: `id=17`.
    """

    file: str
    first_line: int = 0
    last_line: int = 0
    offset: int = 0
    length: int = 0
    row: int = 0
    dn: str = ""
    key: str = ""

    def __str__(self) -> str:
        """The shortest text that finds the record: `people.ldif:12-30 (cn=Jane,dc=acme)`."""
        place = place_of(self.file, self.number)
        if self.last_line > self.first_line:
            place += f"-{self.last_line}"
        name = self.dn or self.key
        return f"{place} ({name})" if name else place

    @property
    def place(self) -> tuple[Any, ...]:
        """The fields that PLACE names."""
        return self[:3] + self[5:]

    @property
    def number(self) -> int:
        """What tells it from the other records of its file or store."""
        return self.first_line or self.row

    def as_document(self) -> dict[str, Any]:
        """The origin as a JSON object; what is not known is left out."""
        document: dict[str, Any] = {"file": self.file}
        if self.first_line:
            document["lines"] = [self.first_line, self.last_line or self.first_line]
        if self.row:
            document["row"] = self.row
        if self.dn:
            document["dn"] = self.dn
        if self.key:
            document["key"] = self.key
        return document


def place_of(file: str, number: int) -> str:
    """The record with that `number`, in a message: `people.ldif:12`, `ldaps://dc1.acme.com record 12`."""
    return f"{file} record {number}" if "://" in file else f"{file}:{number}"


PLACE = ("file", "first_line", "last_line", "row", "dn", "key")
"""The fields of an Origin that are written down. Bytes find a record again only for a program that has the very same
file; lines do for a person as well."""
assert Origin._fields == ("file", "first_line", "last_line", "offset", "length", "row", "dn", "key")


class Record(NamedTuple):
    """One record as its source holds it. A tuple, since they are made by the million."""

    values: Values
    origin: Origin


class Unreadable(Struct, frozen=True):
    """A record that could not be read: a value, so that the rest of the source goes on.

    `code` is a stable rule code such as `ldif-base64`; `message` never holds the record's values.
    """

    origin: Origin
    code: str
    message: str
