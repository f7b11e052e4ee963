"""What is said of a value on its way into a field."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.mapping.model import ABSENT, Leaf
from converter.mapping.settle import FieldError, settle
from converter.mapping.target import Target
from converter.pipeline.settling import settled
from converter.syntax.diagnostic import Position
from converter.syntax.node import Scalar

NODE = Scalar("x", "x", Position(1, 1), Position(1, 1))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([1.0, 1.5, "", "a", "b", b"x"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
LEAVES = st.builds(
    lambda target, table, default, *, required: Leaf("f", target, NODE, map=table, default=default, required=required),
    st.sampled_from(list(Target)),
    st.sampled_from([None, {"a": "A", "true": "yes", "1": ""}]),
    st.sampled_from([ABSENT, "d", ["d"], True, 1]),
    required=st.booleans(),
)


def leaf(target: Target = Target.STRING, **given: Any) -> Leaf:
    return Leaf("f", target, NODE, map=given.get("map"), default=given.get("default", ABSENT))


@pytest.mark.parametrize(
    ("field", "value", "result", "notes"),
    [
        (leaf(), "a", "a", ()),
        (leaf(), ["a"], "a", ("a list of one gives its element",)),
        (leaf(), [], ABSENT, ("an empty list is no value", "no value: the field is left out")),
        (leaf(), "", ABSENT, ("the empty text is no value", "no value: the field is left out")),
        (leaf(default="d"), None, "d", ("no value: the default is taken",)),
        (leaf(map={"a": "A"}), ["a"], "A", ("a list of one gives its element", "map: it has an entry for the value")),
        (
            leaf(map={"a": "A"}, default="d"),
            "b",
            "d",
            ("map: it has no entry for the value", "no value: the default is taken"),
        ),
        (leaf(Target.ARRAY), "a", ["a"], ("one value becomes a list of one",)),
        (leaf(Target.ARRAY), ["a", "b"], ["a", "b"], ()),
        (leaf(Target.INTEGER), 2.0, 2, ("a whole number is written without a fraction",)),
        (leaf(Target.ANY), ["a"], ["a"], ()),
    ],
)
def test_what_was_done_is_said(field: Leaf, value: Any, result: Any, *, notes: tuple[str, ...]) -> None:
    found = settled(field, value)
    assert (found.value, found.notes, found.error) == (result, notes, None)


def test_an_error_takes_the_place_of_notes() -> None:
    found = settled(leaf(), ["a", "b"])
    assert found.error is not None
    assert (found.error.code, found.notes, found.value) == ("multivalued", (), ABSENT)


@given(LEAVES, VALUES)
@settings(max_examples=300, deadline=None)
def test_the_value_is_the_one_of_a_run(field: Leaf, value: Any) -> None:
    found = settled(field, value)
    if found.error is not None:
        with pytest.raises(FieldError, match=re.escape(str(found.error))):
            settle(field, value)
        return
    expected = settle(field, value)
    assert found.value is expected or found.value == expected
    assert (found.value is ABSENT) is ("no value: the field is left out" in found.notes)
