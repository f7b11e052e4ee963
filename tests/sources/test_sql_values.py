from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.sources.sql_values import CellError, JsonText, TimeText, plain

PARIS = ZoneInfo("Europe/Paris")
NAIVE = datetime.fromisoformat("2024-07-01T12:30:00")
EAST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (None, None),
        ("a", "a"),
        (True, True),
        (7, 7),
        (Decimal("12.50"), 12.5),
        (Decimal(12), 12),
        (Decimal("1E+3"), 1000),
        (Decimal("-0.1"), -0.1),
        (NAIVE, "2024-07-01T12:30:00"),
        (NAIVE.replace(microsecond=500_000), "2024-07-01T12:30:00.500"),
        (datetime(2024, 7, 1, 12, 30, tzinfo=EAST), "2024-07-01T10:30:00Z"),
        (date(2024, 7, 1), "2024-07-01"),
        (time(12, 30), "12:30:00"),
        (timedelta(hours=-25, seconds=-1), "-25:00:01"),
        (timedelta(milliseconds=1500), "00:00:01.500000"),
        (UUID("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        (b"\0\xff", b"\0\xff"),
        (memoryview(b"\0"), b"\0"),
        (bytearray(b"\0"), b"\0"),
        ([1, Decimal("1.5"), None], [1, 1.5, None]),
        ({"a": date(2024, 7, 1)}, {"a": "2024-07-01"}),
        (TimeText("2024-07-01"), "2024-07-01"),
        (TimeText("2024-07-01 12:30:00"), "2024-07-01T12:30:00"),
        (TimeText("2024-07-01 12:30:00.25+02"), "2024-07-01T10:30:00.250Z"),
        (TimeText("infinity"), "infinity"),
        (TimeText("0044-03-15 BC"), "0044-03-15 BC"),
        (JsonText('{"a": [1, 12345678901234567890]}'), {"a": [1, 12345678901234567890]}),
    ],
)
def test_a_cell_is_the_value_that_it_means(cell: Any, value: Any) -> None:
    found = plain(cell, None)
    assert (found, type(found)) == (value, type(value))


def test_a_time_without_zone_takes_the_one_that_the_source_names() -> None:
    assert plain(NAIVE, PARIS) == "2024-07-01T10:30:00Z"
    assert plain(TimeText("2024-01-01 12:30:00"), PARIS) == "2024-01-01T11:30:00Z"
    assert plain(datetime(2024, 7, 1, 12, 30, tzinfo=UTC), PARIS) == "2024-07-01T12:30:00Z"


class Lob:
    def read(self) -> str:
        return "long"


def test_a_large_object_is_read() -> None:
    assert plain(Lob(), None) == "long"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1 << 64, "sql-number"),
        (Decimal(1 << 64), "sql-number"),
        (Decimal("0.12345678901234567890"), "sql-number"),
        (Decimal("NaN"), "sql-number"),
        (float("inf"), "sql-number"),
        (JsonText("{"), "sql-json"),
        (JsonText("NaN"), "sql-json"),
        (JsonText('{"a": 1, "a": 2}'), "sql-json"),
        (JsonText("[123456789012345678901]"), "sql-number"),
        (JsonText("[" * 100_000), "sql-json"),
        (datetime(1, 1, 1, tzinfo=EAST), "sql-time"),
        (complex(1), "sql-type"),
        ([{"a": object()}], "sql-type"),
    ],
)
def test_what_cannot_be_kept_is_an_error_and_never_something_near(cell: Any, code: str) -> None:
    with pytest.raises(CellError) as raised:
        plain(cell, None)
    assert raised.value.code == code


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_is_the_same_number_or_an_error(cell: Decimal) -> None:
    try:
        value = plain(cell, None)
    except CellError:
        return
    assert Decimal(repr(value)) == cell
