"""The generated code against the interpreter, on invented expressions and invented data.

`EXPRESSION_PAIRS=100000 pytest tests/expressions/test_differential.py` tries more than a usual run does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.expressions.apply import EvaluationError
from converter.expressions.check import ROOT, Check
from converter.expressions.codegen import Compiled, compile_expression
from converter.expressions.function import Function, Mode, Parameter
from converter.expressions.language import FUNCTIONS
from converter.expressions.reference import Interpreter
from converter.expressions.scope import Scope
from converter.expressions.tree import Node, parse
from converter.expressions.types import ANY, BOOLEAN, NULL, NUMBER, STRING, Type, array, of_value, parse as type_of
from converter.record import Naming

PAIRS = int(os.environ.get("EXPRESSION_PAIRS", "1500"))
TRY = settings(
    max_examples=PAIRS // 3,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Draw = Callable[[st.SearchStrategy[Any]], Any]

TEXTS = ("", "a", "A", "b c", "jane", "TRUE", "1", "é", "cn=X,dc=acme", "20240304121314Z", "a@b.org", " x ", "svc_a")
LITERALS = ("`1`", "`0`", "`-2`", "`1.5`", "`true`", "`false`", "`null`", "`[]`", "`{}`", '`["a", 1]`', "`[[1], 2]`")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
ROOT_TYPES = {"flag": BOOLEAN | NULL, "count": NUMBER, "rows": array(of_value({"a": "x", "b": 1})), "step": ANY}


def quoted(text: str) -> str:
    return "'" + text.replace("'", "\\'") + "'"


def literal(draw: Draw) -> str:
    return str(draw(st.sampled_from([*LITERALS, *map(quoted, TEXTS)])))


def atom(draw: Draw, names: tuple[str, ...]) -> str:
    return str(draw(st.sampled_from([*names, *names, "@"]))) if draw(st.integers(0, 3)) else literal(draw)


def suffix(draw: Draw, depth: int) -> str:
    """What may follow a value."""
    inner = ("a", "b", "c", "@")
    made = (
        lambda: f".{draw(st.sampled_from('abc'))}",
        lambda: f"[{draw(st.integers(-3, 3))}]",
        lambda: f"[{draw(st.sampled_from(['', '0', '1', '-1']))}:{draw(st.sampled_from(['', '2', '-1']))}:"
        f"{draw(st.sampled_from(['', '2', '-1']))}]",
        lambda: "[*]",
        lambda: "[]",
        lambda: ".*",
        lambda: f"[?{expression(draw, inner, depth - 1)}]",
        lambda: f".[{expression(draw, inner, depth - 1)}, {expression(draw, inner, depth - 1)}]",
        lambda: f".{{a: {expression(draw, inner, depth - 1)}, b: {expression(draw, inner, depth - 1)}}}",
        lambda: f" | {expression(draw, inner, depth - 1)}",
        lambda: f".{call(draw, inner, depth - 1)}",
    )
    return str(draw(st.sampled_from(made))())


def operation(draw: Draw, names: tuple[str, ...], depth: int) -> str:
    left, right = (expression(draw, names, depth - 1) for _ in range(2))
    operator = draw(st.sampled_from(["||", "&&", "||", "&&", "!", *COMPARISONS]))
    return f"!({left})" if operator == "!" else f"({left}) {operator} ({right})"


def call(draw: Draw, names: tuple[str, ...], depth: int) -> str:
    function: Function = draw(st.sampled_from(CALLED))
    parameters = [p for p in function.parameters if not p.optional or draw(st.booleans())]
    parameters += [parameters[-1]] * (draw(st.integers(0, 2)) if parameters[-1].variadic else 0)
    values = [argument(draw, names, depth, (p, function.mode, n)) for n, p in enumerate(parameters)]
    return f"{function.name}({', '.join(values)})"


def argument(draw: Draw, names: tuple[str, ...], depth: int, place: tuple[Parameter, Mode, int]) -> str:
    parameter, mode, number = place
    if parameter.type.may_be("expression"):
        return f"&{expression(draw, ('a', 'b', '@'), depth - 1)}"
    chance = draw(st.integers(0, 5))
    if parameter.name in ("pattern", "format") and chance:
        return str(draw(st.sampled_from(["'^a'", "'a$'", "'^svc_'", "'(.)b'", "'[a-c]+'", "'%Y'", "'('"])))
    if chance < 2:
        return expression(draw, names, depth - 1)
    return fitting(draw, names, parameter.type)


def fitting(draw: Draw, names: tuple[str, ...], wanted: Type) -> str:
    """An argument that probably fits the type."""
    kind = draw(st.sampled_from(sorted(wanted.kinds)))
    choices: dict[str, tuple[str, ...]] = {
        "string": (*map(quoted, TEXTS), "mail[0]", "cn[-1]", "dn", "rows[0].a", "@"),
        "number": ("`1`", "`0`", "`2.5`", "count", "rows[0].b", "length(dn)"),
        "boolean": ("`true`", "flag", "mail[0] == 'a'", "present(cn)"),
        "array": ("mail", "cn", "rows", "rows[].a", "rows[*].b", "[mail[0], cn[0]]", "`[3, 1]`", "[cn, mail][]", "@"),
        "object": ("{a: dn, b: count}", "rows[0]", "`{}`", "@"),
        "binary": ("photo[0]", "photo"),
        "null": ("`null`", "mail[7]"),
    }
    return str(draw(st.sampled_from(choices[kind])))


def expression(draw: Draw, names: tuple[str, ...], depth: int) -> str:
    if depth <= 0:
        return atom(draw, names)
    shape = draw(st.integers(0, 5))
    if shape == 0:
        return operation(draw, names, depth)
    if shape <= 2:
        return call(draw, names, depth)
    if shape == 3:
        return f"[{expression(draw, names, depth - 1)}, {expression(draw, names, depth - 1)}]"
    inner = expression(draw, names, depth - 1)
    return f"{inner if inner.replace('_', 'a').isalnum() else f'({inner})'}{suffix(draw, depth)}"


CALLED = tuple(f for f in FUNCTIONS.values() if f.name != "e164")
DIRECTORY_NAMES = ("mail", "cn", "dn", "photo", "flag", "count", "rows", "step", "Mail")
MEMBERS = ("a", "b", "c", '"a b"')

texts = st.sampled_from(TEXTS)
json_values = st.recursive(
    st.none() | st.booleans() | st.sampled_from([0, 1, 2, -1, 1.0, 0.0, 1.5]) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c", "a b"]), inner),
    max_leaves=8,
)


@st.composite
def directory_records(draw: Draw) -> dict[str, Any]:
    """What a directory's reader and the steps before may give; the types are those of `SCOPE`."""
    record: dict[str, Any] = {"dn": draw(texts), "count": draw(st.sampled_from([0, 1, 2.5])), "step": draw(json_values)}
    for name in ("mail", "cn"):
        if draw(st.booleans()):
            record[name] = draw(st.lists(texts, min_size=1, max_size=3))
    if draw(st.booleans()):
        record["photo"] = draw(st.lists(st.binary(max_size=3), min_size=1, max_size=2))
    record["flag"] = draw(st.none() | st.booleans())
    record["rows"] = draw(st.lists(st.builds(lambda a: {"a": a, "b": 1}, texts), max_size=3))
    return record


SCOPE = Scope(Naming.DIRECTORY, binary=frozenset(["photo"]), named=ROOT_TYPES)


@st.composite
def directory_expressions(draw: Draw) -> str:
    return expression(draw, DIRECTORY_NAMES, draw(st.integers(1, 4)))


@st.composite
def member_expressions(draw: Draw) -> str:
    return expression(draw, MEMBERS, draw(st.integers(1, 4)))


def compiled(text: str, scope: Scope, current: Type) -> tuple[Node, Compiled]:
    tree = parse(text)
    Check(scope, FUNCTIONS).type_of(tree, current)
    return tree, compile_expression(tree, FUNCTIONS, current=current)


def outcome(evaluate: Callable[[], Any]) -> tuple[str, str]:
    """The value with its JSON types, or the error's code."""
    try:
        return "value", json.dumps(evaluate(), default=repr)
    except EvaluationError as error:
        return "error", error.code


def agree(text: str, scope: Scope, current: Type, *, record: Any) -> None:
    """The generated code gives what the interpreter gives, and raises only where that has no value."""
    tree, function = compiled(text, scope, current)
    before = json.dumps(record, default=repr)
    wanted = outcome(lambda: Interpreter(FUNCTIONS).evaluate(tree.as_ast(), record))
    try:
        found = "value", json.dumps(function.fast(record), default=repr)
    except Exception:  # noqa: BLE001 - the caller asks the interpreter, whatever it is
        found = outcome(lambda: function(record))
        assert wanted[0] == "error", (function.source, wanted)
    assert found == wanted, function.source
    assert json.dumps(record, default=repr) == before, "the record was changed"


@pytest.mark.slow
@TRY
@given(directory_expressions(), directory_records())
def test_the_engines_agree_on_directory_records(text: str, record: dict[str, Any]) -> None:
    agree(text, SCOPE, ROOT, record=record)


@pytest.mark.slow
@TRY
@given(member_expressions(), json_values)
def test_the_engines_agree_on_any_json(text: str, value: Any) -> None:
    agree(text, Scope(Naming.MEMBERS), ANY, record=value)


@pytest.mark.slow
@TRY
@given(member_expressions(), json_values)
def test_the_engines_agree_where_all_types_are_known(text: str, value: Any) -> None:
    agree(text, Scope(Naming.MEMBERS), of_value(value), record=value)
