"""What is said of a comparison that can only come out one way."""

from __future__ import annotations

from converter.expressions.calls import conversion
from converter.expressions.tree import Node
from converter.expressions.types import BOOLEAN, STRING


def incomparable(node: Node) -> str:
    """The message for a comparison whose typed sides have no value in common."""
    left, right = (child.type.without("null") for child in node.children)
    outcome = {"eq": "false", "ne": "true"}.get(str(node.value), "null")
    return f"this compares {left} with {right}, which is always {outcome}"


def remedy(node: Node) -> str:
    """What was probably meant: one value of a list, a boolean as it is, a text as a number; empty if nobody can say."""
    symbol, negation = ("!=", "!") if node.value == "ne" else ("==", "")
    for name, other in (node.children, node.children[::-1]):
        if name.kind == "field" and name.type.item == STRING and other.kind == "literal" and other.type == STRING:
            text = f"'{other.value}'"
            return f"write {name.value}[0] {symbol} {text} or {negation}includes({name.value}, {text})"
        if name.kind == "field" and name.type.without("null") == BOOLEAN and other.kind == "literal":
            return f"{name.value} is true or false by itself: write {name.value}, or !{name.value}"
    left, right = (child.type.without("null") for child in node.children)
    hints = (conversion(left, right), conversion(right, left))
    return min(filter(None, hints), key=lambda hint: "to_string" in hint, default="")
