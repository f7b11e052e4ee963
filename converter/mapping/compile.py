"""The mapping as one generated Python function over a batch of records.

It is only right for records without trouble. Whatever goes wrong in it, the reference plan decides the fate of
that record; so both agree by construction, and generated code needs no error texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from converter.expressions.check import ROOT
from converter.expressions.codegen import emitted, emitter, load
from converter.expressions.codegen.emitted import Root, listed
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.function import Function
from converter.expressions.tree import Node
from converter.mapping.emit_fate import FateWriter
from converter.mapping.fate import FILTERED, Fate, Skipped
from converter.mapping.frame import RECORDS, Frame, rows
from converter.mapping.lookup import Table
from converter.mapping.model import Expression, Model, leaves
from converter.mapping.plan import Plan
from converter.mapping.settle import holds
from converter.record import Record
from converter.sources.shape import Shape

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
        FateWriter(self.plan, self.frame, self.emitter).write()

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
            variable = taken.only or taken.value
            if not variable.isidentifier():
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
            self.emitter.put(self.frame.fate.format(self.emitter.constant(fate)))
            self.emitter.put("continue")


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
