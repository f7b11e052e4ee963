from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.syntax.suggestion import suggest

NAMES = ("lower", "upper", "user_id", "email", "email_verified", "uid", "from", "path", "phone_number")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("lowr", "lower"),
        ("eamil", "email"),
        ("udi", "uid"),
        ("frm", "from"),
        ("userId", "user_id"),
        ("user-id", "user_id"),
        ("phone", "phone_number"),
        ("EMAIL", "email"),
        ("colour", None),
        ("x", None),
        ("", None),
    ],
)
def test_the_word_that_was_meant_is_found(word: str, expected: str | None) -> None:
    assert suggest(word, NAMES) == expected


def test_the_order_of_the_candidates_does_not_matter() -> None:
    assert suggest("bat", ["cat", "bar"]) == suggest("bat", ["bar", "cat"]) == "bar"


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=5))
def test_a_suggestion_is_always_one_of_the_candidates(word: str, candidates: list[str]) -> None:
    assert suggest(word, candidates) in (None, *candidates)
