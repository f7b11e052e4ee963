"""What JMESPath's operators mean for any two values: https://jmespath.org/specification.html#operators.

The interpreter and the generated code share these; where types are known the latter writes Python's own instead.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, TypeAlias

from converter.expressions.limits import check_elements
from converter.expressions.types import kind_of

Comparison: TypeAlias = Callable[[Any, Any], bool | None]


def equal(left: Any, right: Any) -> bool:
    """By type and value, at any depth; a number never equals a boolean."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(v, right[k]) for k, v in left.items())
    return bool(left == right)


def not_equal(left: Any, right: Any) -> bool:
    """The opposite of equal."""
    return not equal(left, right)


def is_false(value: Any) -> bool:
    """JMESPath's falsehood: null, false, and the empty text, array and object. Zero is true."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def is_true(value: Any) -> bool:
    """The opposite of is_false."""
    return not is_false(value)


def _ordered(compare: Callable[[Any, Any], bool]) -> Comparison:
    """An order between two numbers or two texts; null for anything else."""

    def comparison(left: Any, right: Any) -> bool | None:
        kind = kind_of(left)
        return compare(left, right) if kind in ("number", "string") and kind == kind_of(right) else None

    return comparison


COMPARISONS: dict[str, Comparison] = {
    "eq": equal,
    "ne": not_equal,
    "lt": _ordered(operator.lt),
    "lte": _ordered(operator.le),
    "gt": _ordered(operator.gt),
    "gte": _ordered(operator.ge),
}
"""By the name that the syntax tree gives the operator."""


def flattened(value: Any) -> list[Any] | None:
    """The elements of an array, those that are arrays replaced by their elements; null for anything else."""
    if not isinstance(value, list):
        return None
    check_elements(sum(len(element) if isinstance(element, list) else 1 for element in value))
    merged: list[Any] = []
    for element in value:
        if isinstance(element, list):
            merged += element
        else:
            merged.append(element)
    return merged
