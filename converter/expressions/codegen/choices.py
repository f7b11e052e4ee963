"""Plain Python for the functions that choose among values or ask for presence, where types say enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from converter.expressions import standard
from converter.expressions.codegen.emitted import Emitted, Form, name, tight
from converter.expressions.codegen.emitter import Emitter
from converter.expressions.function import Function
from converter.expressions.functions import choice
from converter.expressions.types import BOOLEAN, NULL, array

Writer: TypeAlias = Callable[[Sequence[Emitted]], Emitted | None]

_FULL_OR_EMPTY = frozenset(["null", "string", "binary", "object"])
"""Kinds of which Python takes for true exactly what is present."""


def chosen(emitter: Emitter, function: Function, arguments: Sequence[Emitted]) -> Emitted | None:
    """The whole call, nulls and lists included; None where the function or the types do not allow it.

    All arguments are evaluated, the chosen and the others, unless they cannot fail.
    """
    write = _WRITERS.get(function.implementation)
    if write is None or any(argument.type.may_be("expression") for argument in arguments):
        return None
    *earlier, last = arguments
    lazy = last.sure and write is _first_of and last.type.kinds <= {"null", "string"}
    return write([*map(emitter.hold, earlier), last if lazy else emitter.hold(last)])


def _presence(value: Emitted) -> str:
    """The condition that the value is present; empty where the type does not say how to ask."""
    kinds, item = value.type.kinds, value.type.item
    if value.one and item is not None and item.kinds <= _FULL_OR_EMPTY:
        return value.one
    if kinds <= {"null", "boolean", "number"}:
        return f"{value.code} is not None" if value.nullable else "True"
    if kinds <= _FULL_OR_EMPTY:
        return value.code
    if kinds <= {"null", "array"} and item is not None and item.kinds <= _FULL_OR_EMPTY:
        return f"{value.code} is not None and any({value.code})" if value.nullable else f"any({value.code})"
    return ""


def _present(arguments: Sequence[Emitted]) -> Emitted | None:
    condition = _presence(arguments[0])
    if condition and condition in (arguments[0].code, arguments[0].one):
        condition = f"bool({condition})"
    return Emitted(condition, BOOLEAN) if condition else None


def _first_of(arguments: Sequence[Emitted]) -> Emitted | None:
    code, its = "None", NULL
    for value in reversed(arguments):
        if value.form is not Form.NAME:  # the last one, evaluated only if it is reached
            code, its = f"{value.operand} or None", value.type
            continue
        condition = _presence(value)
        if not condition:
            return None
        certain = condition == "True"
        code = value.code if certain else f"{value.code} if {condition} else {code}"
        its = value.type if certain else value.type.without("null") | its
    return Emitted(code, its)


def _not_null(arguments: Sequence[Emitted]) -> Emitted:
    code, its = "None", NULL
    for value in reversed(arguments):
        code = f"{value.code} if {value.code} is not None else {code}" if value.nullable else value.code
        its = value.type.without("null") | its if value.nullable else value.type
    return Emitted(code, its)


def _if(arguments: Sequence[Emitted]) -> Emitted | None:
    condition, then, *otherwise = arguments
    if not condition.type.kinds <= {"boolean", "null"}:
        return None
    other = otherwise[0] if otherwise else name("None", NULL)
    return Emitted(f"{then.code} if {condition.code} else {other.code}", then.type | other.type)


def _to_array(arguments: Sequence[Emitted]) -> Emitted | None:
    (value,) = arguments
    if value.type.kinds == {"array"}:
        return value
    return None if value.type.may_be("array") else tight(f"[{value.code}]", array(value.type))


def _to_string(arguments: Sequence[Emitted]) -> Emitted | None:
    return arguments[0] if arguments[0].type.kinds == {"string"} else None


_WRITERS: Mapping[Callable[..., Any], Writer] = {
    choice.first_of.implementation: _first_of,
    choice.present.implementation: _present,
    choice.if_.implementation: _if,
    standard.not_null.implementation: _not_null,
    standard.to_array.implementation: _to_array,
    standard.to_string.implementation: _to_string,
}
