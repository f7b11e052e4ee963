from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.expressions.functions import choice

SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-2, 2) | st.sampled_from(["", "a", "A"])
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner))


@given(st.lists(JSON, max_size=6))
def test_unique_keeps_the_first_of_equal_values_in_their_order(values: list[Any]) -> None:
    kept = choice.unique.implementation(values)
    positions = [next(i for i, value in enumerate(values) if value is one) for one in kept]
    assert positions == sorted(positions)
    assert choice.unique.implementation(kept) == kept
    assert len(choice.unique.implementation(kept + values)) == len(kept)


def test_unique_tells_true_from_one_at_any_depth() -> None:
    values = [1, True, 1.0, [1], [True], {"a": 0}, {"a": False}, "1", b"1"]
    assert choice.unique.implementation(values) == [1, True, [1], [True], {"a": 0}, {"a": False}, "1", b"1"]


@given(st.lists(JSON, max_size=4))
def test_first_of_gives_a_value_that_is_present_or_null(values: list[Any]) -> None:
    found = choice.first_of.implementation(*values)
    present = [value for value in values if choice.present.implementation(value)]
    assert found is (present[0] if present else None)


@pytest.mark.parametrize("value", [None, "", [], {}, b"", [[]], [None, ""], [{}]])
def test_nothing_is_not_present(value: Any) -> None:
    assert choice.present.implementation(value) is False


@pytest.mark.parametrize("value", [False, 0, " ", b"\0", ["", "a"], {"a": None}])
def test_false_zero_and_a_blank_are_present(value: Any) -> None:
    assert choice.present.implementation(value) is True


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        ("DISABLED", "disabled", True),
        ("Straße", "STRASSE", True),
        ("a  b", "A B", True),
        ("ab", "a", False),
        (1, True, False),
        (1, 1.0, True),
        ("1", 1, False),
        (True, True, True),
    ],
)
def test_includes_compares_whole_values_of_one_kind(value: Any, wanted: Any, expected: bool) -> None:
    assert choice.includes.implementation(value, wanted) is expected


def test_several_values_where_one_is_wanted_have_a_code_and_are_not_repeated() -> None:
    with pytest.raises(choice.MultivaluedError, match="there are 2 values") as caught:
        choice.only.implementation(["hunter2", "hunter3"])
    assert caught.value.code == "multivalued"
    assert "hunter" not in str(caught.value)
