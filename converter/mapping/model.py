"""A mapping as values: what the file says, with positions, before anything is typed or opened.

A model is never changed once it is read. The one exception are the trees of its expressions, in which the lint
notes types and resolved names.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from converter.expressions.tree import Node as Tree
from converter.mapping.overrides import Overrides
from converter.mapping.target import Target
from converter.syntax.diagnostic import Position
from converter.syntax.field import Fields
from converter.syntax.node import Node, Scalar

ABSENT: Any = object()
"""No value: other than null, which a constant may be."""


class OnError(StrEnum):
    """What a field's error does: reject the record, leave the field out, or leave it out and list it."""

    REJECT = "reject"
    DROP = "drop"
    WARN = "warn"


class Unsupported(StrEnum):
    """What becomes of a person whose password Auth0 cannot take.

    LAZY: stays out of the import and is listed. RESET: imported without password, listed. REJECT: rejected.
    """

    LAZY = "lazy"
    RESET = "reset"
    REJECT = "reject"


class Duplicates(StrEnum):
    """Who of several users with the same identifier is exported."""

    REJECT = "reject"
    REJECT_ALL = "reject-all"
    KEEP = "keep"


class Expression(Struct, frozen=True):
    """An expression of the mapping: its text where it stands, and its tree, typed by the lint."""

    scalar: Scalar
    tree: Tree

    @property
    def text(self) -> str:
        """As it was written."""
        return self.scalar.text


class Leaf(Struct, frozen=True):
    """One value of the Auth0 user. Either `expression` is set or `constant` is not ABSENT.

    `path` reads like `app_metadata.roles[0]`; `node` is where its expression or constant stands. `map` is from the
    text of a value to what becomes of it.
    """

    path: str
    target: Target
    node: Node
    expression: Expression | None = None
    constant: Any = ABSENT
    map: dict[str, Any] | None = None
    default: Any = ABSENT
    required: bool = False
    on_error: OnError = OnError.REJECT
    because: str = ""


class Group(Struct, frozen=True):
    """An object of the Auth0 user, with its members in the order of the file."""

    path: str
    members: tuple[tuple[str, Shape], ...]


class Items(Struct, frozen=True):
    """A list of the Auth0 user, written out item by item."""

    path: str
    items: tuple[Shape, ...]


Shape: TypeAlias = Leaf | Group | Items


class Skip(Struct, frozen=True):
    """A known exception: records for which the condition holds are counted under its id."""

    id: str
    when: Expression


class Password(Struct, frozen=True):
    """Where the stored password is and what becomes of those that Auth0 cannot take. `position` is that of the key.

    `unmarked` is the scheme of values that do not say theirs, "" where there are none of those.
    """

    source: Expression
    scheme: str
    unsupported: Unsupported | None
    position: Position
    unmarked: str = ""


class SourceSpec(Struct, frozen=True):
    """The store that drives the run. `values` are the keys of its type, with what comes from outside filled in.

    `written` has the texts as they stand in the file. Neither is shown: there may be secrets among the values.
    `type` is empty where the mapping does not name a type that is known: then it cannot run.
    """

    type: str
    values: dict[str, Any]
    where: Expression | None
    fields: Fields
    written: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"SourceSpec({self.type!r})"


class Lookup(Struct, frozen=True):
    """Another store whose rows are joined onto each record under `name`; `position` is where that stands.

    The source's `where`, `key` and `nested` are about a row, `match` is about the record. `depth` is how many levels
    `nested` is followed, None for all.
    """

    name: str
    position: Position
    source: SourceSpec
    key: Expression
    match: Expression
    many: bool = False
    required: bool = False
    nested: Expression | None = None
    depth: int | None = None


class Limits(Struct, frozen=True):
    """Shares of the records read, 0…1: above `warn_above` the run says so, above `fail_above` it fails."""

    warn_above: float | None = None
    fail_above: float | None = None


class Case(Struct, frozen=True):
    """A test of the mapping: a record in its source's own shape, and what must become of it.

    `rows` are those of lookups, by their names, in the shape of their stores.
    """

    name: str
    source: Any
    expect: dict[str, Any]
    position: Position
    rows: dict[str, Any] = field(default_factory=dict)


class Model(Struct, frozen=True):
    """Everything a mapping file says, in version 1 of the language. `digest` is the SHA-256 of its text.

    `identifiers` are those of `login:`, each the name of a value, as they are written; none where it says none.
    """

    path: Path
    text: str
    digest: str
    source: SourceSpec
    user: Group
    user_position: Position
    description: str = ""
    lookups: tuple[Lookup, ...] = ()
    skip: tuple[Skip, ...] = ()
    let: tuple[tuple[str, Expression], ...] = ()
    password: Password | None = None
    identifiers: tuple[Expression, ...] = ()
    unique: tuple[str, ...] = ()
    duplicates: Duplicates = Duplicates.REJECT
    keep: Expression | None = None
    rejects: Limits = field(default_factory=Limits)
    after_import: Group | None = None
    overrides: Overrides | None = None
    tests: tuple[Case, ...] = ()

    @property
    def name(self) -> str:
        """The mapping's name: its file name without the ending."""
        return self.path.stem

    def driven_by(self, lookup: Lookup) -> Model:
        """The mapping with a lookup's store in the place of its own: for whatever concerns a store alone."""
        return replace(self, source=lookup.source)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every value of the user, in the order of the file, and after them what it is given after the import."""
        return (*leaves(self.user), *(leaves(self.after_import) if self.after_import else ()))


def leaves(shape: Shape) -> list[Leaf]:
    """The values below a shape, in the order of the file."""
    if isinstance(shape, Leaf):
        return [shape]
    children = [child for _, child in shape.members] if isinstance(shape, Group) else shape.items
    return [leaf for child in children for leaf in leaves(child)]
