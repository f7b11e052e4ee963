"""What of a mapping no case reaches: conditions, fields, entries of tables, defaults and the sides of a choice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from msgspec import Struct, field

from converter.expressions.apply import EvaluationError
from converter.expressions.language import FUNCTIONS
from converter.expressions.operators import is_false
from converter.expressions.tree import Node
from converter.expressions.watched import evaluate_watched
from converter.expressions.written import written
from converter.mapping.model import ABSENT, Expression, Leaf, Model
from converter.mapping.settle import FieldError, holds, map_key, one, settle
from converter.mapping.target import Target
from converter.pipeline.cases import Verdict
from converter.pipeline.expressions import expressions_of
from converter.record import Record, Values
from converter.syntax.diagnostic import Position


class Goal(NamedTuple):
    """Something that a case could reach: where it stands, and what it is."""

    position: Position
    text: str


class Coverage(Struct, frozen=True):
    """All goals of a mapping, and those that no case reaches, in the order of the file."""

    goals: tuple[Goal, ...]
    missed: tuple[Goal, ...]


class _Reached(Struct):
    """What the cases have done so far: the answers of conditions, and what fields got."""

    answers: dict[str, set[bool]] = field(default_factory=lambda: defaultdict(set))
    truths: dict[int, set[bool]] = field(default_factory=lambda: defaultdict(set))
    filled: set[str] = field(default_factory=set)
    defaulted: set[str] = field(default_factory=set)
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def look(self, node: Node, _current: Any, value: Any) -> None:
        """Note whether a part of an expression was true."""
        self.truths[id(node)].add(not is_false(value))


def coverage(model: Model, verdicts: Iterable[Verdict]) -> Coverage:
    """What the cases of a mapping reach, whether they pass or not."""
    reached = _Reached()
    for verdict in verdicts:
        if isinstance(verdict.item, Record):
            for name, found in verdict.joined.items():
                reached.answers[f"lookups.{name}"].add(bool(found))
            _run(model, {**verdict.item.values, **verdict.joined}, reached)
    found = list(_goals(model, reached))
    goals = tuple(dict.fromkeys(goal for goal, _ in found))
    missed = sorted(dict.fromkeys(goal for goal, met in found if not met))
    return Coverage(goals, tuple(missed))


def _run(model: Model, root: Values, reached: _Reached) -> None:
    """Take a record as far as it gets."""
    try:
        if model.source.where and not _holds(model.source.where, "where", root, reached=reached):
            return
        for lookup in model.lookups:
            _value(lookup.match, root, reached)
        for name, step in model.let:
            root = {**root, name: _value(step, root, reached)}
        for rule in model.skip:
            if _holds(rule.when, f"skip {rule.id}", root, reached=reached):
                return
    except (EvaluationError, FieldError):
        return
    for leaf in model.leaves:
        if leaf.expression is not None:
            _leaf(leaf, leaf.expression, root, reached=reached)
    for name, expression in expressions_of(model):
        if name in ("password", "duplicates.keep"):
            with suppress(EvaluationError):
                _value(expression, root, reached)


def _leaf(leaf: Leaf, expression: Expression, root: Values, *, reached: _Reached) -> None:
    try:
        value = _value(expression, root, reached)
        if leaf.map is not None:
            values = value if leaf.target is Target.TEXTS and isinstance(value, list) else [one(value)]
            reached.keys[leaf.path] |= {map_key(single) for single in values if single not in (None, "")}
        plain = settle(leaf, value)
    except (EvaluationError, FieldError):
        return
    if plain is ABSENT:
        return
    reached.filled.add(leaf.path)
    if leaf.default is not ABSENT and _is_absent(leaf, value):
        reached.defaulted.add(leaf.path)


def _is_absent(leaf: Leaf, value: Any) -> bool:
    """Did the field get its default?"""
    if leaf.target is Target.TEXTS:
        return value in (None, "", [])
    single = value if isinstance(value, list) and len(value) > 1 else one(value)
    known = leaf.map is None or single in (None, "") or map_key(single) in leaf.map
    return single in (None, "", []) or not known


def _holds(condition: Expression, name: str, root: Values, *, reached: _Reached) -> bool:
    answer = holds(_value(condition, root, reached))
    reached.answers[name].add(answer)
    return answer


def _value(expression: Expression, root: Values, reached: _Reached) -> Any:
    return evaluate_watched(expression.tree, root, functions=FUNCTIONS, look=reached.look)


def _goals(model: Model, reached: _Reached) -> Iterator[tuple[Goal, bool]]:
    """Every goal, and whether it was reached."""
    if model.source.where:
        at = model.source.where.scalar.position
        yield Goal(at, "source.where lets a record pass"), True in reached.answers["where"]
        yield Goal(at, "source.where filters a record"), False in reached.answers["where"]
    for lookup in model.lookups:
        for found, text in ((True, "finds a row"), (False, "finds none")):
            met = found in reached.answers[f"lookups.{lookup.name}"]
            yield Goal(lookup.position, f"lookups.{lookup.name} {text}"), met
    for rule in model.skip:
        yield Goal(rule.when.scalar.position, f"skip {rule.id}"), True in reached.answers[f"skip {rule.id}"]
    for leaf in model.leaves:
        if leaf.expression is not None:
            yield from _goals_of(leaf, reached)
    for name, expression in expressions_of(model):
        for node in expression.tree.walk():
            for side, text, met in _sides(node, reached):
                yield Goal(expression.scalar.at(side.offset), f"{name}: {text}"), met


def _goals_of(leaf: Leaf, reached: _Reached) -> Iterator[tuple[Goal, bool]]:
    at = leaf.node.position
    yield Goal(at, f"{leaf.path} has a value"), leaf.path in reached.filled
    for key in leaf.map or ():
        yield Goal(at, f"{leaf.path}: the entry {key} of its map"), key in reached.keys[leaf.path]
    if leaf.default is not ABSENT:
        yield Goal(at, f"{leaf.path}: its default"), leaf.path in reached.defaulted


def _sides(node: Node, reached: _Reached) -> Iterator[tuple[Node, str, bool]]:
    """The sides of a choice: where each stands, what it is, and whether it was taken."""
    if node.kind == "or_expression":
        left, right = node.children
        truths = reached.truths[id(left)]
        yield left, f"the left side of ||, {written(left)}", True in truths
        yield right, f"the right side of ||, {written(right)}", False in truths
    elif node.kind == "function_expression" and node.value == "if":
        condition = node.children[0]
        truths = reached.truths[id(condition)]
        yield condition, f"{written(condition)} is true in if()", True in truths
        yield condition, f"{written(condition)} is false in if()", False in truths
