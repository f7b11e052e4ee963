from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.directory.times import generalized_time, iso_8601, plain_time, time_text

GENERALIZED = [
    ("20240304121314Z", "2024-03-04T12:13:14Z"),
    (" 20240304121314Z ", "2024-03-04T12:13:14Z"),
    ("20240304121314z", "2024-03-04T12:13:14Z"),
    ("202403041213Z", "2024-03-04T12:13:00Z"),
    ("2024030412Z", "2024-03-04T12:00:00Z"),
    ("20240304121314.0Z", "2024-03-04T12:13:14Z"),
    ("20240304121314.5Z", "2024-03-04T12:13:14.500Z"),
    ("20240304121314,123456789Z", "2024-03-04T12:13:14.123456Z"),
    ("202403041213.5Z", "2024-03-04T12:13:30Z"),
    ("2024030412.25Z", "2024-03-04T12:15:00Z"),
    ("2024030412." + "9" * 50 + "Z", "2024-03-04T12:59:59.999999Z"),
    ("20240304121314+0130", "2024-03-04T10:43:14Z"),
    ("20240304121314-05", "2024-03-04T17:13:14Z"),
    ("20240229000000Z", "2024-02-29T00:00:00Z"),
    ("18991231235959Z", "1899-12-31T23:59:59Z"),
    ("20231231233000-0100", "2024-01-01T00:30:00Z"),
    ("16010101000000.0Z", "1601-01-01T00:00:00Z"),
]

REFUSED = [
    ("20240304121314", "no Z and no offset"),
    ("20241304121314Z", "month must be 1 to 12"),
    ("20240004121314Z", "month must be 1 to 12"),
    ("20240300121314Z", "day must be 1 to 31"),
    ("20240332121314Z", "day must be 1 to 31"),
    ("20240230121314Z", "that month has 29 days"),
    ("20230229000000Z", "that month has 28 days"),
    ("19000229000000Z", "that month has 28 days"),
    ("20240304241314Z", "hour must be 0 to 23"),
    ("20240304126014Z", "minute must be 0 to 59"),
    ("20240304121360Z", "leap second"),
    ("20240304121361Z", "second must be 0 to 59"),
    ("000001010000Z", "year 0000"),
    ("20240304121314+2400", "offset"),
    ("20240304121314+0160", "offset"),
    ("00010101000000+0100", "years 1 to 9999"),
    ("20240304", "generalizedTime reads"),
    ("20240304121314.Z", "generalizedTime reads"),
    ("20240304121314+01:00", "generalizedTime reads"),
    ("2403041213145Z", "generalizedTime reads"),
    ("２0240304121314Z", "generalizedTime reads"),
    ("", "generalizedTime reads"),
]


@pytest.mark.parametrize(("text", "expected"), GENERALIZED)
def test_a_generalized_time_is_read(text: str, expected: str) -> None:
    assert generalized_time(text) == expected
    assert time_text(text) == expected


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_a_wrong_generalized_time_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        generalized_time(text)


ISO = [
    ("2024-03-04T12:13:14Z", None, "2024-03-04T12:13:14Z"),
    ("2024-03-04t12:13:14z", None, "2024-03-04T12:13:14Z"),
    ("2024-03-04 12:13:14.123+00", None, "2024-03-04T12:13:14.123Z"),
    ("2024-03-04T12:13:14.1234567-05:30", None, "2024-03-04T17:43:14.123456Z"),
    ("2024-03-04T12:13+0100", None, "2024-03-04T11:13:00Z"),
    ("2024-03-04T12:13:14", "Europe/Paris", "2024-03-04T11:13:14Z"),
    ("2024-07-04T12:13:14", "Europe/Paris", "2024-07-04T10:13:14Z"),
    ("2024-03-04T12:13:14Z", "Europe/Paris", "2024-03-04T12:13:14Z"),
    ("2024-03-04", "America/New_York", "2024-03-04T05:00:00Z"),
    ("2024-03-04 12:13", "UTC", "2024-03-04T12:13:00Z"),
    # Clocks go forward at 02:00 and back at 03:00.
    ("2024-03-31T02:30:00", "Europe/Paris", "2024-03-31T01:30:00Z"),
    ("2024-10-27T02:30:00", "Europe/Paris", "2024-10-27T00:30:00Z"),
]


@pytest.mark.parametrize(("text", "zone", "expected"), ISO)
def test_an_iso_time_is_read(text: str, zone: str | None, expected: str) -> None:
    assert iso_8601(text, zone) == expected
    assert time_text(text, zone) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-03-04T12:13:14", "no Z and no offset"),
        ("2024-03-04", "no Z and no offset"),
        ("2024-02-30T00:00:00Z", "that month has 29 days"),
        ("2024-03-04T24:00:00Z", "hour must be"),
        ("2024-3-4T12:13:14Z", "reads"),
        ("2024-03-04Z", "reads"),
        ("2024-W10-1", "reads"),
        ("20240304T121314Z", "reads"),
        ("04/03/2024", "reads"),
        ("2024-03-04T12Z", "reads"),
        ("2024-03-04T12:13:14 Z", "reads"),
    ],
)
def test_a_wrong_iso_time_is_refused_with_the_reason(text: str, reason: str) -> None:
    for read in (iso_8601, time_text):
        with pytest.raises(ValueError, match=reason) as caught:
            read(text)
        assert text not in str(caught.value)


@pytest.mark.parametrize("zone", ["Paris", "", "Europe", "../Europe/Paris", "CET+1", "\0"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="no such time zone"):
        iso_8601("2024-03-04T12:13:14", zone)


ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES).filter(lambda moment: 2 <= moment.year <= 9998))
def test_a_generalized_time_and_an_iso_time_are_the_instant_that_was_written(moment: datetime) -> None:
    ldap = f"{moment.year:04d}{moment:%m%d%H%M%S.%f%z}"
    result = time_text(ldap)
    assert datetime.fromisoformat(result) == moment
    assert time_text(moment.isoformat()) == result
    assert time_text(result) == result


@pytest.mark.parametrize("ending", ["Z", "z", ".0Z"])
def test_every_day_and_every_second_of_one_are_read_at_a_glance(ending: str) -> None:
    days = (datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(365))
    seconds = (datetime(1999, 12, 31, tzinfo=UTC) + timedelta(seconds=number) for number in range(86_400))
    for moment in (*days, *seconds):
        assert plain_time(f"{moment:%Y%m%d%H%M%S}{ending}") == f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@given(st.text("0123456789Zz. ", max_size=18) | st.from_regex(r"(19|20|00)[0-9]{12}(Z|z|\.0Z)", fullmatch=True))
def test_what_is_read_at_a_glance_is_a_time(text: str) -> None:
    plain = plain_time(text)
    assert plain is None or plain == f"{datetime.strptime(f'{text[:14]}Z', '%Y%m%d%H%M%S%z'):%Y-%m-%dT%H:%M:%SZ}"
