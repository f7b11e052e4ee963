"""JMESPath's own functions that put values in order; the table of all of them is in `standard`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

from converter.expressions.function import declare_standard
from converter.expressions.types import kind_of

Key: TypeAlias = Callable[[Any], Any]
"""An expression argument, as a function of the element."""


@declare_standard(
    "max",
    ("values: array[number|string]",),
    "number|string|null",
    summary="The largest; null for none.",
    example=("max([`1`, `2`])", 2),
)
def maximum(values: list[Any]) -> Any:
    """Texts by code point, as all of them here."""
    return max(values) if values else None


@declare_standard(
    "max_by",
    ("elements: array", "by: expression"),
    "any",
    summary="The element for which the expression is largest.",
    example=("max_by([{a: `1`}, {a: `2`}], &a)", {"a": 2}),
)
def max_by(elements: list[Any], by: Key) -> Any:
    """The first of equals."""
    found = _keys_of(elements, by)
    return elements[found.index(max(found))] if elements else None


@declare_standard(
    "min",
    ("values: array[number|string]",),
    "number|string|null",
    summary="The smallest; null for none.",
    example=("min([`1`, `2`])", 1),
)
def minimum(values: list[Any]) -> Any:
    """The counterpart of `max`."""
    return min(values) if values else None


@declare_standard(
    "min_by",
    ("elements: array", "by: expression"),
    "any",
    summary="The element for which the expression is smallest.",
    example=("min_by([{a: `1`}, {a: `2`}], &a)", {"a": 1}),
)
def min_by(elements: list[Any], by: Key) -> Any:
    """The first of equals."""
    found = _keys_of(elements, by)
    return elements[found.index(min(found))] if elements else None


@declare_standard(
    "sort",
    ("values: array[number|string]",),
    "array[number|string]",
    summary="In ascending order.",
    example=("sort(['b', 'a'])", ["a", "b"]),
)
def sort(values: list[Any]) -> list[Any]:
    """Numbers only or texts only."""
    return sorted(values)


@declare_standard(
    "sort_by",
    ("elements: array", "by: expression"),
    "array",
    summary="The elements in ascending order of the expression.",
    example=("sort_by([{a: `2`}, {a: `1`}], &a)", [{"a": 1}, {"a": 2}]),
)
def sort_by(elements: list[Any], by: Key) -> list[Any]:
    """Equals keep their order."""
    ordered = sorted(zip(_keys_of(elements, by), range(len(elements)), strict=True))
    return [elements[position] for _, position in ordered]


def _keys_of(elements: list[Any], by: Key) -> list[Any]:
    """What the expression gives for each element: all numbers or all texts, or the specification's error."""
    found = [by(element) for element in elements]
    kinds = {kind_of(value) for value in found}
    if len(kinds) > 1 or not kinds <= {"number", "string"}:
        raise KeyTypeError("the expression must give numbers only or texts only")
    return found


class KeyTypeError(ValueError):
    """What a `…_by` function compares is neither all numbers nor all texts."""

    code: ClassVar[str] = "invalid-type"
