"""A traced evaluation comes to what an untraced one does, and tells every step on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.expressions.apply import EvaluationError
from converter.expressions.compliance import cases
from converter.expressions.language import FUNCTIONS
from converter.expressions.operators import equal
from converter.expressions.reference import Interpreter
from converter.expressions.tree import ExpressionSyntaxError, Node, parse
from converter.pipeline.trace import MOST, Trace, traced

CASES = Path(__file__).parents[1] / "expressions" / "cases"
EXPRESSIONS = [
    *((case.expression, case.given) for case in cases(CASES)),
    *((example.expression, example.given or {}) for f in FUNCTIONS.values() for example in f.examples),
]


def tree_of(text: str) -> Node | None:
    try:
        return parse(text)
    except ExpressionSyntaxError:
        return None


def trace(text: str, value: Any) -> Trace:
    tree = parse(text)
    return traced(tree, value, FUNCTIONS)


def steps(text: str, value: Any) -> list[tuple[str, Any]]:
    return [(step.text, list(step.values) if step.each else step.values[0]) for step in trace(text, value).steps]


@pytest.mark.parametrize("file", sorted({case.file for case in cases(CASES)} | {"functions' examples"}))
def test_watching_changes_nothing(file: str) -> None:
    own = [(c.expression, c.given) for c in cases(CASES) if c.file == file]
    for text, given in own or EXPRESSIONS[-sum(len(f.examples) for f in FUNCTIONS.values()) :]:
        tree = tree_of(text)
        if tree is None:
            continue
        found = traced(tree, given, FUNCTIONS)
        assert (found.error is not None) is any(step.failed for step in found.steps)
        if found.error is None:
            assert equal(found.value, Interpreter(FUNCTIONS).evaluate(tree.as_ast(), given)), text
            continue
        with pytest.raises(EvaluationError) as caught:
            Interpreter(FUNCTIONS).evaluate(tree.as_ast(), given)
        assert (found.error.code, found.error.message) == (caught.value.code, caught.value.message)


def test_each_part_has_its_value_in_the_order_of_evaluation() -> None:
    assert steps("lower(mail[0])", {"mail": ["A@x"]}) == [
        ("mail", ["A@x"]),
        ("mail[0]", "A@x"),
        ("lower(mail[0])", "a@x"),
    ]


def test_what_is_evaluated_for_every_element_is_one_step_with_all_its_values() -> None:
    given = {"roles": [{"name": "a", "on": True}, {"name": "b", "on": False}]}
    assert steps("roles[?on].name", given) == [
        ("roles", given["roles"]),
        ("on", [True, False]),
        ("name", ["a"]),
        ("roles[?on].name", ["a"]),
    ]


def test_a_branch_that_is_not_taken_is_no_step() -> None:
    assert [text for text, _ in steps("mail || cn", {"mail": ["a"]})] == ["mail", "mail || cn"]


def test_few_values_of_many_are_kept_and_all_are_counted() -> None:
    found = trace("values[*].to_string(@)", {"values": list(range(40))})
    body = next(step for step in found.steps if step.each)
    assert (body.count, body.values) == (40, tuple(json.dumps(n) for n in range(MOST)))


def test_the_part_that_fails_is_the_last_step() -> None:
    found = trace("upper(to_string(length(mail)))", {})
    assert [(step.text, step.failed) for step in found.steps] == [("mail", False), ("length(mail)", True)]
    assert found.error is not None
    assert found.error.code == "invalid-type"


@pytest.mark.parametrize("text", ["mail[1:]", "mail[*]", "mail[]", "a | b", "a.b.c"])
def test_no_part_stands_twice(text: str) -> None:
    found = [step.text for step in trace(text, {"mail": ["a"], "a": {"b": {"c": 1}}, "b": 2}).steps]
    assert len(found) == len(set(found))
    assert found[-1] == text
