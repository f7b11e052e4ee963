"""The expressions of a mapping, each under the name by which messages speak of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from converter.mapping.model import Expression, Model


class Named(NamedTuple):
    """An expression: `source.where`, `let.<step>`, `skip.<id>`, a field's path, `password` or `duplicates.keep`."""

    name: str
    expression: Expression


def expressions_of(model: Model) -> Iterator[Named]:
    """Every expression, in the order in which a record meets them."""
    if model.source.where:
        yield Named("source.where", model.source.where)
    yield from (Named(f"let.{name}", expression) for name, expression in model.let)
    yield from (Named(f"skip.{rule.id}", rule.when) for rule in model.skip)
    yield from (Named(leaf.path, leaf.expression) for leaf in model.leaves if leaf.expression)
    if model.password:
        yield Named("password", model.password.source)
    if model.keep:
        yield Named("duplicates.keep", model.keep)
