"""How often an expression may repeat what it is given, found before a record is read.

`[@, @] | [@, @] | …` makes a value of no size in memory that is endless where it is compared or written.
Values share their parts, so nothing at run time would notice; here it costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import reduce

from converter.expressions.tree import Node

MOST = 100
"""Times that a part of the record may stand in a value."""

_WHOLE = "@"
Copies = Counter[str]
"""How often each name, or the whole of what is given, may stand in the result."""


def growth(tree: Node, named: Mapping[str, int] | None = None) -> int:
    """How often a part of the record may stand in the value of a checked tree, at most.

    `named` is the growth of the named steps that the tree may read; the record itself holds each of them.
    """
    steps = named or {}
    copies = _copies(tree, steps)
    copies[_WHOLE] *= 1 + sum(steps.values())
    return _most(copies)


def _copies(node: Node, named: Mapping[str, int]) -> Copies:
    if node.kind in ("not_expression", "comparator"):
        return Counter()
    if node.kind == "field":
        name = node.key or str(node.value)
        return Counter({name: named.get(name, 1) if node.key else 1})
    if node.kind in _COMBINED:
        return _COMBINED[node.kind]([_copies(child, named) for child in node.children])
    if node.kind == "function_expression":
        return _of_call(node, named)
    return _made(node) if node.kind == "literal" else Counter({_WHOLE: 1})


def _made(node: Node) -> Copies:
    """Of what is no part of the record, but may be repeated all the same: each a name of its own."""
    return Counter({f"`{node.offset}": 1})


def _of_call(node: Node, named: Mapping[str, int]) -> Copies:
    """Of a function's arguments; what it makes itself has limits of its own."""
    if not node.type.may_be("array", "object"):
        return _made(node)
    factor = max((_most(_copies(n.children[0], named)) for n in node.children if n.kind == "expref"), default=1)
    together = _sum([_copies(child, named) for child in node.children if child.kind != "expref"])
    return _scaled(together, max(1, factor))


def _most(copies: Copies) -> int:
    return copies[_WHOLE] + max((count for name, count in copies.items() if name != _WHOLE), default=0)


def _scaled(copies: Copies, factor: int) -> Copies:
    return Counter({name: count * factor for name, count in copies.items()})


def _sum(parts: Iterable[Copies]) -> Copies:
    return sum(parts, Counter())


def _product(parts: Iterable[Copies]) -> Copies:
    first, *rest = parts
    return reduce(lambda made, then: _scaled(made, _most(then)), rest, first)


def _larger(parts: Iterable[Copies]) -> Copies:
    return reduce(lambda left, right: left | right, parts)


_COMBINED: Mapping[str, Callable[[list[Copies]], Copies]] = {
    "subexpression": _product,
    "index_expression": _product,
    "pipe": _product,
    "key_val_pair": _product,
    "flatten": _product,
    "projection": _product,
    "value_projection": _product,
    "filter_projection": lambda parts: _product(parts[:2]),
    "multi_select_list": _sum,
    "multi_select_dict": _sum,
    "or_expression": _larger,
    "and_expression": _larger,
}
