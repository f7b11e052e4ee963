from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.syntax.core_schema import differs, resolve


@pytest.mark.parametrize(
    "text",
    ["yes", "No", "ON", "off", "012", "-017", "00", "089", "0o17", "12:30", "190:20:30", "1_000", "0b101", "0x_ff"],
)
def test_what_the_versions_of_yaml_read_differently_is_known(text: str) -> None:
    assert differs(text)


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "10", "0.5", "1e3", "true", "null", "nope", "y", "n", "0x1F", "12:60x", "a_b", "2024-01-01"]
)
def test_what_they_read_alike_is_left_alone(text: str) -> None:
    assert differs(text) is None


@given(st.integers())
def test_integers_are_read_as_python_writes_them(number: int) -> None:
    assert resolve(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_read_as_python_writes_them(number: float) -> None:
    assert resolve(repr(number)) == number


@pytest.mark.parametrize("text", ["9" * 301, "0x" + "f" * 301, "1." + "0" * 301])
def test_a_number_of_more_than_300_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="300 digits"):
        resolve(text)


@pytest.mark.parametrize("text", ["١٢", "-", "+", ".", "1.2.3", "0o8", "0x", "1e", "tRue", "nULL", "-.nan"])
def test_anything_else_is_text(text: str) -> None:
    assert resolve(text) == text
