"""The columns of a table and the names expressions use for them: exact first, then without case where that is clear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from converter.errors import SourceUnreadable
from converter.sources.source import NameResolver, Wanted
from converter.syntax.suggestion import suggest


class ColumnMatch(Struct, frozen=True):
    """`keys`: column → the name it is wanted under. `missing`: wanted names without a column.

    `ambiguous`: wanted names that fit several columns but for their case, with those columns.
    """

    keys: dict[str, str]
    missing: tuple[str, ...]
    ambiguous: dict[str, tuple[str, ...]]

    @property
    def resolver(self) -> NameResolver:
        """What a source asks for the key of a column."""
        return self.keys.get


def match_columns(wanted: Iterable[str], columns: Sequence[str]) -> ColumnMatch:
    """Find the column of each wanted name."""
    keys: dict[str, str] = {}
    missing: list[str] = []
    ambiguous: dict[str, tuple[str, ...]] = {}
    for name in wanted:
        near = (name,) if name in columns else tuple(c for c in columns if c.casefold() == name.casefold())
        if len(near) == 1:
            keys[near[0]] = name
        elif near:
            ambiguous[name] = near
        else:
            missing.append(name)
    return ColumnMatch(keys, tuple(missing), ambiguous)


def for_header(resolver: NameResolver, columns: Sequence[str], name: str) -> NameResolver:
    """The resolver for the columns of `name`: what is wanted must be one, exact or but for its case.

    Raises `SourceUnreadable`.
    """
    if not isinstance(resolver, Wanted) or resolver.names is None:
        return resolver
    found = match_columns(sorted(resolver.names), columns)
    refuse_missing(found, columns, f"{name} has no column {{}}, which the mapping reads")
    return found.resolver


def refuse_missing(found: ColumnMatch, columns: Sequence[str], message: str) -> None:
    """Raises `SourceUnreadable` for the first name without a column of its own; `message` has a place for it."""
    for wanted, fitting in found.ambiguous.items():
        raise SourceUnreadable(f"{message.format(wanted)}; {' and '.join(fitting)} differ from it by case alone")
    for wanted in found.missing:
        near = suggest(wanted, columns)
        hint = f"did you mean {near}?" if near else f"its columns are {', '.join(columns)}"
        raise SourceUnreadable(f"{message.format(wanted)}; {hint}")


def header_problem(columns: Sequence[str]) -> str:
    """What is wrong with the names in a header, as a clause; "" where nothing is."""
    seen: dict[str, int] = {}
    for number, name in enumerate(columns, start=1):
        if not name.strip():
            return f"column {number} of {len(columns)} has no name"
        if name in seen:
            return f"columns {seen[name]} and {number} have the same name, {name}"
        seen[name] = number
    return ""
