"""Which records a person asked for by a condition over the record."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from converter.expressions.apply import EvaluationError
from converter.expressions.language import FUNCTIONS
from converter.expressions.reference import Interpreter
from converter.expressions.scope import Joined, Scope
from converter.mapping.expression import check_expression, read_expression
from converter.mapping.lint_lookups import type_of
from converter.mapping.model import Expression, Model
from converter.mapping.settle import FieldError, holds
from converter.pipeline.load import scope_of
from converter.record import Values
from converter.syntax.diagnostic import Diagnostic, Position, Severity
from converter.syntax.node import Scalar


class Condition(Struct, frozen=True):
    """A condition over a record, in the scope of a mapping: its values, the rows of lookups and the steps of `let:`."""

    steps: tuple[tuple[str, Any], ...]
    ast: Any

    def holds(self, values: Values) -> bool:
        """Does it hold? Not where it has no value: a step that fails is null, and a list of several decides nothing."""
        evaluate = Interpreter(FUNCTIONS).evaluate
        root = dict(values)
        for name, ast in self.steps:
            root[name] = None
            try:
                root[name] = evaluate(ast, root)
            except EvaluationError:
                continue
        try:
            return holds(evaluate(self.ast, root))
        except (EvaluationError, FieldError):
            return False


def read_condition(text: str, model: Model, scope: Scope) -> tuple[Condition | None, list[Diagnostic]]:
    """A condition and what is wrong with it; none where that is an error. Positions are those of the text.

    `scope` is that of the mapping's source; the model's expressions must have been checked.
    """
    start = Position(1, 1)
    diagnostics: list[Diagnostic] = []
    expression = read_expression(Scalar(text, text, start, start), diagnostics)
    if expression is None:
        return None, diagnostics
    for lookup in model.lookups:
        joined = Joined(lookup.name, scope_of(model.driven_by(lookup), None))
        scope = scope.with_name(lookup.name, type_of(lookup, joined))
    for name, step in model.let:
        scope = scope.with_name(name, step.tree.type)
    check_expression(expression, scope, functions=FUNCTIONS, diagnostics=diagnostics)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        return None, diagnostics
    steps = tuple((name, _ast(step)) for name, step in model.let)
    return Condition(steps, _ast(expression)), diagnostics


def _ast(expression: Expression) -> Any:
    return expression.tree.as_ast()
