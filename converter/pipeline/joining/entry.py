"""From a record of a lookup's store to a row under its keys, or to why it cannot be found."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from converter.expressions.apply import EvaluationError
from converter.expressions.codegen import Compiled, compile_expression
from converter.expressions.language import FUNCTIONS
from converter.mapping.lint_lookups import RowReads
from converter.mapping.lookup import Key, keys_of
from converter.mapping.model import Expression, Lookup
from converter.mapping.settle import FieldError, holds
from converter.record import Origin, Record, Unreadable, Values


class Entry(NamedTuple):
    """A row with the keys under which it is found, and those with which it looks for others in turn."""

    keys: tuple[Key, ...]
    values: Values
    links: tuple[Key, ...]
    origin: Origin


class Fault(NamedTuple):
    """A row that could not be read, or whose keys could not be computed. The message never holds a value."""

    origin: Origin
    code: str
    message: str


class Aside(StrEnum):
    """A row that is not joined: the lookup's `where` leaves it out, or it has no key."""

    FILTERED = "filtered"
    WITHOUT_KEY = "without-key"


Outcome: TypeAlias = Entry | Fault | Aside


class EntryReader:
    """Makes entries of the records of one lookup's store."""

    def __init__(self, lookup: Lookup, reads: RowReads) -> None:
        self._where = _compiled(lookup.source.where)
        self._key = _compiled(lookup.key)
        self._nested = _compiled(lookup.nested)
        self._kept = reads.kept if reads.kept != reads.wanted else None

    def read(self, item: Record | Unreadable) -> Outcome:
        """What becomes of a record of the store."""
        if isinstance(item, Unreadable):
            return Fault(item.origin, item.code, item.message)
        values = item.values
        try:
            if self._where and not holds(self._where(values)):
                return Aside.FILTERED
            keys = keys_of(self._key(values)) if self._key else ()
            links = keys_of(self._nested(values)) if self._nested else ()
        except (EvaluationError, FieldError) as error:
            return Fault(item.origin, error.code, error.message)
        if not keys:
            return Aside.WITHOUT_KEY
        if self._kept is not None:
            values = {name: value for name, value in values.items() if name in self._kept}
        return Entry(keys, values, links, item.origin)


def _compiled(expression: Expression | None) -> Compiled | None:
    return compile_expression(expression.tree, FUNCTIONS) if expression else None
