"""Which records a person asked for: by a condition over the record, or by whom or what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from converter.directory.dn import normalise
from converter.expressions.apply import EvaluationError
from converter.expressions.language import FUNCTIONS
from converter.expressions.reference import Interpreter
from converter.expressions.scope import Joined, Scope
from converter.mapping.expression import check_expression, read_expression
from converter.mapping.fate import Exported
from converter.mapping.lint_lookups import type_of
from converter.mapping.model import Expression, Model
from converter.mapping.settle import FieldError, holds
from converter.mapping.target import IDENTIFIERS, LOWER_CASED
from converter.pipeline.fates import Examined
from converter.pipeline.load import scope_of
from converter.record import Origin, Record, Values
from converter.syntax.diagnostic import Diagnostic, Position, Severity
from converter.syntax.node import Scalar
from converter.validation.profile_rules import ID_PREFIX


@dataclass(frozen=True, slots=True)
class Condition:
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


class Wanted:
    """Who or what a person named: an identifier of the resulting user, or where the record stood.

    The latter is a DN, `file:line` or the number of a row. `is_place` says that no two records can be meant.
    """

    def __init__(self, named: str) -> None:
        self._named = named
        self._dn = _dn(named)
        self._row = int(named) if named.isascii() and named.isdigit() and len(named) < 19 else None
        file, _, line = named.rpartition(":")
        self._place = (file, int(line)) if file and line.isascii() and line.isdigit() else None

    @property
    def is_place(self) -> bool:
        """Does it say where one record stood, rather than whom it is about?"""
        return self._place is not None

    def meets(self, record: Examined) -> bool:
        """Is it this record?"""
        return self._stands(record.item.origin) or any(map(self._is, _identifiers(record)))

    def _stands(self, origin: Origin) -> bool:
        if self._row is not None and origin.row == self._row:
            return True
        if self._dn and origin.dn and _dn(origin.dn) == self._dn:
            return True
        if self._place is None:
            return False
        file, line = self._place
        same = origin.file == file or PurePath(origin.file).name == file
        return same and origin.first_line <= line <= max(origin.first_line, origin.last_line)

    def _is(self, identifier: tuple[str, str]) -> bool:
        field, value = identifier
        if field in LOWER_CASED:
            return value.lower() == self._named.lower()
        return value == self._named.removeprefix(ID_PREFIX)


def _identifiers(record: Examined) -> Iterator[tuple[str, str]]:
    """What the user is known by; of a record that became no user, as far as it can be made out."""
    if isinstance(record.fate, Exported):
        user = record.fate.document
    else:
        user = record.plan.draft(record.item) if isinstance(record.item, Record) else {}
    yield from ((field, user[field]) for field in IDENTIFIERS if isinstance(user.get(field), str))


def _dn(text: str) -> str:
    """The form in which equal DNs are equal; empty for what is none."""
    try:
        return normalise(text) if "=" in text else ""
    except ValueError:
        return ""
