"""Trees know where their parts stand, and refuse what is no expression."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.expressions.tree import MAX_LENGTH, MAX_NODES, ExpressionSyntaxError, parse


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a == 'b'", ["a == 'b'", "a", "'b'"]),
        ("lower( 'x')", ["lower", "'x'"]),
        ("('a')", ["'a'"]),
        ("a[0].b", ["a[0].b", "a[0", "a", "0", "b"]),
        ("a[?b==`1`].c", ["a[?b==`1`].c", "a", "c", "b==`1`", "b", "`1`"]),
        ('{x: a, "y z": b}', ['x: a, "y z"', "x", "a", '"y z"', "b"]),
        ("sort_by(a, &b.c)", ["sort_by", "a", "&b.c", "b.c", "b", "c"]),
        ("@.a || *", ["@.a", "@.a", "@", "a", "", "", ""]),
        ("'it\\'s'", ["'it\\'s'"]),
    ],
)
def test_every_part_knows_its_place(text: str, parts: list[str]) -> None:
    assert [text[node.offset : node.offset + node.length] for node in parse(text).walk()] == parts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" * (MAX_LENGTH + 1), "at most 4096 characters"),
        ("[" * 200 + "a" + "]" * 200, "nested deeper than 50 levels"),
        ("(" * 2000 + "a" + ")" * 2000, "nested deeper than 50 levels"),
        ("!" * 60 + "a", "nested deeper than 50 levels"),
        (f"[{','.join('a' * MAX_NODES)}]", "at most 500 parts"),
    ],
    ids=["long", "brackets", "parentheses", "negations", "wide"],
)
def test_an_expression_has_limits(text: str, message: str) -> None:
    with pytest.raises(ExpressionSyntaxError, match=message):
        parse(text)


def test_the_tree_is_given_to_the_interpreter_with_names_resolved() -> None:
    tree = parse("Mail")
    tree.key = "mail"
    assert tree.as_ast() == {"type": "field", "value": "mail", "children": []}


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1.[]*?|&!()@{}:,'\"`\\ <=>-\n\x00é", max_size=30))
def test_any_text_is_a_tree_or_a_syntax_error(text: str) -> None:
    assert all(0 <= start <= end <= len(text) for start, end in places(text))


def places(text: str) -> list[tuple[int, int]]:
    """Where the parts of the tree stand, or the error."""
    try:
        return [(node.offset, node.offset + node.length) for node in parse(text).walk()]
    except ExpressionSyntaxError as error:
        return [(error.offset, error.offset)]
