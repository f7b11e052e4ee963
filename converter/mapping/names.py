"""Names of steps and lookups: used by nobody, or called like a value of the record."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from converter.expressions.scope import Scope, attribute_key
from converter.mapping.findings import Findings
from converter.mapping.model import Model
from converter.record import Naming
from converter.syntax.diagnostic import Position
from converter.syntax.suggestion import suggest


def check(
    model: Model, scope: Scope, *, read: Mapping[str, Position], used: Collection[str], findings: Findings
) -> None:
    """Report them; `read` has where each value of the record is read first, `used` which names are."""
    known = {_folded(scope, key): position for key, position in read.items()}
    columns = {_folded(scope, column) for column in scope.columns}
    for lookup in model.lookups:
        position = known.get(_folded(scope, lookup.name))
        if position is not None or _folded(scope, lookup.name) in columns:
            message = f"{lookup.name} is a value of the record and the name of a lookup too"
            hint = f"give the lookup a name of its own: elsewhere {lookup.name} means the lookup"
            findings.add("shadowed-name", position or lookup.position, message, hint=hint)
        elif lookup.name not in used and not lookup.required:
            hint = "use it, remove it, or write required: true where a record without a row is to be rejected"
            findings.add("unused-lookup", lookup.position, f"nothing uses the lookup {lookup.name}", hint=hint)
    lookups = {lookup.name for lookup in model.lookups}
    for name, expression in model.let:
        position = known.get(_folded(scope, name))
        if name in lookups:
            message = f"{name} is the name of a lookup already"
            findings.add("reserved-name", expression.scalar, message, hint="give the step a name of its own")
        elif position is not None:
            message = f"this reads a value of the record that has the name of a step of let:, {name}"
            hint = f"give the step a name of its own: elsewhere {name} means the step"
            findings.add("shadowed-name", position, message, hint=hint)
        elif name not in used:
            near = suggest(name, read)
            hint = f"{near} in line {read[near].line} may mean it" if near else "use it, or remove it"
            findings.add("unused-step", expression.scalar, f"nothing uses the step {name}", hint=hint)


def _folded(scope: Scope, name: str) -> str:
    if scope.naming is Naming.DIRECTORY:
        return attribute_key(name)
    return name.lower() if scope.naming is Naming.COLUMNS else name
