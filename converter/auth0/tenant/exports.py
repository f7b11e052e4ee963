"""What an export job writes: the users as lines of JSON or as CSV, packed with gzip."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from converter.auth0.tenant.users import Profile

PREDEFINED = (
    *("user_id", "email", "email_verified", "given_name", "family_name", "name", "nickname", "picture"),
    *("identities[0].connection", "created_at", "updated_at"),
)
"""What is exported where the request names no fields; Auth0 does not say what its own set is."""

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_DATES = frozenset(("created_at", "updated_at", "last_login"))


class Column(Struct, frozen=True):
    """One field of an export: a path such as `identities[0].connection`, and the name it gets in the file."""

    path: str
    name: str

    def value(self, profile: Profile) -> Any:
        """What the user has there, or None."""
        value: Any = profile
        for name, index in _STEP.findall(self.path):
            if index:
                value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else None
            else:
                value = value.get(name) if isinstance(value, dict) else None
        return value


def columns(fields: Iterable[dict[str, str]] | None) -> list[Column]:
    """The columns that a request asks for."""
    if fields is None:
        return [Column(path, path) for path in PREDEFINED]
    return [Column(field["name"], field.get("export_as", field["name"])) for field in fields]


def packed(profiles: Iterable[Profile], wanted: Sequence[Column], kind: str) -> bytes:
    """The file of an export, `kind` is json or csv."""
    text = _csv(profiles, wanted) if kind == "csv" else "".join(_lines(profiles, wanted))
    return gzip.compress(text.encode(), mtime=0)


def _lines(profiles: Iterable[Profile], wanted: Sequence[Column]) -> Iterator[str]:
    for profile in profiles:
        row = {column.name: column.value(profile) for column in wanted}
        kept = {name: value for name, value in row.items() if value is not None}
        yield json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"


def _csv(profiles: Iterable[Profile], wanted: Sequence[Column]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow([column.name for column in wanted])
    for profile in profiles:
        writer.writerow([_cell(column.value(profile), column.path) for column in wanted])
    return text.getvalue()


def _cell(value: Any, path: str) -> Any:
    """A text gets an apostrophe in front, against formulas in spreadsheets (OWASP, "CSV Injection"); dates do not."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return ""  # documented: whole objects do not come out in CSV
    return f"'{value}" if isinstance(value, str) and path not in _DATES else value
