from __future__ import annotations

import pytest

from converter.pipeline.tally import Tally, kinds_of, rejected_share
from converter.validation.violation import Violation


def counted() -> Tally:
    tally = Tally(read=10, exported=4, rejected=3, filtered=1)
    tally.skipped["robot"] += 2
    return tally


def test_a_sum_that_is_right_passes() -> None:
    counted().check(4, 3, skipped=2)


@pytest.mark.parametrize("written", [(5, 3, 2), (4, 2, 2), (4, 3, 1), (3, 4, 2)])
def test_files_that_hold_something_else_are_a_bug(written: tuple[int, int, int]) -> None:
    with pytest.raises(AssertionError, match="10 records read"):
        counted().check(written[0], written[1], skipped=written[2])


def test_a_record_that_was_lost_is_a_bug() -> None:
    tally = counted()
    tally.read += 1
    with pytest.raises(AssertionError, match="11 records read"):
        tally.check(4, 3, skipped=2)


def test_a_record_counts_once_for_each_kind_of_fault() -> None:
    tally = Tally()
    tally.note(tally.reasons, kinds_of([Violation("roles[0]", "type", "a"), Violation("roles[7]", "type", "b")]))
    tally.note(tally.reasons, kinds_of([Violation("roles[1]", "type", "c"), Violation("email", "required", "none")]))
    assert tally.reasons == {("roles", "type"): 2, ("email", "required"): 1}
    assert tally.as_document()["rejected_by_reason"] == [
        {"field": "roles", "code": "type", "records": 2, "example": tally.examples["roles", "type"]},
        {"field": "email", "code": "required", "records": 1, "example": "none"},
    ]


def test_names_of_fields_that_come_from_the_data_do_not_fill_the_memory() -> None:
    tally = Tally()
    for number in range(5000):
        tally.note(tally.reasons, {(f"app_metadata.n{number}", "name"): "no"})
    assert len(tally.reasons) == 1001
    assert tally.reasons["…", "name"] == 4000
    assert tally.reasons.total() == 5000


def test_the_share_of_rejects_of_nothing_is_nothing() -> None:
    assert rejected_share(Tally().counts()) == 0.0
    assert rejected_share(counted().counts()) == 0.3
