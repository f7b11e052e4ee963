"""Code for comparisons, truth and the boolean operators: Python's own where it means the same."""

from __future__ import annotations

from converter.expressions.codegen.emitted import Emitted, name, tight
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.tree import Node
from converter.expressions.types import BOOLEAN, Type

_ALIKE = frozenset(["null", "boolean", "string", "array", "object"])
"""Kinds that Python takes for true exactly where JMESPath does; 0 and no bytes are true in JMESPath."""

_SYMBOLS = {"eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def truth(emitter: Emitter, value: Emitted) -> str:
    """A condition, fit to stand beside any operator: is the value true for JMESPath?"""
    kinds = value.type.kinds
    if kinds <= _ALIKE:
        return value.operand
    held = emitter.hold(value)
    if kinds & {"string", "array", "object"}:
        return f"({held.code} or is_true({held.code}))"
    tests = [f"{held.code} is not {false}" for false, kind in (("None", "null"), ("False", "boolean")) if kind in kinds]
    return f"({' and '.join(tests)})" if tests else "True"


def or_expression(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """The left side where it is true, else the right side."""
    left = emitter.value(node.children[0], current)
    if left.type.kinds <= _ALIKE:
        return _either(emitter, node, current, (left, "or"))
    held = emitter.hold(left)
    return _chosen(emitter, node, current, held, f"not {truth(emitter, held)}")


def and_expression(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """The left side where it is false, else the right side."""
    left = emitter.value(node.children[0], current)
    if left.type.kinds <= _ALIKE:
        return _either(emitter, node, current, (left, "and"))
    held = emitter.hold(left)
    return _chosen(emitter, node, current, held, truth(emitter, held))


def _either(emitter: Emitter, node: Node, current: Emitted, left: tuple[Emitted, str]) -> Emitted:
    """Python's `or` or `and`, as a statement where the right side needs some."""
    value, operator = left
    with emitter.aside() as lines:
        right = emitter.value(node.children[1], current)
    if not lines:
        return Emitted(f"{value.operand} {operator} {right.operand}", node.type)
    result = name(emitter.variable(), node.type)
    emitter.put(f"{result.code} = {value.code}")
    _replace(emitter, result, f"{'not ' if operator == 'or' else ''}{result.code}", (lines, right))
    return result


def _chosen(emitter: Emitter, node: Node, current: Emitted, left: Emitted, condition: str) -> Emitted:
    """The right side under the condition, else the left side."""
    with emitter.aside() as lines:
        right = emitter.value(node.children[1], current)
    if not lines:
        return Emitted(f"{right.operand} if {condition} else {left.code}", node.type)
    result = name(emitter.variable(), node.type)
    emitter.put(f"{result.code} = {left.code}")
    _replace(emitter, result, condition, (lines, right))
    return result


def _replace(emitter: Emitter, result: Emitted, condition: str, right: tuple[list[str], Emitted]) -> None:
    emitter.put(f"if {condition}:")
    emitter.lines += right[0]
    emitter.put(f"    {result.code} = {right[1].code}")


def not_expression(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """True for what JMESPath takes as false."""
    return Emitted(f"not {truth(emitter, emitter.value(node.children[0], current))}", BOOLEAN)


def comparator(emitter: Emitter, node: Node, current: Emitted) -> Emitted:
    """A comparison; Python's where the types allow no difference."""
    left, right = (emitter.value(child, current) for child in node.children)
    if node.value in ("eq", "ne"):
        if left.type.kinds.isdisjoint(right.type.kinds):
            return _constant(emitter, (left, right), node.value == "ne")
        code = _equality(str(node.value), left, right)
        return Emitted(code, node.type) if code else tight(_call(node, left, right), node.type)
    if left.type.kinds == right.type.kinds and left.type.kinds in ({"string"}, {"number"}):
        return Emitted(f"{left.operand} {_SYMBOLS[str(node.value)]} {right.operand}", node.type)
    return tight(_call(node, left, right), node.type)


def _constant(emitter: Emitter, sides: tuple[Emitted, Emitted], answer: bool) -> Emitted:
    """An answer that is known whatever the sides are; they are evaluated all the same, since they may fail."""
    for side in sides:
        emitter.discard(side)
    return name(repr(answer), BOOLEAN)


def _call(node: Node, left: Emitted, right: Emitted) -> str:
    return f"compare_{node.value}({left.code}, {right.code})"


def _equality(operator: str, left: Emitted, right: Emitted) -> str:
    """Python's comparison; empty where it might differ from JMESPath's."""
    for one, other in ((left, right), (right, left)):
        if one.type.kinds in ({"null"}, {"boolean"}):
            return f"{other.operand} {'is' if operator == 'eq' else 'is not'} {one.operand}"
    if not _comparable(left.type, right.type):
        return ""
    return f"{left.operand} {_SYMBOLS[operator]} {right.operand}"


def _comparable(left: Type, right: Type) -> bool:
    """Is Python's == JMESPath's for all values of these types? It takes true for 1, at any depth."""
    for one, other in ((left, right), (right, left)):
        if one.may_be("boolean") and other.may_be("number"):
            return False
    if left.may_be("object") and right.may_be("object"):
        return False
    if left.may_be("array") and right.may_be("array"):
        return left.item is not None and right.item is not None and _comparable(left.item, right.item)
    return True
