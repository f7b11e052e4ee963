"""An expression evaluated step by step: the value of every part of it, in the order in which they were computed.

The interpreter is the one that says what a mapping means; it is only watched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from converter.expressions.apply import EvaluationError
from converter.expressions.function import Function
from converter.expressions.tree import Node
from converter.expressions.watched import evaluate_watched
from converter.expressions.written import written

MOST = 5
"""How many values of a part are kept that is evaluated once for every element of a list."""

_SILENT = frozenset(
    ["literal", "identity", "current", "expref", "key_val_pair", "index", "slice", "flatten"]  # say nothing new
)
_CHAINS = frozenset(["subexpression", "index_expression", "pipe"])
_BODIES: Mapping[str, tuple[int, ...]] = {
    "projection": (1,),
    "value_projection": (1,),
    "filter_projection": (1, 2),
    "expref": (0,),
}
"""The children of a node that are evaluated for each element."""


class Step(Struct, frozen=True):
    """A part of an expression with its first MOST values, one unless it is `each`: evaluated for every element.

    `count` is how often it was evaluated. `failed` marks the part without a value that ended the evaluation.
    """

    text: str
    values: tuple[Any, ...]
    count: int
    each: bool
    failed: bool = False


class Trace(Struct, frozen=True):
    """What an expression came to: its value, or the error instead, and the steps."""

    steps: tuple[Step, ...]
    value: Any = None
    error: EvaluationError | None = None


def traced(tree: Node, value: Any, functions: Mapping[str, Function]) -> Trace:
    """Evaluate a tree as the interpreter does. An expression without a value is no exception here."""
    record = _Record({id(part.node): part for part in _parts(tree)})
    try:
        result = evaluate_watched(tree, value, functions=functions, look=record.note, fail=record.fail)
    except EvaluationError as error:
        return Trace(record.steps(), error=error)
    return Trace(record.steps(), result)


class _Watched(Struct):
    """A part that is worth showing."""

    node: Node
    each: bool
    values: list[Any] = field(default_factory=list)
    count: int = 0
    failed: bool = False

    @property
    def step(self) -> Step:
        return Step(written(self.node), tuple(self.values), self.count, self.each, self.failed)


class _Record(Struct):
    """The values of parts as they come; `order` has each part once, by its first value."""

    parts: Mapping[int, _Watched]
    order: dict[int, _Watched] = field(default_factory=dict)
    failing: bool = False

    def steps(self) -> tuple[Step, ...]:
        """What was noted."""
        return tuple(part.step for part in self.order.values())

    def note(self, node: Node, _: Any, result: Any) -> None:
        """A value that came out."""
        part = self.parts.get(id(node))
        if part is None:
            return
        self.order.setdefault(id(node), part)
        part.count += 1
        if len(part.values) < MOST:
            part.values.append(result)

    def fail(self, node: Node) -> None:
        """The innermost part that is shown fails first; those around it only follow."""
        part = self.parts.get(id(node))
        if part is not None and not self.failing:
            self.failing = part.failed = True
            self.order.pop(id(node), None)
            self.order[id(node)] = part


def _parts(node: Node, *, each: bool = False, link: bool = False) -> Iterator[_Watched]:
    """The parts to show. A `link` is a part that says nothing on its own."""
    if node.kind not in _SILENT and not link:
        yield _Watched(node, each)
    bodies = _BODIES.get(node.kind, ())
    for place, child in enumerate(node.children):
        told = (node.kind in _CHAINS and place > 0) or _is_sliced(node, child)
        yield from _parts(child, each=each or place in bodies, link=told)


def _is_sliced(node: Node, child: Node) -> bool:
    """Is the child the slice that a projection goes over? The text of both is the same."""
    return node.kind == "projection" and child.kind == "index_expression" and child.children[-1].kind == "slice"
