from __future__ import annotations

import pytest

from converter.directory.date_format import read_date


@pytest.mark.parametrize(
    ("text", "layout", "zone", "expected"),
    [
        ("04/03/2024 12:13", "%d/%m/%Y %H:%M", "UTC", "2024-03-04T12:13:00Z"),
        ("04/03/2024 12:13", "%d/%m/%Y %H:%M", "Asia/Kolkata", "2024-03-04T06:43:00Z"),
        ("2024-03-04 12:13:14 +0100", "%Y-%m-%d %H:%M:%S %z", None, "2024-03-04T11:13:14Z"),
        ("04-MAR-24 01.05.06.500000 PM", "%d-%b-%y %I.%M.%S.%f %p", "UTC", "2024-03-04T13:05:06.500Z"),
        ("March 4, 2024", "%B %d, %Y", None, "2024-03-04"),
        ("2024064", "%Y%j", None, "2024-03-04"),
        ("04.03.2024", "%d.%m.%Y", "Europe/Berlin", "2024-03-03T23:00:00Z"),
        ("01/01/69", "%d/%m/%y", None, "1969-01-01"),
        ("01/01/68", "%d/%m/%y", None, "2068-01-01"),
    ],
)
def test_a_date_is_read_in_its_format(text: str, layout: str, zone: str | None, expected: str) -> None:
    assert read_date(text, layout, zone) == expected


@pytest.mark.parametrize(
    ("text", "layout", "zone", "reason"),
    [
        ("31/02/2024", "%d/%m/%Y", None, "no date in the format"),
        ("2024-03-04", "%d/%m/%Y", None, "no date in the format"),
        ("04/03/2024 x", "%d/%m/%Y", None, "no date in the format"),
        ("04/03/2024 12:13", "%d/%m/%Y %H:%M", None, "no time zone is named"),
        ("04/03/2024 12:13", "%d/%m/%Y %H:%M", "Mars", "no such time zone"),
        ("04/03/2024 +0100", "%d/%m/%Y %z", "UTC", "no time zone is to be named"),
        ("01/01/0001 00:00", "%d/%m/%Y %H:%M", "Asia/Kolkata", "years 1 to 9999"),
        ("04/03", "%d/%m", None, "no year"),
        ("03/2024", "%m/%Y", None, "no day"),
        ("04/03/2024 1", "%d/%m/%Y %I", "UTC", "%I and %p"),
        ("1", "%Q", None, "%Q"),
        ("1", "%Y%m%d%", None, "which is not one of"),
        ("1", "%c", None, "%c"),
    ],
)
def test_a_wrong_date_or_format_is_refused_with_the_reason(
    text: str, layout: str, zone: str | None, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        read_date(text, layout, zone)


def test_the_value_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="format of the mapping") as caught:
        read_date("hunter2", "%d/%m/%Y")
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__
