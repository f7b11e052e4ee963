"""The examples of every function are its tests, and each function is declared as the reference needs it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import jmespath
import jmespath.exceptions
import jmespath.functions
import pytest

from converter.expressions.function import Example, Function, Mode, Parameter
from converter.expressions.functions import FAMILIES, FUNCTIONS
from converter.expressions.types import kind_of, of_value

EXAMPLES = [
    pytest.param(function, example, id=f"{example.expression} given {example.given}")
    for function in FUNCTIONS.values()
    for example in function.examples
]


class ExampleError(Exception):
    """What went wrong in an example, by its code."""


class Applier(jmespath.functions.Functions):
    """Calls a declared function as its mode says, and JMESPath's own otherwise."""

    def call_function(self, function_name: str, resolved_args: Iterable[Any]) -> Any:
        arguments = list(resolved_args)
        function = FUNCTIONS.get(function_name)
        return apply(function, arguments) if function else super().call_function(function_name, arguments)


def apply(function: Function, arguments: list[Any]) -> Any:
    fewest, most = function.arity
    if len(arguments) < fewest or (most is not None and len(arguments) > most):
        raise ExampleError("invalid-arity")
    if function.mode is Mode.OPEN:
        return call(function, arguments)
    first, rest = arguments[0], arguments[1:]
    if function.mode is Mode.WHOLE:
        return None if first is None else call(function, arguments)
    values = first if isinstance(first, list) else [first]
    results = [call(function, [value, *rest]) for value in values if value is not None]
    if function.mode is Mode.ASK:
        return any(results)
    if isinstance(first, list):
        return [result for result in results if result is not None]
    return results[0] if results else None


def call(function: Function, arguments: list[Any]) -> Any:
    for parameter, value in zip(spread(function, len(arguments)), arguments, strict=True):
        if not parameter.type.overlaps(of_value(value)):
            raise ExampleError("invalid-type")
    try:
        result = function.implementation(*arguments)
    except ValueError as error:
        raise ExampleError(getattr(error, "code", "invalid-value")) from None
    assert kind_of(result) in function.returns.kinds, f"{function.signature} gave a {kind_of(result)}"
    return result


def spread(function: Function, count: int) -> list[Parameter]:
    last = function.parameters[-1]
    return [*function.parameters, *[last] * count][:count]


@pytest.mark.parametrize(("function", "example"), EXAMPLES)
def test_the_example_gives_what_it_says(function: Function, example: Example) -> None:
    options = jmespath.Options(custom_functions=Applier())
    if example.fails:
        with pytest.raises(ExampleError, match=f"^{example.fails}$"):
            jmespath.search(example.expression, example.given, options=options)
        return
    result = jmespath.search(example.expression, example.given, options=options)
    assert (kind_of(result), result) == (kind_of(example.result), example.result)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
class TestDeclaration:
    def test_it_has_three_examples_of_itself_and_one_of_them_fails_or_is_null(self, function: Function) -> None:
        assert len(function.examples) >= 3
        assert all(f"{function.name}(" in example.expression for example in function.examples)
        assert any(example.fails for example in function.examples)

    def test_its_summary_is_one_sentence(self, function: Function) -> None:
        assert function.summary.endswith(".")
        assert ". " not in function.summary.replace("e.g. ", "")
        assert "\n" not in function.summary

    def test_null_gives_null_and_a_question_about_null_is_answered_no(self, function: Function) -> None:
        if function.mode is Mode.OPEN:
            pytest.skip("takes null as it is")
        fewest, _ = function.arity
        wanted = False if function.mode is Mode.ASK else None
        assert apply(function, [None] * fewest) is wanted

    def test_its_name_is_not_one_of_jmespaths_own(self, function: Function) -> None:
        assert function.name not in jmespath.functions.Functions.FUNCTION_TABLE

    def test_its_family_is_the_module_it_stands_in(self, function: Function) -> None:
        assert function.family in {family.__name__.rpartition(".")[2] for family in FAMILIES}


def test_every_name_is_declared_once() -> None:
    assert len(FUNCTIONS) == sum(len(family.FUNCTIONS) for family in FAMILIES)
