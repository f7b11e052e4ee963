"""The expressions of a mapping, each under the name by which messages speak of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from converter.mapping.model import Expression, Lookup, Model


class Named(NamedTuple):
    """An expression by its name.

    `source.where`, `lookups.<name>`, `let.<step>`, `skip.<id>`, a field's path, `password`,
    `duplicates.keep`; of a lookup's rows `lookups.<name>.key` and the like.
    """

    name: str
    expression: Expression


def expressions_of(model: Model) -> Iterator[Named]:
    """Every expression about the record, in the order in which it meets them."""
    if model.source.where:
        yield Named("source.where", model.source.where)
    yield from (Named(f"lookups.{lookup.name}", lookup.match) for lookup in model.lookups)
    yield from (Named(f"let.{name}", expression) for name, expression in model.let)
    yield from (Named(f"skip.{rule.id}", rule.when) for rule in model.skip)
    yield from (Named(leaf.path, leaf.expression) for leaf in model.leaves if leaf.expression)
    if model.password:
        yield Named("password", model.password.source)
    if model.keep:
        yield Named("duplicates.keep", model.keep)


def row_expressions_of(lookup: Lookup) -> Iterator[Named]:
    """The expressions of a lookup that are about a row of its store."""
    about_row = (("where", lookup.source.where), ("key", lookup.key), ("nested", lookup.nested))
    yield from (Named(f"lookups.{lookup.name}.{name}", each) for name, each in about_row if each)
