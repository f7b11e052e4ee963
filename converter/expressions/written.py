"""The text of a syntax tree, so that a part of an expression can be shown: parsed again it is the same tree."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from converter.expressions.tree import Node
from converter.regex import regex

_PLAIN_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_ATOMS = frozenset(
    ["field", "function_expression", "current", "literal", "identity", "multi_select_list", "multi_select_dict"]
)
_INDEXED = _ATOMS | {"index_expression"}
_CHAINED = _INDEXED | {"subexpression"}
_PROJECTIONS = frozenset(["projection", "value_projection", "filter_projection", "flatten"])
_LEVELS = {"pipe": 1, "or_expression": 2, "and_expression": 3, "comparator": 5}
"""How tightly an operator binds; a higher one binds first. What is not here binds more tightly than these."""
_TIGHT = 100


def written(node: Node) -> str:
    """The expression of a tree, with no more blanks and parentheses than it takes."""
    return _SIGNS[node.kind] if node.kind in _SIGNS else _WRITERS[node.kind](node)


def _within(node: Node, kinds: frozenset[str]) -> str:
    """The text, in parentheses unless it is of a kind that can stand there as it is."""
    return written(node) if node.kind in kinds else f"({written(node)})"


def _name(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _literal(node: Node) -> str:
    value: Any = node.value
    if isinstance(value, str) and "'" not in value and "\\" not in value:
        return f"'{value}'"
    return "`" + json.dumps(value, ensure_ascii=False).replace("`", "\\`") + "`"


def _slice(node: Node) -> str:
    start, stop, step = ("" if bound is None else str(bound) for bound in node.extra)
    return f"[{start}:{stop}:{step}]" if step else f"[{start}:{stop}]"


def _call(node: Node) -> str:
    return f"{node.value}({', '.join(map(written, node.children))})"


def _list(node: Node) -> str:
    return f"[{', '.join(map(written, node.children))}]"


def _object(node: Node) -> str:
    return f"{{{', '.join(f'{_name(child.value)}: {written(child.children[0])}' for child in node.children)}}}"


def _subexpression(node: Node) -> str:
    first, *rest = node.children
    return ".".join([_within(first, _CHAINED), *map(written, rest)])


def _index_expression(node: Node) -> str:
    first, *rest = node.children
    return _within(first, _INDEXED) + "".join(map(written, rest))


def _flatten(node: Node) -> str:
    return _within(node.children[0], _CHAINED | _PROJECTIONS) + "[]"


def _projection(node: Node) -> str:
    left, right = node.children
    sliced = left.kind == "index_expression" and left.children[-1].kind == "slice"
    whole = left.kind == "flatten" or sliced
    return (written(left) if whole else _within(left, _INDEXED) + "[*]") + _projected(right)


def _value_projection(node: Node) -> str:
    left, right = node.children
    return ("*" if left.kind == "identity" else _within(left, _CHAINED) + ".*") + _projected(right)


def _filter_projection(node: Node) -> str:
    left, right, condition = node.children
    return f"{_within(left, _CHAINED)}[?{written(condition)}]{_projected(right)}"


def _projected(right: Node) -> str:
    """What follows a projection: brackets stand there at once, anything else behind a dot."""
    text = written(right)
    first = right
    while first.kind not in _ATOMS:
        first = first.children[0]
    return text if not text or (first.kind == "identity" and text[0] == "[") else f".{text}"


def _binary(sign: str) -> Callable[[Node], str]:
    def write(node: Node) -> str:
        left, right = node.children
        own = _LEVELS[node.kind]
        return f"{_operand(left, own)} {sign or _OPERATORS[node.value]} {_operand(right, own + 1)}"

    return write


def _operand(node: Node, level: int) -> str:
    return written(node) if _LEVELS.get(node.kind, _TIGHT) >= level else f"({written(node)})"


_SIGNS = {"current": "@", "identity": ""}
_WRITERS: dict[str, Callable[[Node], str]] = {
    "field": lambda node: _name(node.value),
    "literal": _literal,
    "index": lambda node: f"[{node.value}]",
    "slice": _slice,
    "function_expression": _call,
    "expref": lambda node: f"&{written(node.children[0])}",
    "multi_select_list": _list,
    "multi_select_dict": _object,
    "key_val_pair": lambda node: written(node.children[0]),
    "subexpression": _subexpression,
    "index_expression": _index_expression,
    "flatten": _flatten,
    "projection": _projection,
    "value_projection": _value_projection,
    "filter_projection": _filter_projection,
    "not_expression": lambda node: f"!{_within(node.children[0], _INDEXED)}",
    "pipe": _binary("|"),
    "or_expression": _binary("||"),
    "and_expression": _binary("&&"),
    "comparator": _binary(""),
}
