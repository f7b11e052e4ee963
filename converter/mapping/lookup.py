"""Rows of another store, found for a record: what `lookups:` means. Pure: the same table and value, the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from msgspec import Struct

from converter.mapping.model import Lookup
from converter.mapping.settle import FieldError, map_key
from converter.record import Origin, Values

MOST = 10_000
"""Rows that one record may be given by one lookup."""

Key: TypeAlias = str | bytes
"""What a row is found under."""


class Row(NamedTuple):
    """A row as it is joined: its number in the store from 0, its values, what it is matched with in turn, its place."""

    number: int
    values: Values
    links: tuple[Key, ...] = ()
    origin: Origin = Origin("")


class Table(Protocol):
    """The rows of one lookup by their keys."""

    def rows(self, key: Key) -> Sequence[Row]:
        """The rows under a key, in the order of their store, at most MOST + 1; they are noted as matched."""
        ...


class _NoRows:
    """A store without rows."""

    def rows(self, _key: Key) -> Sequence[Row]:
        return ()


class Finder(Struct, frozen=True):
    """Finds what a record gets under the name of a lookup: one row or null, or a list of rows."""

    lookup: Lookup
    table: Table

    def __call__(self, match: Any) -> Any:
        """The value for what `match` gave. Raises FieldError, whose text never holds a value."""
        rows = self.found(match)
        if self.lookup.many:
            return [row.values for row in rows]
        return rows[0].values if rows else None

    def found(self, match: Any) -> Sequence[Row]:
        """The rows behind that value, each once. Raises FieldError."""
        keys = keys_of(match)
        if self.lookup.many:
            return self._nested(keys) if self.lookup.nested else self._all(keys, {})
        if not keys:
            return ()
        if len(keys) > 1:
            raise FieldError("multivalued", f"match gives {len(keys)} values where one is wanted; many: true takes all")
        rows = self.table.rows(keys[0])
        if len(rows) > 1:
            places = " and ".join(place(row.origin) for row in rows[:2])
            message = f"several rows have this key where one is wanted: {places}; remove one, or write many: true"
            raise FieldError("several-rows", message)
        return rows

    def _all(self, keys: Sequence[Key], known: dict[int, Row]) -> list[Row]:
        """The rows under the keys that are not known yet; they are from now on."""
        found = []
        for key in keys:
            for row in self.table.rows(key):
                if row.number not in known:
                    known[row.number] = row
                    found.append(row)
            if len(known) > MOST:
                raise FieldError("too-many-rows", f"a record gets at most {MOST:,} rows of one lookup")
        return found

    def _nested(self, keys: Sequence[Key]) -> Sequence[Row]:
        """The rows under the keys, and those that are found with these in turn; each once, so that a circle ends."""
        known: dict[int, Row] = {}
        level, depth = self._all(keys, known), 0
        while level and depth != self.lookup.depth:
            level = self._all([key for row in level for key in row.links], known)
            depth += 1
        return list(known.values())


def finders(lookups: Sequence[Lookup], tables: Mapping[str, Table]) -> tuple[Finder, ...]:
    """A finder for each lookup; one without a table finds nothing."""
    return tuple(Finder(lookup, tables.get(lookup.name) or _NoRows()) for lookup in lookups)


def keys_of(value: Any) -> tuple[Key, ...]:
    """What a value of `key`, `match` or `nested` stands for: each value of a list, once; null and "" for nothing.

    Numbers and booleans are compared as texts, as `map:` compares them: 7, 7.0 and '7' are the same. Raises FieldError.
    """
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list):
        return tuple(dict.fromkeys(key for item in value for key in _key(item)))
    return _key(value)


def _key(value: Any) -> tuple[Key, ...]:
    if value is None or value in ("", b""):
        return ()
    if isinstance(value, str | bytes):
        return (value,)
    if isinstance(value, dict | list):
        raise FieldError("type", f"a row is found by a text, a number or bytes, not by {_WORDS[type(value)]}")
    return (map_key(value),)


_WORDS = {dict: "an object", list: "a list in a list"}


def place(origin: Origin) -> str:
    """Where a row stood: its file and line, else its distinguished name, its key or its row."""
    if origin.first_line:
        return f"{origin.file}:{origin.first_line}"
    return f"{origin.file} {origin.dn or origin.key or f'row {origin.row}'}"
