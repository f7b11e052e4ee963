"""What a condition before `&&` makes sure of: that a value is there, so that a function may have it."""

from __future__ import annotations

from collections.abc import Iterable

from converter.expressions.tree import Node


def guarded(condition: Node) -> tuple[Node, ...]:
    """The expressions that are neither null nor empty wherever the condition holds: itself, or what `present` asks."""
    if condition.kind == "and_expression":
        return tuple(node for child in condition.children for node in guarded(child))
    if condition.kind == "function_expression" and condition.value == "present":
        return condition.children
    return (condition,)


def is_guarded(node: Node, by: Iterable[Node]) -> bool:
    """Is the expression one of the guarded ones, or the first or last element of one?"""
    ends = node.kind == "index_expression" and node.children[1].kind == "index" and node.children[1].value in (0, -1)
    candidates = (node, node.children[0]) if ends else (node,)
    return any(_same(candidate, other) for other in by for candidate in candidates)


def _same(one: Node, other: Node) -> bool:
    if (one.kind, one.value, one.extra) != (other.kind, other.value, other.extra):
        return False
    return len(one.children) == len(other.children) and all(map(_same, one.children, other.children))
