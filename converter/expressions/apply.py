"""Calls a function of the language the way its mode says: nulls, lists, types and errors in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from converter.expressions.function import Function, Mode, Parameter
from converter.expressions.types import Type, kind_of


class EvaluationError(Exception):
    """An expression that has no value for this record. `code` is stable; the text never holds the value.

    The codes `invalid-type`, `invalid-value`, `invalid-arity` and `unknown-function` are JMESPath's.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def apply(function: Function, arguments: Sequence[Any]) -> Any:
    """The function's value for these arguments. Raises EvaluationError."""
    try:
        return _BY_MODE[function.mode](function, arguments)
    except EvaluationError:
        raise
    except ValueError as error:
        raise EvaluationError(getattr(error, "code", "invalid-value"), f"{function.name}(): {reason(error)}") from None
    except (TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise EvaluationError("invalid-value", f"{function.name}(): {type(error).__name__}") from None


def reason(error: ValueError) -> str:
    """The text of an error of ours; of Python's own kinds, whose text holds the value, only the name."""
    return type(error).__name__ if isinstance(error, UnicodeError) else str(error)


def _each(function: Function, arguments: Sequence[Any]) -> Any:
    first, rest = arguments[0], arguments[1:]
    if first is None or _lacks(function, rest):
        return None
    if not isinstance(first, list):
        return _one(function, first, rest)
    results = (_one(function, value, rest) for value in first if value is not None)
    return [result for result in results if result is not None]


def _ask(function: Function, arguments: Sequence[Any]) -> bool:
    first, rest = arguments[0], arguments[1:]
    if first is None or _lacks(function, rest):
        return False
    values = first if isinstance(first, list) else [first]
    return any(_one(function, value, rest) for value in values if value is not None)


def _whole(function: Function, arguments: Sequence[Any]) -> Any:
    if arguments[0] is None or _lacks(function, arguments[1:]):
        return None
    return _strict(function, arguments)


def _strict(function: Function, arguments: Sequence[Any]) -> Any:
    for number, argument in enumerate(arguments):
        _check(function, number, argument)
    return function.implementation(*arguments)


def _one(function: Function, value: Any, rest: Sequence[Any]) -> Any:
    _check(function, 0, value)
    for number, argument in enumerate(rest, 1):
        _check(function, number, argument)
    return function.implementation(value, *rest)


_BY_MODE = {Mode.EACH: _each, Mode.ASK: _ask, Mode.WHOLE: _whole, Mode.OPEN: _strict, Mode.STANDARD: _strict}


def parameter(function: Function, number: int) -> Parameter:
    """The parameter that takes argument `number`, counted from 0; a variadic one takes all that follow."""
    return function.parameters[min(number, len(function.parameters) - 1)]


def _lacks(function: Function, rest: Sequence[Any]) -> bool:
    """Is a further argument null that must not be? Then the result is null, as for the first."""
    return any(v is None and not parameter(function, n).type.may_be("null") for n, v in enumerate(rest, 1))


def _check(function: Function, number: int, value: Any) -> None:
    wanted = parameter(function, number).type
    if not fits(value, wanted):
        found = kind_of(value)
        message = f"{function.name}() takes {wanted} as argument {number + 1}, not {found}"
        raise EvaluationError("invalid-type", message)


def fits(value: Any, wanted: Type) -> bool:
    """Does the value belong to the type? The elements of an array must be of one of the kinds its type names."""
    kind = kind_of(value)
    if kind not in wanted.kinds:
        return False
    if kind != "array" or wanted.item is None or not value:
        return True
    kinds = {kind_of(element) for element in value}
    return kinds <= wanted.item.kinds and (len(kinds) == 1 or "null" in wanted.item.kinds)
