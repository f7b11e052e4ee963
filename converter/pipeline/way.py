"""The way to a value: what the expression of a field reads in one record, and what its parts make of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from converter.expressions.apply import EvaluationError
from converter.expressions.language import FUNCTIONS
from converter.expressions.tree import Node
from converter.expressions.watched import evaluate_watched
from converter.expressions.written import written
from converter.mapping.fate import Filtered, Rejected, Skipped
from converter.mapping.model import Model
from converter.pipeline.cases import Verdict
from converter.pipeline.expectation import Difference
from converter.pipeline.expressions import Named, expressions_of
from converter.pipeline.secret_parts import SecretParts, shown
from converter.record import Record, Values
from converter.syntax.diagnostic import Position


class Step(NamedTuple):
    """A part of an expression, as it would be written, and its value for the record as it may be shown."""

    text: str
    value: str


class Way(Struct, frozen=True):
    """A named expression of the mapping, where it stands, and its parts in the order of evaluation."""

    name: str
    position: Position
    text: str
    steps: tuple[Step, ...]


def ways(model: Model, verdict: Verdict, difference: Difference) -> Iterator[Way]:
    """The ways to what differs in a failed case; none where its record could not be read."""
    if not isinstance(verdict.item, Record):
        return
    secrets = SecretParts(model)
    root = _with_steps(model, {**verdict.item.values, **verdict.joined})
    for name, expression in _concerned(model, verdict, difference):
        steps = tuple(dict.fromkeys(_steps(expression.tree, root, secrets)))
        yield Way(name, expression.scalar.position, expression.text, steps)


def _concerned(model: Model, verdict: Verdict, difference: Difference) -> Iterator[Named]:
    """The expressions that decide what differs."""
    every = list(expressions_of(model))
    if difference.path:
        path = ".".join(difference.path)
        yield from (named for named in every if _touches(named.name, path))
        return
    names = _deciding(verdict)
    yield from (named for named in every if named.name in names)


def _touches(field: str, path: str) -> bool:
    """Does one of the two places of the user lie in the other?"""
    return any(a == b or a.startswith((f"{b}.", f"{b}[")) for a, b in ((field, path), (path, field)))


def _deciding(verdict: Verdict) -> set[str]:
    """The names of the expressions behind a fate that was not expected, and behind the one that was."""
    expect, names = verdict.case.expect, set[str]()
    match verdict.fate:
        case Rejected(reasons):
            names |= {reason.path for reason in reasons}
        case Skipped(rule):
            names.add(f"skip.{rule}")
        case Filtered():
            names.add("source.where")
    if isinstance(expect.get("skip"), str):
        names.add(f"skip.{expect['skip']}")
    if isinstance(expect.get("reject"), dict) and isinstance(expect["reject"].get("field"), str):
        names.add(expect["reject"]["field"])
    return names | ({"source.where"} if expect.get("filtered") else set())


def _with_steps(model: Model, root: Values) -> Values:
    """The record and what is joined to it with the steps of `let:`, up to the first that has no value."""
    for name, expression in model.let:
        try:
            root = {**root, name: evaluate_watched(expression.tree, root, functions=FUNCTIONS, look=_ignore)}
        except EvaluationError:
            break
    return root


def _ignore(node: Node, current: Any, value: Any) -> None:
    pass


def _steps(tree: Node, root: Values, secrets: SecretParts) -> list[Step]:
    """The parts that are evaluated for the record itself, rather than for an element of a list in it."""
    steps: list[Step] = []

    def look(node: Node, current: Any, value: Any) -> None:
        if current is root and node.kind not in ("literal", "current", "identity", "expref", "key_val_pair"):
            steps.append(Step(written(node), shown(value, secret=secrets.reads(node))))

    try:
        evaluate_watched(tree, root, functions=FUNCTIONS, look=look)
    except EvaluationError as error:
        steps.append(Step(written(tree), f"fails: {error.code}: {error.message}"))
    return steps
