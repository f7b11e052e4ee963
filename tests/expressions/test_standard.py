"""The functions on both engines: their examples hold; and the corners of JMESPath's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from converter.expressions import standard
from converter.expressions.apply import EvaluationError, apply
from converter.expressions.check import Check
from converter.expressions.codegen import compile_expression
from converter.expressions.function import Example
from converter.expressions.language import FUNCTIONS
from converter.expressions.reference import Interpreter
from converter.expressions.scope import Scope
from converter.expressions.tree import parse
from converter.record import Naming

EXAMPLES = [example for function in FUNCTIONS.values() for example in function.examples]
Engine = Callable[[Any], Any]


def engines(expression: str) -> tuple[Engine, Engine]:
    """The interpreter and the generated code."""
    tree = parse(expression)
    Check(Scope(Naming.MEMBERS), FUNCTIONS).type_of(tree)
    return partial(Interpreter(FUNCTIONS).evaluate, tree.as_ast()), compile_expression(tree, FUNCTIONS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.expression} of {example.given}")
def test_the_examples_of_all_functions_hold_on_both_engines(example: Example) -> None:
    for evaluate in engines(example.expression):
        if not example.fails:
            assert evaluate(example.given or {}) == example.result
            continue
        with pytest.raises(EvaluationError) as caught:
            evaluate(example.given or {})
        assert caught.value.code == example.fails


def test_all_are_of_one_family_and_summed_up() -> None:
    assert {function.family for function in standard.FUNCTIONS} == {"standard"}
    assert all(function.summary.endswith((".", "?")) for function in standard.FUNCTIONS)
    assert len(standard.FUNCTIONS) == 26


def test_bytes_are_no_json_text() -> None:
    with pytest.raises(EvaluationError) as caught:
        apply(FUNCTIONS["to_string"], [[b"secret"]])
    assert caught.value.code == "invalid-value"
    assert "secret" not in caught.value.message


def test_a_number_of_too_many_digits_is_an_error_without_the_digits() -> None:
    with pytest.raises(EvaluationError) as caught:
        apply(FUNCTIONS["to_number"], ["7" * 5000])
    assert caught.value.code == "invalid-value"
    assert "777" not in caught.value.message
