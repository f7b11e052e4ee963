from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.pipeline.inspection.kind import Kind, kind_of

LINES = (Path(__file__).parent / "kinds.txt").read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("line", LINES)
def test_a_text_is_told_by_what_it_looks_like(line: str) -> None:
    value, _, kind = line.rpartition(" → ")
    assert kind_of(value) is Kind[kind]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", Kind.EMPTY),
        ("  ", Kind.EMPTY),
        (b"", Kind.EMPTY),
        (b"\xff", Kind.BINARY),
        (True, Kind.BOOLEAN),
        (7, Kind.INTEGER),
        (0.5, Kind.NUMBER),
        ([1], Kind.OBJECT),
        ("x" * 5000, Kind.TEXT),
    ],
)
def test_other_values_are_told_by_their_type(value: object, kind: Kind) -> None:
    assert kind_of(value) is kind


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_every_text_has_a_kind(text: str) -> None:
    assert isinstance(kind_of(text), Kind)
