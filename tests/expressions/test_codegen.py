"""What the generated code looks like, and what can never be in it."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from converter.expressions.apply import EvaluationError
from converter.expressions.check import Check
from converter.expressions.codegen import Compiled, compile_expression, emitter
from converter.expressions.codegen.emitted import Root
from converter.expressions.function import Function, Mode, declare
from converter.expressions.language import FUNCTIONS
from converter.expressions.scope import Scope
from converter.expressions.tree import parse
from converter.expressions.types import ANY, BOOLEAN, array, of_value
from converter.record import Naming

STEPS = {"locked": BOOLEAN, "roles": array(of_value({"name": "x"})), "any": ANY}
SCOPE = Scope(Naming.DIRECTORY, named=STEPS)


def compiled(text: str, functions: dict[str, Function] = FUNCTIONS) -> Compiled:
    tree = parse(text)
    Check(SCOPE, functions).type_of(tree)
    return compile_expression(tree, functions)


def body(text: str) -> str:
    """The generated lines below the names, without indentation."""
    lines = compiled(text).source.splitlines()[1:]
    return "\n".join(line.removeprefix("    ") for line in lines if not re.match(r" {4}a\d+ = record", line))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mail", "return a0"),
        ("mail[0]", "return a0[0] if a0 else None"),
        ("mail[2]", "return a0[2] if a0 and len(a0) > 2 else None"),
        ("lower(dn)", "return a0.lower()"),
        ("dn == 'x'", "return a0 == 'x'"),
        ("locked == `true`", "return True is a0"),
        ("!locked", "return not a0"),
        ("mail || cn", "return a0 or a1"),
        ("mail[0] && locked", "return (a0[0] if a0 else None) and a1"),
        ("roles[].name", "return [v1.get('name') for v1 in a0]"),
        ("lower(mail)", "return [v1.lower() for v1 in a0] if a0 is not None else None"),
        ("if(locked, 'a', 'b')", "return 'a' if a0 else 'b'"),
        ("present(mail)", "return a0 is not None and any(a0)"),
        ("contains(dn, 'x')", "return 'x' in a0"),
        ("mail[?@ == 'x']", "return [v1 for v1 in a0 if (v1 == 'x')] if a0 is not None else None"),
        ("{a: dn, b: locked}", "return {'a': a0, 'b': a1}"),
        ("mail[]", "return a0"),
        ("mail[*]", "return a0"),
        ("iso(dn)", "return plain_time_2(a0) or f_iso_1(a0)"),
        ("iso('2024')", "return f_iso_1('2024')"),
    ],
)
def test_known_types_make_plain_python(text: str, code: str) -> None:
    assert body(text) == code


def test_what_occurs_twice_is_computed_once() -> None:
    source = compiled("[lower(mail[0]), {a: lower(mail[0])}, lower(mail[0]) == 'x']").source
    assert source.count(".lower()") == 1
    assert source.count("a0[0]") == 1


def test_what_only_one_branch_computes_is_not_used_by_another() -> None:
    text = "[mail && lower(cn[0]), uid && lower(cn[0])]"
    assert compiled(text).fast({"uid": ["u"], "cn": ["A"]}) == [None, "a"]


def test_true_and_1_are_told_apart() -> None:
    assert compiled("[`1`, `true`, `1.0`, [`1`], [`true`]]").fast({}) == [1, True, 1.0, [1], [True]]
    assert compiled("[[`1`] == `[1]`, [`true`] == `[1]`]").fast({}) == [True, False]


HOSTILE = (
    "'); import os; os.abort(); ('",
    "'\"\"\"\\n\\x00 {0} %s'",
    "\"'); raise SystemExit; ('\"",
    "{\"a'] = 1; b['\": dn, \"__import__\": '__class__'}",
    'any."__class__"."__mro__"',
    "`{\"]\": [\"'\", {\"__globals__\": 1}]}`",
    "matches(dn, '^__')",
    'split(dn, `"\\\\"`)',
    '`"\\ud800"`',
    "sort_by(roles, &\"'\")",
)  # fmt: skip
GENERATED = re.compile(r"[atvwe]\d+|[dfk]_\w*?\d+|record|expression")
ATTRIBUTES = {
    "get",
    "append",
    "values",
    "lower",
    "upper",
    "strip",
    "split",
    "join",
    "startswith",
    "endswith",
    "isascii",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_the_mapping_enters_the_code_only_as_a_literal(text: str) -> None:
    made = compiled(text)
    known = {*emitter(FUNCTIONS, Root).names, "any", "bool", "len", "isinstance", "list", "dict", "str"}
    for node in ast.walk(ast.parse(made.source)):
        if isinstance(node, ast.Name):
            assert node.id in known or GENERATED.fullmatch(node.id)
        if isinstance(node, ast.Attribute):
            assert node.attr in ATTRIBUTES
        assert not isinstance(node, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.ClassDef)


def test_what_is_nested_too_deeply_is_left_to_the_interpreter() -> None:
    deep = compiled("any" + "[*].a" * 40)
    value: Any = [{"a": "x"}]
    for _ in range(39):
        value = [{"a": value}]
    assert [reason for _, reason in deep.interpreted] == ["it is nested too deeply"]
    assert deep.fast({"any": value}) == deep.interpreter.evaluate(deep.ast, {"any": value})


def failing(code: str) -> dict[str, Function]:
    """The functions and one that fails, with a class that is none of ours."""

    @declare("broken", ("value: any",), "any", mode=Mode.OPEN, summary="Fails.", examples=())
    def broken(value: Any) -> Any:
        raise KeyError(code)

    return FUNCTIONS | {"broken": broken}


@pytest.mark.parametrize(
    "text",
    [
        "[broken(dn), 'x'][1]",
        "broken(dn) | 'x'",
        "broken(dn).x",
        "first_of('x', broken(dn))",
        "not_null('x', broken(dn))",
        "if(`true`, 'x', broken(dn))",
        "split(cn, broken(dn))",
        "lower(cn) == broken(dn)",
        "`1` == broken(dn)",
        "mail[?broken(@)]",
        "`5`.[broken(@)]",
        "!broken(dn)",
        "present(broken(dn))",
        "map(&broken(@), `[1]`)",
        "`null` | broken(@)",
        "type(broken(dn)) == 'x' || 'y'",
    ],
)
def test_nothing_that_may_fail_is_left_out(text: str) -> None:
    functions = failing("x")
    with pytest.raises(KeyError):
        compiled(text, functions).fast({"dn": "x", "mail": ["m"]})


def test_where_the_code_raises_the_interpreter_says_why() -> None:
    made = compiled("length(mail)")
    assert made({"mail": ["a"]}) == 1
    with pytest.raises(EvaluationError) as caught:
        made({})
    assert caught.value.code == "invalid-type"


def test_values_of_the_record_are_not_changed() -> None:
    record = {"mail": ["b", "a"], "any": {"x": [1]}}
    compiled("[sort(mail), reverse(mail), mail[], merge(any, {x: 'y'}), [any.x, any.x][]]").fast(record)
    assert record == {"mail": ["b", "a"], "any": {"x": [1]}}


def test_blocks_hide_what_is_computed_in_them() -> None:
    writer = emitter(FUNCTIONS, {"mail": Root("a_mail")}.__getitem__)
    tree = parse("lower(mail[0])")
    Check(SCOPE, FUNCTIONS).type_of(tree)
    writer.expect(tree)
    writer.expect(tree)
    with writer.block("try:"):
        inside = writer.value(tree)
        assert writer.value(tree) == inside
    with writer.block("except Exception:"):
        pass
    assert writer.value(tree) != inside
    assert writer.lines[-4:-2] == ["    except Exception:", "        pass"]
