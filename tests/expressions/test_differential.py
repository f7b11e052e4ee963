"""The generated code against the interpreter, on invented expressions and invented data.

`EXPRESSION_PAIRS=100000 pytest tests/expressions/test_differential.py` tries so many more pairs, each from a seed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.expressions.apply import EvaluationError
from converter.expressions.check import ROOT, Check
from converter.expressions.codegen import compile_expression
from converter.expressions.function import Function, Parameter
from converter.expressions.language import FUNCTIONS
from converter.expressions.reference import Interpreter
from converter.expressions.scope import Scope
from converter.expressions.tree import parse
from converter.expressions.types import ANY, BOOLEAN, NULL, NUMBER, Type, array, of_value
from converter.record import Naming

MORE = int(os.environ.get("EXPRESSION_PAIRS", "0"))
TRY = settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))

Names = tuple[str, ...]

TEXTS = ("", "a", "A", "b c", "jane", "TRUE", "1", "é", "cn=X,dc=acme", "20240304121314Z", "a@b.org", " x ", "svc_a")
LITERALS = ("`1`", "`0`", "`-2`", "`1.5`", "`true`", "`false`", "`null`", "`[]`", "`{}`", '`["a", 1]`', "`[[1], 2]`")
OPERATORS = ("||", "&&", "||", "&&", "!", "==", "!=", "<", "<=", ">", ">=")
PATTERNS = ("'^a'", "'a$'", "'^svc_'", "'(.)b'", "'[a-c]+'", "'%Y'", "'('")
INNER = ("a", "b", "c", "@")
CALLED = tuple(function for function in FUNCTIONS.values() if function.name != "e164")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "\\'") + "'"


def atom(at: Random, names: Names) -> str:
    if at.randint(0, 3):
        return at.choice((*names, *names, "@"))
    return at.choice((*LITERALS, *map(quoted, TEXTS)))


def suffix(at: Random, depth: int) -> str:
    """What may follow a value."""

    def inner() -> str:
        return expression(at, INNER, depth - 1)

    made = (
        lambda: f".{at.choice('abc')}",
        lambda: f"[{at.randint(-3, 3)}]",
        lambda: f"[{at.choice(('', '0', '1', '-1'))}:{at.choice(('', '2', '-1'))}:{at.choice(('', '2', '-1'))}]",
        lambda: "[*]",
        lambda: "[]",
        lambda: ".*",
        lambda: f"[?{inner()}]",
        lambda: f"[?{inner()}].{at.choice('abc')}",
        lambda: f".[{inner()}, {inner()}]",
        lambda: f".{{a: {inner()}, b: {inner()}}}",
        lambda: f" | {inner()}",
        lambda: f"[*].{call(at, INNER, depth - 1)}",
    )
    return at.choice(made)()


def operation(at: Random, names: Names, depth: int) -> str:
    left, right = (expression(at, names, depth - 1) for _ in range(2))
    operator = at.choice(OPERATORS)
    return f"!({left})" if operator == "!" else f"({left}) {operator} ({right})"


def call(at: Random, names: Names, depth: int) -> str:
    function: Function = at.choice(CALLED)
    parameters = [p for p in function.parameters if not p.optional or at.randint(0, 1)]
    parameters += [parameters[-1]] * (at.randint(0, 2) if parameters[-1].variadic else 0)
    values = [argument(at, names, depth, parameter=parameter) for parameter in parameters]
    return f"{function.name}({', '.join(values)})"


def argument(at: Random, names: Names, depth: int, *, parameter: Parameter) -> str:
    if parameter.type.may_be("expression"):
        return f"&{expression(at, ('a', 'b', '@'), depth - 1)}"
    chance = at.randint(0, 5)
    if parameter.name in ("pattern", "format") and chance:
        return at.choice(PATTERNS)
    return expression(at, names, depth - 1) if chance < 2 else fitting(at, parameter.type)


def fitting(at: Random, wanted: Type) -> str:
    """An argument that probably fits the type."""
    choices = {
        "string": (*map(quoted, TEXTS), "mail[0]", "cn[-1]", "dn", "rows[0].a", "@"),
        "number": ("`1`", "`0`", "`2.5`", "count", "rows[0].b", "length(dn)"),
        "boolean": ("`true`", "flag", "mail[0] == 'a'", "present(cn)"),
        "array": ("mail", "cn", "rows", "rows[].a", "rows[*].b", "[mail[0], cn[0]]", "`[3, 1]`", "[cn, mail][]", "@"),
        "object": ("{a: dn, b: count}", "rows[0]", "`{}`", "@"),
        "binary": ("photo[0]", "photo"),
        "null": ("`null`", "mail[7]"),
    }
    return at.choice(choices[at.choice(sorted(wanted.kinds))])


def expression(at: Random, names: Names, depth: int) -> str:
    """An expression of so many levels."""
    if depth <= 0:
        return atom(at, names)
    shape = at.randint(0, 5)
    if shape == 0:
        return operation(at, names, depth)
    if shape <= 2:
        return call(at, names, depth)
    if shape == 3:
        return f"[{expression(at, names, depth - 1)}, {expression(at, names, depth - 1)}]"
    inner = expression(at, names, depth - 1)
    return f"{inner if inner.replace('_', 'a').isalnum() else f'({inner})'}{suffix(at, depth)}"


def json_value(at: Random, depth: int = 3) -> Any:
    """Any JSON."""
    shape = at.randint(0, 5 if depth else 3)
    if shape == 0:
        return at.choice((None, True, False))
    if shape == 1:
        return at.choice((0, 1, 2, -1, 1.0, 0.0, 1.5))
    if shape <= 3:
        return at.choice(TEXTS)
    values = [json_value(at, depth - 1) for _ in range(at.randint(0, 3))]
    return values if shape == 4 else dict(zip(at.sample(("a", "b", "c", "a b"), len(values)), values, strict=True))


def texts(at: Random) -> list[str]:
    return [at.choice(TEXTS) for _ in range(at.randint(1, 3))]


def directory_record(at: Random) -> dict[str, Any]:
    """What a directory's reader and the steps before may give: the types are those of SCOPE."""
    rows = [{"a": at.choice(TEXTS), "b": 1} for _ in range(at.randint(0, 3))]
    record = {
        "dn": at.choice(TEXTS), "count": at.choice((0, 1, 2.5)), "step": json_value(at), "rows": rows,
        "flag": at.choice((None, True, False)),
    }  # fmt: skip
    present = {"mail": texts(at), "cn": texts(at), "photo": [at.choice((b"", b"\x00\xff"))]}
    return record | {name: values for name, values in present.items() if at.randint(0, 2)}


STEPS = {"flag": BOOLEAN | NULL, "count": NUMBER, "rows": array(of_value({"a": "x", "b": 1})), "step": ANY}
SCOPE = Scope(Naming.DIRECTORY, binary=frozenset(["photo"]), named=STEPS)
ATTRIBUTES = ("mail", "cn", "dn", "photo", "flag", "count", "rows", "step", "Mail")
MEMBERS = ("a", "b", "c", '"a b"', '"a"')


def outcome(evaluate: Callable[[], Any]) -> tuple[str, str]:
    """The value with its JSON types, or the error's code."""
    try:
        return "value", json.dumps(evaluate(), default=repr)
    except EvaluationError as error:
        return "error", error.code


def agree(text: str, scope: Scope, current: Type, *, record: Any, single: Names = ()) -> None:
    """The generated code gives what the interpreter gives, and raises only where that has no value."""
    tree = parse(text)
    Check(scope, FUNCTIONS).type_of(tree, current)
    compiled = compile_expression(tree, FUNCTIONS, current=current, single=single)
    before = json.dumps(record, default=repr)
    wanted = outcome(lambda: Interpreter(FUNCTIONS).evaluate(tree.as_ast(), record))
    try:
        found = outcome(lambda: compiled.fast(record))
    except Exception as error:  # noqa: BLE001 - the caller asks the interpreter, whatever it is
        found = "error", repr(error)
    assert found[0] == wanted[0], (text, record, compiled.source, found, wanted)
    assert found == wanted or wanted[0] == "error", (text, record, compiled.source)
    assert json.dumps(record, default=repr) == before, "the record was changed"


def on_a_directory(at: Random) -> None:
    agree(expression(at, ATTRIBUTES, at.randint(1, 4)), SCOPE, ROOT, record=directory_record(at))


def on_single_values(at: Random) -> None:
    single = ("mail", "cn", "photo")
    record = {key: value[:1] if key in single else value for key, value in directory_record(at).items()}
    agree(expression(at, ATTRIBUTES, at.randint(1, 4)), SCOPE, ROOT, record=record, single=single)


def on_any_json(at: Random) -> None:
    agree(expression(at, MEMBERS, at.randint(1, 4)), Scope(Naming.MEMBERS), ANY, record=json_value(at))


def on_known_types(at: Random) -> None:
    value = json_value(at)
    agree(expression(at, MEMBERS, at.randint(1, 4)), Scope(Naming.MEMBERS), of_value(value), record=value)


WAYS: Iterable[Callable[[Random], None]] = (on_a_directory, on_single_values, on_any_json, on_known_types)


@pytest.mark.parametrize("way", WAYS)
@TRY
@given(at=st.randoms(use_true_random=False))
def test_the_engines_agree(way: Callable[[Random], None], at: Random) -> None:
    way(at)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.timeout(0)
def test_the_engines_agree_on_pairs_from_seeds(way: Callable[[Random], None]) -> None:
    for seed in range(MORE // 4 or 200):
        way(Random(seed))
