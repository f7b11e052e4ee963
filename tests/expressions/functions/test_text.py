from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.expressions.functions import text

UNICODE = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(UNICODE, st.text(min_size=1, max_size=2))
def test_split_keeps_every_character(value: str, separator: str) -> None:
    assert separator.join(text.split.implementation(value, separator)) == value


@given(UNICODE, st.text(min_size=1, max_size=2))
def test_before_and_after_take_a_text_apart(value: str, separator: str) -> None:
    head, tail = text.before.implementation(value, separator), text.after.implementation(value, separator)
    assert value == (head if tail is None else head + separator + tail)


@given(UNICODE)
def test_ascii_gives_ascii_or_refuses(value: str) -> None:
    try:
        result = text.to_ascii.implementation(value)
    except ValueError:
        result = ""
        assert not value.isascii()
    assert result.isascii()


@given(UNICODE)
def test_tidy_text_stays_as_it_is(value: str) -> None:
    tidy = text.collapse.implementation(value)
    assert text.collapse.implementation(tidy) == text.trim.implementation(tidy) == tidy
    assert "  " not in tidy


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("JANE DOE", "Jane Doe"),
        ("o'neil-SMITH", "O'Neil-Smith"),
        ("3RD floor", "3rd Floor"),
        ("éric d’arc", "Éric D’Arc"),
        ("j.r.r. tolkien", "J.R.R. Tolkien"),
        ("", ""),
    ],
)
def test_title_puts_a_capital_at_the_start_of_words(value: str, expected: str) -> None:
    assert text.title.implementation(value) == expected


@pytest.mark.parametrize("length", [-1, 1.5, 65_537, float("inf"), float("nan")])
def test_a_length_is_a_whole_number_in_reason(length: float) -> None:
    for function, fill in ((text.left, []), (text.pad_left, ["0"])):
        with pytest.raises(ValueError, match="whole number"):
            function.implementation("a", length, *fill)


def test_words_leaves_blank_parts_out() -> None:
    assert text.words.implementation(" Jane ", None, ["", "  "], ["van", "Doe"]) == "Jane van Doe"
    assert text.words.implementation("", None, []) is None
