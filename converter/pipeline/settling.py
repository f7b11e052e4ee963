"""What becomes of an expression's value on the way into its field, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from converter.expressions.apply import EvaluationError
from converter.mapping.model import ABSENT, Leaf
from converter.mapping.settle import FieldError, map_key, settle
from converter.mapping.target import Target


class Settled(Struct, frozen=True):
    """The field's value or ABSENT, what was done to come to it, and the error where there is none."""

    value: Any = ABSENT
    notes: tuple[str, ...] = ()
    error: EvaluationError | FieldError | None = None


def settled(leaf: Leaf, value: Any) -> Settled:
    """Settle a value as a run does, and say what that did to it."""
    try:
        result = settle(leaf, value)
    except FieldError as error:
        return Settled(error=error)
    return Settled(result, tuple(_notes(leaf, value, result)))


def _notes(leaf: Leaf, value: Any, result: Any) -> Iterator[str]:
    if leaf.target is Target.TEXTS:
        if result is ABSENT:
            yield "no value: the field is left out"
        return
    one = value
    if (leaf.map is not None or leaf.target.single) and isinstance(value, list):
        yield "a list of one gives its element" if value else "an empty list is no value"
        one = value[0] if value else None
    if one == "":
        yield "the empty text is no value"
    if leaf.map is not None and one is not None and one != "":
        yield "map: it has an entry for the value" if map_key(one) in leaf.map else "map: it has no entry for the value"
    yield from _ending(leaf, one, result)


def _ending(leaf: Leaf, one: Any, result: Any) -> Iterator[str]:
    if result is ABSENT:
        yield "no value: the field is left out"
    elif _is_default(leaf, one):
        yield "no value: the default is taken"
    elif leaf.target is Target.ARRAY and not isinstance(one, list) and leaf.map is None:
        yield "one value becomes a list of one"
    elif leaf.target is Target.INTEGER and isinstance(one, float):
        yield "a whole number is written without a fraction"


def _is_default(leaf: Leaf, one: Any) -> bool:
    if leaf.default is ABSENT:
        return False
    if one is None or one == "" or (leaf.target is Target.ARRAY and one == []):
        return True
    return leaf.map is not None and leaf.map.get(map_key(one)) in (None, "")
