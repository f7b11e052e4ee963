"""The plan: what a mapping does to one record, as the reference has it. Pure: the same record, the same fate."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from copy import copy
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from converter.expressions.apply import EvaluationError
from converter.expressions.function import Function
from converter.expressions.reference import Ast, Interpreter
from converter.mapping.build import Built, UserBuilder, lies_in
from converter.mapping.fate import FILTERED, Document, Exported, Fate, Problems, Rejected, Skipped, Undecided
from converter.mapping.lookup import Table, finders
from converter.mapping.model import Expression, Leaf, Model, OnError
from converter.mapping.overrides import merged, without
from converter.mapping.password import Outcome, PasswordStep
from converter.mapping.settle import FieldError, holds, one
from converter.passwords.hash import NotRecognised, PasswordHash
from converter.record import Record, Values
from converter.validation.validator import Validator
from converter.validation.violation import Severity, Violation


class Condition(Struct, frozen=True):
    """A condition of the mapping, by the name under which its errors are listed."""

    field: str
    ast: Ast


class Plan:
    """Decides the fate of a record, by the reference interpreter.

    In this order, which is part of version 1 of the language: `source.where`, `lookups` from top to bottom, `let`
    from top to bottom, `skip` from top to bottom, lookups that are required, the user, its password, Auth0's rules.
    `finders` are those of the lookups, in their order; without tables they find nothing.
    """

    def __init__(self, model: Model, functions: Mapping[str, Function], *, validator: Validator) -> None:
        self.model = model
        self.validator = validator
        self.password = PasswordStep(model.password) if model.password else None
        self._evaluate = Interpreter(functions).evaluate
        self._where = Condition("source.where", _ast(model.source.where)) if model.source.where else None
        self._skips = [(rule.id, Condition(f"skip.{rule.id}", _ast(rule.when))) for rule in model.skip]
        self.finders = finders(model.lookups, {})
        self._matches = [_ast(lookup.match) for lookup in model.lookups]
        self._steps = [(name, _ast(expression)) for name, expression in model.let]
        self._builder = UserBuilder(model.user, self._evaluate)
        self._giver = UserBuilder(model.after_import, self._evaluate) if model.after_import else None
        self._password_ast = _ast(model.password.source) if model.password else None
        self._keep = _ast(model.keep)

    def over(self, tables: Mapping[str, Table]) -> Plan:
        """The same plan with the rows of its lookups, each table under its lookup's name."""
        plan = copy(self)
        plan.finders = finders(self.model.lookups, tables)
        return plan

    def comparing(self, fields: tuple[str, ...]) -> Plan:
        """The same plan, with these fields as those that no two users may share."""
        plan = copy(self)
        plan.model = replace(self.model, unique=fields)
        return plan

    def fate(self, record: Record) -> Fate:
        """What becomes of the record."""
        root = dict(record.values)
        try:
            if self._where and not self._holds(self._where, root):
                return FILTERED
            root = self._prepare(root)
            for identifier, condition in self._skips:
                if self._holds(condition, root):
                    return Skipped(identifier)
        except _Failed as failed:
            return Rejected((failed.violation,))
        if missing := self._missing(root):
            return Rejected(missing)
        problems = Problems()
        built = self._builder.build(root)
        outcome = self._stored_password(root, built.document, problems)
        if outcome.undecided:
            return Undecided(outcome.undecided)
        if outcome.skip:
            return Skipped(outcome.skip, outcome.password)
        fate = self._user(built, outcome, problems)
        return self._given(root, fate) if self._giver else fate

    def _given(self, root: Values, fate: Fate) -> Fate:
        """With what the user is given after the import, or with why that cannot be told."""
        assert self._giver is not None, "only a mapping with after_import: gives anything"
        given = self._giver.build(root)
        reasons = tuple(given.problems.reasons)
        if isinstance(fate, Exported) and not reasons:
            warnings = [*fate.warnings, *given.problems.warnings]
            dropped = [*fate.dropped, *given.problems.dropped]
            return fate._replace(warnings=warnings, dropped=dropped, afterwards=given.document or None)
        if isinstance(fate, Exported):
            return Rejected(reasons)
        return replace(fate, reasons=fate.reasons + reasons) if isinstance(fate, Rejected) else fate

    def hashes(self, record: Record, document: Document) -> list[tuple[str, PasswordHash]]:
        """Every stored password of the record, as text and understood; `document` is its user.

        Raises PasswordFormatError where one is not understood, or where none can be made out.
        """
        if self.password is None:
            return []
        root = dict(record.values)
        try:
            root = self._prepare(root)
            return self.password.understood(self._evaluate(self._password_ast, root), document)
        except (_Failed, EvaluationError):
            raise NotRecognised("the expression of the password fails") from None

    def draft(self, record: Record) -> Document:
        """As much of the user as can be built, by no rules: for finding out whom a record is about."""
        root = dict(record.values)
        try:
            root = self._prepare(root)
        except _Failed:
            return {}
        return self._builder.build(root).document

    def rank(self, record: Record) -> Any:
        """The value by which `duplicates: keep` ranks a record; null, and why there is none, ranks below everything."""
        root = dict(record.values)
        try:
            root = self._prepare(root)
            return one(self._evaluate(self._keep, root))
        except _Failed as failed:
            return replace(failed.violation, severity=Severity.WARN)
        except (EvaluationError, FieldError) as error:
            message = f"{error.message}; ranked below those with a value"
            return Violation("duplicates.keep", error.code, message, severity=Severity.WARN)

    def _user(self, built: Built, outcome: Outcome, problems: Problems) -> Fate:
        """Validate; a field that breaks a rule and may be left out is, until nothing more is to be gained."""
        omitted: dict[str, tuple[Leaf, Violation]] = {}
        mends = self.model.overrides
        patch = mends.of(built.document) if mends else {}
        while True:
            document = merged(built.document | outcome.fields, patch)
            text, found = self.validator.judge(document)
            culprits = _culprits(built, without(found, patch))
            if not culprits:
                break
            omitted |= culprits
            built = self._builder.build(built.root, omitted)
        problems = built.problems.followed_by(problems)
        problems.reasons = without(problems.reasons, patch)
        for leaf, violation in omitted.values():
            problems.leave_out(violation, listed=leaf.on_error is OnError.WARN)
        problems.reasons += [v for v in found if v.severity is Severity.REJECT]
        problems.warnings += [v for v in found if v.severity is Severity.WARN]
        if problems.reasons:
            return Rejected(distinct(problems.reasons), outcome.refused)
        return Exported(document, text, problems.warnings, problems.dropped, outcome.password)

    def _stored_password(self, root: Values, document: Document, problems: Problems) -> Outcome:
        if self.password is None:
            return Outcome()
        try:
            return self.password.apply(self._evaluate(self._password_ast, root), document, problems=problems)
        except EvaluationError as error:
            problems.reasons.append(Violation("password", error.code, error.message))
            return Outcome()

    def _missing(self, root: Values) -> tuple[Violation, ...]:
        """The lookups that have to find a row and found none."""
        lacking = (lookup.name for lookup in self.model.lookups if lookup.required and not root[lookup.name])
        return tuple(Violation(f"lookups.{name}", "no-row", "no row matches, and one is required") for name in lacking)

    def joined(self, values: Values) -> Values:
        """What the lookups find for a record, by their names, up to the first that fails."""
        names = [lookup.name for lookup in self.model.lookups]
        root = {name: value for name, value in values.items() if name not in names}
        with suppress(_Failed):
            self._join(root)
        return {name: root[name] for name in names if name in root}

    def _prepare(self, root: Values) -> Values:
        """What a record has when the first rule of `skip:` looks at it: the rows of the lookups, and the steps."""
        root = dict(root)
        self._join(root)
        for name, ast in self._steps:
            try:
                # a record of its own for each: a step may take what it sees as a whole
                root = {**root, name: self._evaluate(ast, root)}
            except EvaluationError as error:
                raise _Failed(Violation(f"let.{name}", error.code, error.message)) from None
        return root

    def _join(self, root: Values) -> None:
        for finder, ast in zip(self.finders, self._matches, strict=True):
            name = finder.lookup.name
            try:
                root[name] = finder(self._evaluate(ast, root))
            except (EvaluationError, FieldError) as error:
                raise _Failed(Violation(f"lookups.{name}", error.code, error.message)) from None

    def _holds(self, condition: Condition, root: Values) -> bool:
        try:
            return holds(self._evaluate(condition.ast, root))
        except (EvaluationError, FieldError) as error:
            raise _Failed(Violation(condition.field, error.code, error.message)) from None


class _Failed(Exception):
    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.message)
        self.violation = violation


def _ast(expression: Expression | None) -> Ast:
    return expression.tree.as_ast() if expression else None


def _culprits(built: Built, found: list[Violation]) -> dict[str, tuple[Leaf, Violation]]:
    """The fields to leave out, by their path in the mapping, each with the first rule that it breaks."""
    culprits: dict[str, tuple[Leaf, Violation]] = {}
    for violation in found:
        leaf = built.culprit(violation.path) if violation.severity is Severity.REJECT else None
        if leaf is not None:
            culprits.setdefault(leaf.path, (leaf, violation))
    return culprits


def distinct(reasons: list[Violation]) -> tuple[Violation, ...]:
    """Reasons to reject a record, each once.

    A field that failed to be filled is not reported as missing as well, nor is what it would have been part of.
    """
    failed = [reason.path for reason in reasons if reason.rule != "required"]
    return tuple(
        reason
        for reason in dict.fromkeys(reasons)
        if reason.rule != "required" or not any(lies_in(path, reason.path) for path in failed)
    )
