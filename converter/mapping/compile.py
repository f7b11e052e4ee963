"""The mapping as one generated Python function over a batch of records.

It is only right for records without trouble. Whatever goes wrong in it, the reference plan decides the fate of
that record; so both agree by construction, and generated code needs no error texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from converter.expressions.check import ROOT
from converter.expressions.codegen import emitted, emitter, load
from converter.expressions.codegen.emitted import Root, listed
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.function import Function
from converter.expressions.tree import Node
from converter.mapping.emit_proof import looks, unproven
from converter.mapping.emit_user import UserWriter
from converter.mapping.fate import FILTERED, Exported, Fate, Rejected, Skipped
from converter.mapping.frame import RECORDS, Frame, rows
from converter.mapping.lookup import Table
from converter.mapping.model import Expression, Model, OnError, leaves
from converter.mapping.password import PasswordStep
from converter.mapping.plan import Plan, distinct
from converter.mapping.settle import holds
from converter.passwords.detect import AUTO
from converter.passwords.shortcut import ldap_value
from converter.record import Record
from converter.sources.shape import Shape
from converter.validation.gates import SIZE_WITHOUT_FAULT
from converter.validation.violation import Severity, Violation

Convert = Callable[..., Any]
Plain: TypeAlias = tuple[Any, ...]
"""A user of whom nothing has to be told: its JSON text, how its password is stored (or None), and its identifiers that
nobody else may have, in the order of `unique:` (None where it has none)."""


class Program(Struct, frozen=True):
    """A compiled mapping: its Python text, and the parts left to the interpreter with the reason."""

    source: str
    convert: Convert
    plan: Plan
    functions: Mapping[str, Function]
    interpreted: tuple[tuple[Node, str], ...]

    def fates(self, records: Sequence[Record]) -> list[Fate]:
        """The fate of each record, in order."""
        fates: list[Fate] = self.convert(records, self.plan.fate, self.plan.finders, False)
        return fates

    def plainly(self, records: Sequence[Record]) -> list[Fate | Plain]:
        """As `fates`, but flat for users of whom nothing has to be told."""
        fates: list[Fate | Plain] = self.convert(records, self.plan.fate, self.plan.finders, True)
        return fates

    @property
    def takes_all(self) -> bool:
        """Does an expression take the record as a whole?"""
        return _takes_all(self.plan.model)

    def of_rows(self, shape: Shape) -> Convert:
        """The function for rows of that shape: it takes what `Frame.parameters` say, and gives a batch."""
        writer = _Writer(self.plan, self.functions, rows(shape, self.plan.model.unique))
        writer.write()
        return writer.load()

    def over(self, tables: Mapping[str, Table]) -> Program:
        """The same program with the rows of its lookups, each table under its lookup's name."""
        return replace(self, plan=self.plan.over(tables))


assert Exported._fields[2:] == ("warnings", "dropped", "password", "afterwards"), "the generated code gives all fields"


def compile_plan(plan: Plan, functions: Mapping[str, Function]) -> Program:
    """Compile the plan's mapping, whose expressions the lint has typed."""
    writer = _Writer(plan, functions, RECORDS)
    writer.write()
    return Program(writer.source, writer.load(), plan, functions, tuple(writer.emitter.interpreted))


class _Writer:
    """Writes the function: names of the record, conditions, steps, the user, its password, validation."""

    def __init__(self, plan: Plan, functions: Mapping[str, Function], frame: Frame) -> None:
        self.plan = plan
        self.frame = frame
        self.variables: dict[str, Root] = {}
        self.finders: dict[str, str] = {}
        self.takes_all = _takes_all(plan.model)
        self.emitter: Emitter = emitter(functions, self.variables.__getitem__, record="values")

    def write(self) -> None:
        put, model = self.emitter.put, self.plan.model
        for expression in _expressions(model):
            self.emitter.expect(expression.tree)
        self.emitter.names |= {"new": tuple.__new__, **self.frame.names}
        for line in self.frame.head:
            put(line)
        for place, lookup in enumerate(model.lookups):
            self.finders[lookup.name] = self.emitter.variable("find")
            put(f"{self.finders[lookup.name]} = finders[{place}]")
        with self.emitter.block(self.frame.loop):
            for step in self.frame.steps:
                put(step)
            with self.emitter.block("try:"):
                self._record(model)
            with self.emitter.block("except Exception:"):
                put(self.frame.trouble)
        for line in self.frame.tail:
            put(line)

    @property
    def source(self) -> str:
        """The text of the function, once it is written."""
        return "\n".join([f"def convert({self.frame.parameters}):", *self.emitter.lines, ""])

    def load(self) -> Convert:
        """The function, once it is written."""
        function: Convert = load(self.source, self.emitter.names, "convert")
        return function

    def _done(self, fate: str) -> None:
        self.emitter.put(self.frame.fate.format(fate))

    def _record(self, model: Model) -> None:
        put = self.emitter.put
        self._names(model)
        if model.source.where:
            self._decide(f"not {self._condition(model.source.where)}", FILTERED)
        for lookup in model.lookups:
            variable = self.emitter.variable("r")
            put(f"{variable} = {self.finders[lookup.name]}({self.emitter.value(lookup.match.tree).code})")
            self._name(lookup.name, variable)
        for name, expression in model.let:
            self._name(name, self.emitter.hold(self.emitter.value(expression.tree)).code)
        for rule in model.skip:
            self._decide(self._condition(rule.when), Skipped(rule.id))
        for lookup in model.lookups:
            if lookup.required:
                put(f"if not {self.variables[lookup.name].code}: refuse()")
        self._user(model)

    def _name(self, name: str, variable: str) -> None:
        """From now on the name means this; where an expression takes the record as a whole, it is a part of that."""
        if name in self.variables:
            self.emitter.forget()
        self.variables[name] = Root(variable)
        if self.takes_all:
            whole = self.emitter.variable("w")
            self.emitter.put(f"{whole} = {{**{self.emitter.whole.code}, {name!r}: {variable}}}")
            self.emitter.whole = emitted.name(whole, ROOT)

    def _names(self, model: Model) -> None:
        """The record's values that are read, each in a variable."""
        for name in self.frame.named:
            self.variables[name] = Root(name)
            self.emitter.put(f"{name} = {self.frame.taken(name, False).value}")
        for node in _reads(model):
            if node.key is None or node.key in self.variables:
                continue
            taken = self.frame.taken(node.key, node.type.may_be("null"))
            variable = self.emitter.variable("v")
            self.emitter.put(f"{variable} = {taken.only or taken.value}")
            self.variables[node.key] = listed(variable) if taken.only else Root(variable)

    def _condition(self, expression: Expression) -> str:
        value = self.emitter.value(expression.tree)
        if value.type.kinds == {"boolean"}:
            return value.operand
        return f"{self.emitter.constant(holds)}({value.code})"

    def _decide(self, condition: str, fate: Fate) -> None:
        with self.emitter.block(f"if {condition}:"):
            self._done(self.emitter.constant(fate))
            self.emitter.put("continue")

    def _user(self, model: Model) -> None:
        put, constant = self.emitter.put, self.emitter.constant
        quick = self.plan.validator.quick
        found = looks(model, self.emitter) if quick else None
        put("sure, addressed = True, None")
        UserWriter(self.emitter).group(model.user, "user", found or {})
        known = "None"
        if self.plan.password:
            known = "known"
            self._password(self.plan.password)
        if model.overrides:
            with self.emitter.block(f"if {constant(model.overrides.of)}(user):"):
                put("refuse()")  # the reference merges them in
        judged = f"text, found = {constant(self.plan.validator.judging(unproven(model)))}(user)"
        if found is None:
            put(judged)
        else:
            dumps, options = self.plan.validator.writer
            put(f"text, found = {constant(dumps)}(user, None, {options}), []")
            put(f"if not (sure and len(text) <= {SIZE_WITHOUT_FAULT}): {judged}")
            put(f"elif not addressed: found = {constant(self.plan.validator.of_address)}(user.get('email'))")
        with self.emitter.block("if found:"):
            put(f"refusal = {constant(refusal)}(found)")
            with self.emitter.block("if refusal:"):
                if model.after_import or any(leaf.on_error is not OnError.REJECT for leaf in leaves(model.user)):
                    put("refuse()")  # a field may be left out, or more may be wrong
                self._done("refusal")
                put("continue")
        given = "None"
        if model.after_import:
            UserWriter(self.emitter).group(model.after_import, "given")
            given = "given or None"
        told = "found or given" if model.after_import else "found"
        with self.emitter.block(f"if {self.frame.flat and f'not {self.frame.flat} or '}{told}:"):
            self._done(f"new({constant(Exported)}, (user, text, found, [], {known}, {given}))")
        with self.emitter.block("else:"):
            for line in self.frame.plain("text", known, *(f"user.get({field!r})" for field in model.unique)):
                put(line)

    def _password(self, step: PasswordStep) -> None:
        """The commonest ones at a glance, the others as the reference does."""
        put, constant = self.emitter.put, self.emitter.constant
        stored = self.emitter.hold(self.emitter.value(step.spec.source.tree))
        one = stored.code if stored.type.kinds <= {"string", "null"} else stored.one or f"{stored.code}[0]"
        of_texts = stored.type.kinds == {"array", "null"} and stored.type.item and stored.type.item.kinds == {"string"}
        put("known = None")
        present = f"{stored.one} is not None" if stored.one else stored.code
        with self.emitter.block(f"if {present}:"):
            glance = step.spec.scheme == AUTO and (of_texts or one == stored.code)
            if glance:
                condition = f" if len({stored.code}) == 1 else None" if of_texts and not stored.one else ""
                put(f"known = {constant(ldap_value)}({one}){condition}")
                put("if known: user['custom_password_hash'], known = known")
            with self.emitter.block("else:") if glance else nullcontext():
                put(f"fields, known = {constant(step.accepted)}({stored.code}, user)")
                put("user.update(fields)")
                put("sure = False")


def refusal(found: list[Violation]) -> Rejected | None:
    """The fate of a user who breaks a rule for which Auth0 refuses it; None where there are warnings only."""
    reasons = [violation for violation in found if violation.severity is Severity.REJECT]
    return Rejected(distinct(reasons)) if reasons else None


def _reads(model: Model) -> Iterator[Node]:
    """The nodes that read the record itself, not what a step before them has put under the name."""
    steps: set[str] = set()
    defined = iter([*(lookup.name for lookup in model.lookups), *(name for name, _ in model.let)])
    preparing = {id(lookup.match) for lookup in model.lookups} | {id(expression) for _, expression in model.let}
    for expression in _expressions(model):
        yield from (node for node in expression.tree.walk() if node.key not in steps)
        if id(expression) in preparing:
            steps.add(next(defined))


def _takes_all(model: Model) -> bool:
    return any(node.type is ROOT for each in _expressions(model) for node in each.tree.walk())


def _expressions(model: Model) -> list[Expression]:
    """Every expression the function evaluates, in the order in which it does."""
    fields = [leaf.expression for leaf in leaves(model.user) if leaf.expression]
    given = [leaf.expression for leaf in leaves(model.after_import)] if model.after_import else []
    return [
        *([model.source.where] if model.source.where else []),
        *(lookup.match for lookup in model.lookups),
        *(expression for _, expression in model.let),
        *(rule.when for rule in model.skip),
        *fields,
        *([model.password.source] if model.password else []),
        *filter(None, given),
    ]
