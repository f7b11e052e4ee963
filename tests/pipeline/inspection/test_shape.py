from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.pipeline.inspection.shape import shape


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Jane.Doe@Example.com", "Aa.Aa@Aa.a"),
        ("04-MAR-2024", "99-AA-9999"),
        ("jdoe17", "a99"),
        ("Åsa O'Brien", "Aa A'Aa"),
        ("王芳", "a"),
        ("", ""),
        ("x1" * 40, "a9" * 16 + "…"),
    ],
)
def test_a_shape_keeps_how_a_text_is_written(text: str, form: str) -> None:
    assert shape(text) == form


@given(st.text(alphabet=st.characters(categories=["L", "Nd"]), max_size=40))
def test_no_letter_and_no_digit_survives(text: str) -> None:
    assert set(shape(text)) <= set("Aa9…")
