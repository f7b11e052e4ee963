"""The plan: what a mapping does to one record, as the reference has it. Pure: the same record, the same fate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from converter.expressions.apply import EvaluationError
from converter.expressions.function import Function
from converter.expressions.reference import Ast, Interpreter
from converter.mapping.fate import FILTERED, Document, Exported, Fate, Problems, Rejected, Skipped
from converter.mapping.model import ABSENT, Expression, Group, Items, Leaf, Model, OnError, Shape
from converter.mapping.password import PasswordStep
from converter.mapping.settle import FieldError, holds, one, settle
from converter.record import Record, Values
from converter.validation.validator import Validator
from converter.validation.violation import Severity, Violation, mask


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the mapping, where it stands, and what it decides."""

    field: str
    ast: Ast


@dataclass(frozen=True, slots=True)
class Field:
    """A leaf of the user and the tree that fills it; a constant has none."""

    leaf: Leaf
    ast: Ast | None


class Plan:
    """Decides the fate of a record, by the reference interpreter."""

    def __init__(self, model: Model, functions: Mapping[str, Function], *, validator: Validator) -> None:
        self.model = model
        self._interpreter = Interpreter(functions)
        self.violations = validator.violations
        self._where = Condition("source.where", _ast(model.source.where)) if model.source.where else None
        self._skips = [(rule.id, Condition(f"skip.{rule.id}", _ast(rule.when))) for rule in model.skip]
        self._steps = [(name, _ast(expression)) for name, expression in model.let]
        self._fields = {leaf.path: Field(leaf, _ast(leaf.expression)) for leaf in model.leaves}
        self.password = PasswordStep(model.password) if model.password else None
        self._password_ast = _ast(model.password.source) if model.password else None
        self._lenient = {leaf.path: leaf.on_error for leaf in model.leaves if leaf.on_error is not OnError.REJECT}

    def fate(self, record: Record) -> Fate:
        """What becomes of the record."""
        root = dict(record.values)
        try:
            if self._where and not self._holds(self._where, root):
                return FILTERED
            self._take_steps(root)
            for identifier, condition in self._skips:
                if self._holds(condition, root):
                    return Skipped(identifier)
        except _Failed as failed:
            return Rejected((failed.violation,))
        return self._user(root)

    def warnings(self, document: Document) -> tuple[Violation, ...]:
        """What Auth0 would take but perhaps not as meant; raises LookupError where it would refuse the user."""
        found = self.violations(document)
        if any(violation.severity is Severity.REJECT for violation in found):
            raise LookupError
        return tuple(found)

    def keep(self, record: Record) -> Any:
        """The value by which `duplicates: keep` ranks a record; null ranks below everything."""
        root = dict(record.values)
        try:
            self._take_steps(root)
            assert self.model.keep is not None
            return one(self._interpreter.evaluate(_ast(self.model.keep), root))
        except (_Failed, EvaluationError, FieldError):
            return None

    def _user(self, root: Values) -> Fate:
        problems = Problems()
        document = self._group(self.model.user, root, problems)
        scheme = ""
        if self.password:
            outcome = self.password.apply(self._stored(root, problems), problems)
            if outcome.skip:
                return Skipped(outcome.skip)
            document |= outcome.fields
            scheme = outcome.scheme
        return self._validated(document, problems, scheme=scheme)

    def _validated(self, document: Document, problems: Problems, *, scheme: str) -> Fate:
        found = self.violations(document)
        if any(v.severity is Severity.REJECT for v in found) and self._lenient:
            found = self._without_lenient(document, found, problems)
        problems.reasons += [v for v in found if v.severity is Severity.REJECT]
        problems.warnings += [v for v in found if v.severity is Severity.WARN]
        if problems.reasons:
            return Rejected(_distinct(problems.reasons))
        return Exported(document, tuple(problems.warnings), tuple(problems.dropped), scheme)

    def _without_lenient(self, document: Document, found: list[Violation], problems: Problems) -> list[Violation]:
        """Leave out the fields that may be left out and break a rule; validate what remains."""
        dropped = False
        for violation in found:
            path = violation.path.split("[", maxsplit=1)[0]
            if violation.severity is Severity.REJECT and path in self._lenient and _remove(document, path.split(".")):
                self._leave_out(path, violation, problems)
                dropped = True
        return self.violations(document) if dropped else found

    def _take_steps(self, root: Values) -> None:
        for name, ast in self._steps:
            try:
                root[name] = self._interpreter.evaluate(ast, root)
            except EvaluationError as error:
                raise _Failed(Violation(f"let.{name}", error.code, error.message)) from None

    def _holds(self, condition: Condition, root: Values) -> bool:
        try:
            return holds(self._interpreter.evaluate(condition.ast, root))
        except (EvaluationError, FieldError) as error:
            raise _Failed(Violation(condition.field, error.code, error.message)) from None

    def _stored(self, root: Values, problems: Problems) -> Any:
        try:
            return self._interpreter.evaluate(self._password_ast, root)
        except EvaluationError as error:
            problems.reasons.append(Violation("password", error.code, error.message))
            return None

    def _shape(self, shape: Shape, root: Values, problems: Problems) -> Any:
        if isinstance(shape, Leaf):
            return self._leaf(self._fields[shape.path], root, problems)
        if isinstance(shape, Group):
            return self._group(shape, root, problems) or ABSENT
        return self._items(shape, root, problems) or ABSENT

    def _group(self, group: Group, root: Values, problems: Problems) -> Document:
        values = ((name, self._shape(shape, root, problems)) for name, shape in group.members)
        return {name: value for name, value in values if value is not ABSENT}

    def _items(self, items: Items, root: Values, problems: Problems) -> list[Any]:
        values = (self._shape(shape, root, problems) for shape in items.items)
        return [value for value in values if value is not ABSENT]

    def _leaf(self, field: Field, root: Values, problems: Problems) -> Any:
        leaf = field.leaf
        if field.ast is None:
            return leaf.constant
        try:
            return settle(leaf, self._interpreter.evaluate(field.ast, root))
        except EvaluationError as error:
            self._failed(leaf, Violation(leaf.path, error.code, error.message), problems)
        except FieldError as error:
            shown = mask(leaf.path, error.value) if error.value is not None else ""
            self._failed(leaf, Violation(leaf.path, error.code, error.message, shown), problems)
        return ABSENT

    def _failed(self, leaf: Leaf, violation: Violation, problems: Problems) -> None:
        if leaf.on_error is OnError.REJECT:
            problems.reasons.append(violation)
        else:
            self._leave_out(leaf.path, violation, problems)

    def _leave_out(self, path: str, violation: Violation, problems: Problems) -> None:
        left_out = problems.warnings if self._lenient[path] is OnError.WARN else problems.dropped
        left_out.append(replace(violation, severity=Severity.WARN))


class _Failed(Exception):  # noqa: N818 - it carries the violation that decides the record's fate
    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.message)
        self.violation = violation


def _ast(expression: Expression | None) -> Ast:
    return expression.tree.as_ast() if expression else None


def _distinct(reasons: list[Violation]) -> tuple[Violation, ...]:
    """A field that failed to be filled is not reported as missing as well."""
    failed = {reason.path for reason in reasons if reason.rule != "required"}
    return tuple(r for r in dict.fromkeys(reasons) if r.rule != "required" or r.path not in failed)


def _remove(document: Document, steps: list[str]) -> bool:
    """Take a field out of the document; is it gone?"""
    owner: Any = document
    for step in steps[:-1]:
        owner = owner.get(step) if isinstance(owner, dict) else None
    return isinstance(owner, dict) and owner.pop(steps[-1], ABSENT) is not ABSENT
