"""What an expression reads: keys of the record, and members of the rows that are joined onto it."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct, field

from converter.expressions.types import ANY, NULL, Store, Type, union
from converter.syntax.suggestion import suggest


class Reads(Struct):
    """Grows while expressions are checked.

    `names` are the keys of the record, `everything` says that it is read as a whole. `rows` are the keys that are read
    of each joined store's rows, None where they are read as a whole: compared, shown or given to a function.
    """

    names: set[str] = field(default_factory=set)
    everything: bool = False
    rows: dict[str, set[str] | None] = field(default_factory=dict)

    def member(self, store: Store, key: str) -> None:
        """A member of a store's rows."""
        members = self.rows.setdefault(store.name, set())
        if members is not None:
            members.add(key)

    def whole(self, *types: Type) -> None:
        """Every row that may be in a value of one of the types."""
        self.rows |= dict.fromkeys((store.name for its in types for store in its.rows()), None)

    def add(self, other: Reads) -> None:
        """What another expression reads as well."""
        self.names |= other.names
        self.everything |= other.everything
        for name, members in other.rows.items():
            known = self.rows.get(name, set())
            self.rows[name] = None if known is None or members is None else known | members


class RowMember(NamedTuple):
    """The key under which rows hold a name, and its type; `problem` and `hint` where they do not."""

    key: str = ""
    type: Type = ANY
    problem: str = ""
    hint: str = ""


def row_member(reads: Reads, row: Type, name: str) -> RowMember:
    """A member of a row; where it may be that of several stores, all must call it the same."""
    keys: dict[str, str] = {}
    types: list[Type] = []
    for store in row.stores:
        found = store.member(name)
        if found is None:
            near = suggest(name, store.known())
            hint = f"did you mean {near}?" if near else f"it has {', '.join(store.known())}"
            return RowMember(problem=f"no row of {store.name} has a {name}", hint=hint)
        keys[store.name] = found[0]
        types.append(found[1])
        reads.member(store, found[0])
    key, *others = set(keys.values())
    if others:
        problem = f"rows of {' and '.join(keys)} do not call it the same: {name}"
        return RowMember(problem=problem, hint="read one store after the other")
    its = union(types) if row.kinds == {"object"} else union(types) | NULL
    # where something else than a row is possible, nothing is known of its member
    return RowMember(key, its if row.fields is not None else ANY)
