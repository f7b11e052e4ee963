"""What grows is refused, quickly, by both engines; and before a record is read, where the tree shows it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from functools import partial
from time import process_time
from typing import Any

import pytest

from converter.expressions.apply import EvaluationError
from converter.expressions.check import Check
from converter.expressions.codegen import compile_expression
from converter.expressions.growth import growth
from converter.expressions.language import FUNCTIONS
from converter.expressions.limits import MAX_ELEMENTS, MAX_TEXT, TooLargeError, check_tree
from converter.expressions.reference import Interpreter
from converter.expressions.scope import Scope
from converter.expressions.tree import Node, parse
from converter.record import Naming

RECORD = {"mail": ["aaaa"], "dn": "x"}
BOMBS = {
    "JSON text of itself": "|".join(["to_string([@,@])"] * 17),
    "pairs of pairs": "mail|" + "|".join(["[@,@]"] * 40) + "|to_string(@)",
    "objects of objects": "|".join(["{a: @, b: @}"] * 40) + "|to_string(@)",
    "a flattened pair": "mail|" + "|".join(["[@,@][]"] * 22),
    "joined to itself": "mail[0]|" + "|".join(["join('', [@,@])"] * 30),
    "words": "mail[0]|" + "|".join(["words(@,@)"] * 40),
    "replaced by more": "mail[0]|" + "|".join(["replace(@,'a','aaaaaaaaaa')"] * 30),
    "replaced by itself": "mail[0]|" + "|".join(["replace(@,'a',@)"] * 30),
    "a pattern replaced": "mail[0]|" + "|".join(["regex_replace(@,'a','aaaaaaaaaa')"] * 4),
    "digits of digits": "mail[0]|" + "|".join(["hex(@)"] * 40),
    "base64 of base64": "mail[0]|" + "|".join(["base64(@)"] * 48),
    "mapped pairs": "|".join(["map(&[@,@], to_array(@))"] * 24) + "|to_string(@)",
}


def checked(text: str) -> Node:
    tree = parse(text)
    Check(Scope(Naming.DIRECTORY), FUNCTIONS).type_of(tree)
    return tree


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in BOMBS.items() if "pattern" not in name])
def test_a_bomb_costs_neither_time_nor_memory(text: str) -> None:
    tree = checked(text)
    compiled = compile_expression(tree, FUNCTIONS)
    tracemalloc.start()
    start = process_time()
    with pytest.raises(EvaluationError) as caught:
        compiled(RECORD)
    assert process_time() - start < 10  # under tracing; what is not limited would take for ever
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()
    assert caught.value.code == "too-large"


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_the_engines_agree_on_bombs(text: str) -> None:
    tree = checked(text)
    outcomes = []
    engines: tuple[Callable[[Any], Any], ...] = (
        compile_expression(tree, FUNCTIONS),
        partial(Interpreter(FUNCTIONS).evaluate, tree.as_ast()),
    )
    for evaluate in engines:
        try:
            outcomes.append(evaluate(RECORD))
        except EvaluationError as error:
            outcomes.append(error.code)
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("mail", 1),
        ("[mail, cn, sn]", 1),
        ("{a: mail, b: mail}", 2),
        ("[@, @] | [@, @]", 4),
        ("[mail, mail][].[@, @]", 4),
        ("{a: mail, b: cn} | [a, b]", 1),
        ("mail || [mail, mail]", 2),
        ("mail == cn", 0),
        ("[mail, mail] == [mail, mail]", 0),
        ("map(&[@, @, @], [mail, mail])", 6),
        ("sort_by([mail, mail], &length(@))", 2),
        ("join(' ', [mail, mail][])", 1),
        ("`[1]`", 1),
    ],
)
def test_growth_counts_how_often_a_part_may_stand_in_the_value(text: str, times: int) -> None:
    assert growth(checked(text)) == times


def test_growth_goes_through_named_steps() -> None:
    scope = Scope(Naming.DIRECTORY)
    for name, text in (("pair", "[mail, mail]"), ("four", "[pair, pair]"), ("record", "@"), ("more", "[@, four]")):
        scope = scope.with_name(name, Check(scope, FUNCTIONS).type_of(parse(text)))
    copies = [scope.named[name].copies for name in ("pair", "four", "record", "more")]
    assert copies == [2, 4, 7, 18]


@pytest.mark.parametrize(
    "text",
    [
        "|".join(["[@,@]"] * 7),
        "mail | " + "|".join(["[@,@]"] * 40),
        "`1` | " + "|".join(["{a: @, b: @}"] * 40),
        "map(&[@, @, @, @, @, @, @, @, @, @, @], [" + ", ".join(["mail"] * 10) + "])",
    ],
)
def test_what_repeats_too_often_is_found_before_a_record_is_read(text: str) -> None:
    check = Check(Scope(Naming.DIRECTORY), FUNCTIONS)
    check.type_of(parse(text))
    assert [finding.code for finding in check.findings] == ["too-large"]


@pytest.mark.parametrize(
    "text",
    [
        "[" + ", ".join(f"'code {number}'" for number in range(200)) + "]",
        "[" + ", ".join(f"lower(a{number})" for number in range(150)) + "]",
        "{" + ", ".join(f"m{number}: a{number}" for number in range(150)) + "}",
    ],
    ids=["literals", "calls", "members"],
)
def test_many_different_parts_are_no_repetition(text: str) -> None:
    check = Check(Scope(Naming.DIRECTORY), FUNCTIONS)
    check.type_of(parse(text))
    assert check.findings == []


def test_a_tree_is_counted_with_what_it_shares() -> None:
    check_tree(["a"] * (MAX_ELEMENTS - 1))
    with pytest.raises(TooLargeError, match="values"):
        check_tree([["a"] * 1000] * 100)
    with pytest.raises(TooLargeError, match="characters"):
        check_tree({"a": "x" * (MAX_TEXT // 2), "b" * (MAX_TEXT // 2): 1, "c": "yy"})
