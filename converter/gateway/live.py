"""People in a live store: a directory or a database that is searched by each of a mapping's identifiers."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol, runtime_checkable

from converter.errors import UsageError
from converter.gateway.store import Unmappable
from converter.mapping.model import Model
from converter.record import Record, Unreadable
from converter.sources import SOURCES
from converter.sources.source import NameResolver

SECONDS = 5
_SAMPLE = 100
"""What a store may take at most, whatever its mapping says of a whole run: Auth0 waits for about 20."""
_ONE_EACH = frozenset(
    {"dn", "entryuuid", "nsuniqueid", "objectguid", "objectsid", "orclguid", "ibm_entryuuid", "guid", "ipauniqueid"}
)
"""Values that a directory itself gives to one entry each."""
_TIMES = ("connect_timeout", "timeout", "statement_timeout")


@runtime_checkable
class Searched(Protocol):
    """A source that finds single records."""

    def find(self, name: str, value: Any) -> Sequence[Record | Unreadable]:
        """The records with that value, two at most. Raises SourceUnreadable."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


@runtime_checkable
class SearchedAtOnce(Searched, Protocol):
    """A source that can be asked about several names at once."""

    def find_any(self, names: Sequence[str], value: str) -> Sequence[Record | Unreadable]:
        """The records with that value under any of the names, two at most. Raises SourceUnreadable."""
        ...


class LivePeople:
    """Finds people by searching a store; several threads may."""

    def __init__(self, source: Searched, names: Sequence[str], *, own: str = "") -> None:
        """`names` are those of the source that may hold what a person types, `own` the one that user_id is made of."""
        self._source = source
        self._at_once = source if isinstance(source, SearchedAtOnce) else None
        self._names = names
        self._own = own

    def find(self, identifier: str) -> Sequence[Record]:
        """Whoever has the identifier under one of the names, each once. Raises SourceUnreadable, Unmappable."""
        found: list[Record] = []
        if self._at_once and identifier == identifier.lower():
            records = self._at_once.find_any(self._names, identifier)
            if len(records) < 2:
                return [_readable(record) for record in records]
        for name in self._names:
            for record in self._search(name, identifier):
                if all(record.values != other.values for other in found):
                    found.append(record)
        return found

    def sharing(self, record: Record) -> Sequence[Record]:
        """Other records with the value that its user_id is made of. Raises SourceUnreadable, Unmappable."""
        held = record.values.get(self._own) if self._own else None
        values = [value for value in (held if isinstance(held, list) else [held]) if value is not None]
        found = [_readable(other) for value in values for other in self._source.find(self._own, value)]
        return [other for other in found if other.values != record.values]

    def check(self) -> None:
        """Raises SourceUnreadable where the store cannot be searched now."""
        self._source.find(self._names[0], secrets.token_hex(16))

    def close(self) -> None:
        """Hang up."""
        self._source.close()

    def _search(self, name: str, identifier: str) -> Iterator[Record]:
        # a store that heeds case holds either what is typed, or what Auth0 makes of it
        for value in dict.fromkeys((identifier, identifier.lower())):
            records = self._source.find(name, value)
            if len(records) > 1:
                raise Unmappable(f"several records have this {name}: there may be more than are given")
            yield from map(_readable, records)


def _readable(record: Record | Unreadable) -> Record:
    if isinstance(record, Unreadable):
        raise Unmappable(record.code)
    return record


def open_live(model: Model, resolver: NameResolver, names: Sequence[str]) -> LivePeople:
    """The store of a mapping, to be searched. Nothing is connected yet. Raises UsageError."""
    source = SOURCES[model.source.type].open_source(settings_of(model), [], resolver)
    if not isinstance(source, Searched):
        raise UsageError(f"the gateway cannot search a source of the type {model.source.type}")
    return LivePeople(source, names, own=_own(model))


def sample(model: Model, resolver: NameResolver) -> Iterator[Record]:
    """Some records of the store. Raises SourceUnreadable."""
    source = SOURCES[model.source.type].open_source(settings_of(model), [], resolver)
    records = source.records()
    try:
        yield from (record for record in islice(records, _SAMPLE) if isinstance(record, Record))
    finally:
        if isinstance(records, Generator):
            records.close()


def settings_of(model: Model) -> Any:
    """The settings of the mapping's source, with less time than a whole run may take."""
    values = dict(model.source.values)
    values |= {name: min(values[name] or SECONDS, SECONDS) for name in _TIMES if name in values}
    return SOURCES[model.source.type].settings(values, model.path.parent)


def searched_names(model: Model, fields: Sequence[str]) -> list[str]:
    """The names of the source to search: those of `login:`, or all that the fields are made of. Raises UsageError."""
    if model.identifiers:
        return [identifier.scalar.text for identifier in model.identifiers]
    found = [name for name in _made_of(model, fields) if name != "dn"]
    if not found:
        raise UsageError("nothing says by which values of the store people are found: write login: {identifiers: […]}")
    return found


def _own(model: Model) -> str:
    """The name of the source whose value makes the user_id; empty where there are several, or nobody could share it."""
    made_of = _made_of(model, ["user_id"])
    alone = len(made_of) == 1 and made_of[0] not in _ONE_EACH
    return made_of[0] if alone and made_of[0] not in {lookup.name for lookup in model.lookups} else ""


def _made_of(model: Model, fields: Sequence[str]) -> list[str]:
    """The names of the source that the fields are made of."""
    steps = dict(model.let)
    waiting = [leaf.expression for leaf in model.leaves if leaf.path in fields and leaf.expression]
    found: dict[str, None] = {}
    for expression in waiting:
        for node in expression.tree.walk():
            if node.kind == "field" and node.key in steps:
                waiting.append(steps.pop(node.key))
            elif node.kind == "field" and node.key is not None and node.key not in dict(model.let):
                found[node.key] = None
    return list(found)
