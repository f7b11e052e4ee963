"""Results are made once, and memory stays bounded."""

from __future__ import annotations

import pytest

from converter.expressions.codegen.remembered import LONGEST, MOST, Remembered


def test_a_result_is_made_once() -> None:
    made: list[str] = []

    def upper(text: str) -> str:
        made.append(text)
        return text.upper()

    results = Remembered(upper)
    assert [results["a"], results["a"], results["b"]] == ["A", "A", "B"]
    assert made == ["a", "b"]


def test_long_texts_are_not_kept() -> None:
    results = Remembered(len)
    assert results["x" * (LONGEST + 1)] == LONGEST + 1
    assert not results


def test_all_is_forgotten_when_it_is_too_much() -> None:
    results = Remembered(len)
    for number in range(MOST + 1):
        _ = results[str(number)]
    assert len(results) == 1


def test_a_failure_is_not_kept() -> None:
    results = Remembered(int)
    with pytest.raises(ValueError, match="invalid literal"):
        _ = results["x"]
    assert not results
