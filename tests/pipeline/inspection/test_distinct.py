from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from converter.pipeline.inspection.distinct import Distinct


@given(st.lists(st.text(max_size=3), max_size=300))
def test_few_values_are_counted_exactly(values: list[str]) -> None:
    distinct = Distinct()
    for value in values:
        distinct.add(value)
    assert distinct.exact
    assert distinct.count == len(set(values))


def test_many_values_are_estimated_to_within_a_few_percent_and_repeats_do_not_count() -> None:
    distinct = Distinct()
    for number in range(50_000):
        distinct.add(f"person {number}")
    for number in range(0, 50_000, 7):
        distinct.add(f"person {number}")
    assert not distinct.exact
    assert 45_000 < distinct.count < 55_000
