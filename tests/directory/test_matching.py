from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.directory.matching import case_ignore


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Jane   DOE ", "jane doe"),
        ("Jane\tDoe", "jane doe"),
        ("Straße", "strasse"),
        ("ＪＡＮＥ", "jane"),
        ("Zoe\u0308", "zoë"),
        ("Ja\u200bne", "jane"),
        ("Jane\u3000Doe", "jane doe"),
        ("", ""),
    ],
)
def test_case_width_and_extra_blanks_do_not_count(text: str, expected: str) -> None:
    assert case_ignore(text) == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_a_comparison_form_is_its_own_comparison_form(text: str) -> None:
    assert case_ignore(case_ignore(text)) == case_ignore(text)
