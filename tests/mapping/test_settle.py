"""From what an expression gives to what a field gets, value by value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.mapping.model import ABSENT, Leaf
from converter.mapping.settle import FieldError, holds, map_key, one, settle
from converter.mapping.target import Target
from converter.syntax.diagnostic import Position
from converter.syntax.node import Scalar

HERE = Scalar("x", "x", Position(1, 1), Position(1, 1))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def leaf(target: Target, **settings: Any) -> Leaf:
    return Leaf("field", target, HERE, **settings)


@pytest.mark.parametrize(
    ("target", "value", "settled"),
    [
        (Target.STRING, ["a"], "a"),
        (Target.STRING, [], ABSENT),
        (Target.STRING, [None], ABSENT),
        (Target.STRING, "", ABSENT),
        (Target.STRING, [""], ABSENT),
        (Target.STRING, " ", " "),
        (Target.BOOLEAN, False, False),
        (Target.BOOLEAN, [True], True),
        (Target.INTEGER, 0, 0),
        (Target.INTEGER, 7.0, 7),
        (Target.ARRAY, "a", ["a"]),
        (Target.ARRAY, [], ABSENT),
        (Target.ARRAY, "", ABSENT),
        (Target.ARRAY, {"a": 1}, [{"a": 1}]),
        (Target.OBJECT, {}, {}),
        (Target.ANY, [], []),
        (Target.ANY, ["a"], ["a"]),
        (Target.ANY, [[None]], [[None]]),
        (Target.ANY, None, ABSENT),
    ],
)
def test_a_value_becomes_what_its_target_wants(target: Target, value: Any, settled: Any) -> None:
    result = settle(leaf(target), value)
    assert (type(result), result) == (type(settled), settled)


@pytest.mark.parametrize(
    ("target", "value", "code"),
    [
        (Target.STRING, ["a", "b"], "multivalued"),
        (Target.STRING, 7, "type"),
        (Target.STRING, [["a"]], "type"),
        (Target.STRING, b"a", "binary"),
        (Target.BOOLEAN, "true", "type"),
        (Target.BOOLEAN, 1, "type"),
        (Target.INTEGER, True, "type"),
        (Target.INTEGER, 7.5, "type"),
        (Target.OBJECT, ["a"], "type"),
        (Target.ANY, b"a", "binary"),
        (Target.ANY, {"a": [{"b": b"c"}]}, "binary"),
    ],
)
def test_a_value_that_does_not_fit_is_an_error(target: Target, value: Any, code: str) -> None:
    with pytest.raises(FieldError) as caught:
        settle(leaf(target), value)
    assert caught.value.code == code


@pytest.mark.parametrize("default", [False, 0, "", None, [], {}])
def test_a_default_of_any_kind_acts_on_absence_and_only_there(default: Any) -> None:
    with_default = leaf(Target.ANY, default=default)
    assert settle(with_default, None) == default
    assert settle(with_default, "") == default
    assert settle(with_default, False) is False
    assert settle(with_default, 0) == 0


def test_a_required_field_without_a_value_is_an_error() -> None:
    with pytest.raises(FieldError, match="required"):
        settle(leaf(Target.STRING, required=True), [])


@pytest.mark.parametrize(
    ("value", "key"), [(True, "true"), (False, "false"), (7, "7"), (7.0, "7"), (7.5, "7.5"), ("TRUE", "TRUE")]
)
def test_a_map_is_asked_with_the_text_of_a_value(value: Any, key: str) -> None:
    assert map_key(value) == key


@pytest.mark.parametrize("value", [{}, b"a", [["a"]]])
def test_a_map_is_asked_with_nothing_but_a_text_a_number_or_a_boolean(value: Any) -> None:
    with pytest.raises(FieldError) as caught:
        settle(leaf(Target.ANY, map={"a": 1}), value)
    assert caught.value.code == "type"


@pytest.mark.parametrize(("value", "expected"), [(0, True), ([0], True), ("", False), ([], False), ([False], False)])
def test_a_condition_holds_as_jmespath_says_of_its_one_value(value: Any, expected: bool) -> None:
    assert holds(value) is expected


def test_a_list_of_several_has_no_one_value() -> None:
    with pytest.raises(FieldError) as caught:
        one(["a", "b"])
    assert caught.value.code == "multivalued"


def outcome(field: Leaf, value: Any) -> Any:
    """The settled value, or the error."""
    try:
        return settle(field, value)
    except FieldError as error:
        return error


@given(st.sampled_from(Target), json_values)
def test_whatever_comes_is_settled_or_refused_and_never_changed(target: Target, value: Any) -> None:
    before = repr(value)
    settled = outcome(leaf(target), value)
    if isinstance(settled, FieldError):
        assert settled.code in ("multivalued", "type")
    else:
        assert settled is ABSENT or settled not in (None, "")
    assert repr(value) == before


@given(st.sampled_from([t for t in Target if t is not Target.ANY]), st.text("abcdefghijklmnop", min_size=20))
def test_no_error_holds_the_value(target: Target, value: str) -> None:
    for one_value in (value, [value, value], {value: value}, value.encode()):
        settled = outcome(leaf(target), one_value)
        assert not isinstance(settled, FieldError) or value not in str(settled)
