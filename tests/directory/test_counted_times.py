from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.directory.counted_times import epoch_days, epoch_milliseconds, epoch_seconds, filetime


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("133540279940000000", "2024-03-04T12:13:14Z"),
        (133540279940000000, "2024-03-04T12:13:14Z"),
        ("133540279940000009", "2024-03-04T12:13:14Z"),
        ("133540279941234567", "2024-03-04T12:13:14.123456Z"),
        ("116444736000000000", "1970-01-01T00:00:00Z"),
        ("1", "1601-01-01T00:00:00Z"),
        ("0", None),
        (0, None),
        ("9223372036854775807", None),
    ],
)
def test_a_filetime_is_read_and_never_is_none(count: str | float, expected: str | None) -> None:
    assert filetime(count) == expected


@pytest.mark.parametrize(
    "count", ["", "-1", "1.5", 1.5, "0x10", "1e18", float("nan"), float("inf"), "9" * 19, "9" * 30]
)
def test_what_is_no_filetime_is_refused(count: str | float) -> None:
    with pytest.raises(ValueError, match=r"FILETIME|plain number|years"):
        filetime(count)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1709554394, "2024-03-04T12:13:14Z"),
        ("1709554394", "2024-03-04T12:13:14Z"),
        (1709554394.25, "2024-03-04T12:13:14.250Z"),
        ("1709554394.123456789", "2024-03-04T12:13:14.123456Z"),
        ("-1", "1969-12-31T23:59:59Z"),
        ("-0.5", "1969-12-31T23:59:59.500Z"),
        (0, "1970-01-01T00:00:00Z"),
    ],
)
def test_epoch_seconds_are_read(count: str | float, expected: str) -> None:
    assert epoch_seconds(count) == expected


@pytest.mark.parametrize("count", ["", "now", "1,5", "1.", float("nan"), 10**18, "253402300800"])
def test_what_is_no_count_of_seconds_is_refused(count: str | float) -> None:
    with pytest.raises(ValueError, match=r"plain number|years"):
        epoch_seconds(count)


@pytest.mark.parametrize(
    ("count", "expected"),
    [("19786", "2024-03-04"), (19786, "2024-03-04"), (" 0 ", "1970-01-01"), ("-2", "1969-12-30"), (-1, None)],
)
def test_a_count_of_days_is_a_date_and_minus_one_is_never(count: str | float, expected: str | None) -> None:
    assert epoch_days(count) == expected


@pytest.mark.parametrize("count", ["", "never", "1.5", 0.5, "1709554394"])
def test_what_is_no_count_of_days_is_refused(count: str | float) -> None:
    with pytest.raises(ValueError, match=r"plain number|whole number|years"):
        epoch_days(count)


@given(st.integers(-62135596800000, 253402300799999))
def test_milliseconds_are_seconds_with_a_fraction(count: int) -> None:
    sign, whole = "-" if count < 0 else "", abs(count)
    assert epoch_milliseconds(count) == epoch_seconds(f"{sign}{whole // 1000}.{whole % 1000:03d}")
