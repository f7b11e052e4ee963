"""What the names at the root of an expression mean: attributes or columns, named steps, joined stores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from converter.expressions.types import ANY, ATTRIBUTE, BINARY_ATTRIBUTE, STRING, Type
from converter.record import Naming
from converter.regex import regex

_NOT_A_DESCRIPTION = regex(r"[^A-Za-z0-9.;-]")


def attribute_key(name: str) -> str:
    """The one key of an attribute description: `ibm-entryUUID`, `IBM_ENTRYUUID` -> `ibm_entryuuid`."""
    return name.lower().replace("-", "_").replace(";", "_")


class Scope(Struct, frozen=True):
    """The names an expression sees at its root, with their types.

    `columns` are the names the source is known to have (empty: not known). `types` overrides the type of a
    source's name by key, `cell` is the type of any other column. `named` are the steps of `let:` and the joined
    stores: exact names, seen first.
    """

    naming: Naming
    columns: tuple[str, ...] = ()
    types: Mapping[str, Type] = msgspec.field(default_factory=dict)
    cell: Type = STRING
    binary: frozenset[str] = frozenset()
    named: Mapping[str, Type] = msgspec.field(default_factory=dict)

    def with_name(self, name: str, its: Type) -> Scope:
        """This scope and one more named step."""
        return replace(self, named={**self.named, name: its})

    def resolve(self, name: str) -> tuple[str, Type] | None:
        """The key under which a record holds the name, and its type; None where no such name can exist."""
        own = attribute_key(name) if self.naming is Naming.DIRECTORY and name not in self.named else name
        if own in self.named:
            return own, self.named[own]
        if self.naming is Naming.DIRECTORY:
            return self._attribute(name)
        if self.naming is Naming.MEMBERS:
            return name, self.types.get(name, ANY)
        found = _column(name, self.columns) if self.columns else name
        return None if found is None else (found, self._type_of_column(found))

    def _type_of_column(self, name: str) -> Type:
        declared = _column(name, tuple(self.types))
        return self.cell if declared is None else self.types[declared]

    def _attribute(self, name: str) -> tuple[str, Type] | None:
        if _NOT_A_DESCRIPTION.search(name.replace("_", "-")):
            return None
        key = attribute_key(name)
        if key == "dn":
            return key, STRING
        return key, BINARY_ATTRIBUTE if key in self.binary or key.endswith("_binary") else ATTRIBUTE

    def known(self) -> Iterable[str]:
        """The names worth proposing for one that does not exist."""
        return (*self.named, *self.columns)


@dataclass(frozen=True, slots=True)
class Joined:
    """A store of which rows are joined onto the record under `name`; `scope` says what their members mean."""

    name: str
    scope: Scope = field(compare=False)

    def member(self, name: str) -> tuple[str, Type] | None:
        """The key under which a row holds a name, and its type; None where no row can have it."""
        return self.scope.resolve(name)

    def known(self) -> Iterable[str]:
        """The names worth proposing for one that does not exist."""
        return self.scope.known()

    @property
    def row(self) -> Type:
        """The type of one row."""
        return Type(frozenset(["object"]), None, (), (self,))


def _column(name: str, columns: tuple[str, ...]) -> str | None:
    if name in columns:
        return name
    same = [column for column in columns if column.lower() == name.lower()]
    return same[0] if len(same) == 1 else None
