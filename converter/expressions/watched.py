"""An expression evaluated while somebody looks on: every node with what it is given and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from converter.expressions.apply import EvaluationError
from converter.expressions.function import Function
from converter.expressions.reference import Ast, Interpreter, Visit
from converter.expressions.tree import Node

Look: TypeAlias = Callable[[Node, Any, Any], None]
"""Gets a node, the value that `@` is for it, and the node's own value."""

Fail: TypeAlias = Callable[[Node], None]
"""Gets a node that has no value, the innermost first."""


def evaluate_watched(
    tree: Node, value: Any, *, functions: Mapping[str, Function], look: Look, fail: Fail = lambda _: None
) -> Any:
    """The expression's value, by the reference interpreter. Raises EvaluationError."""
    ast = tree.as_ast()
    nodes = dict(_paired(tree, ast))

    def watch(visit: Visit) -> Visit:
        def watched(part: Ast, current: Any) -> Any:
            node = nodes.get(id(part))
            try:
                result = visit(part, current)
            except EvaluationError:
                if node is not None:
                    fail(node)
                raise
            if node is not None:
                look(node, current, result)
            return result

        return watched

    return Interpreter(functions, watch).evaluate(ast, value)


def _paired(node: Node, ast: Ast) -> list[tuple[int, Node]]:
    """Each node under the identity of its counterpart; the bounds of a slice are no nodes."""
    pairs = [(id(ast), node)]
    if node.kind != "slice":
        for child, part in zip(node.children, ast["children"], strict=True):
            pairs += _paired(child, part)
    return pairs
