"""Dates and times: each function reads one declared form and gives ISO 8601 in UTC, `2024-03-04T12:13:14Z`.

Nothing is guessed from how a value looks. A fraction of a second is kept where it is not zero, down to
microseconds. The empty text, which is how a table writes an absent value, gives null.
"""

from __future__ import annotations

from converter.directory import counted_times
from converter.directory.date_format import read_date
from converter.directory.times import plain_time, time_text
from converter.expressions.function import Example, Mode, declare


@declare(
    "iso",
    ("text: string", "zone?: string"),
    "string|null",
    mode=Mode.EACH,
    summary="The time of a directory (generalizedTime) or in ISO 8601; the zone, an IANA name such as 'Europe/Paris', "
    "is for times that do not say theirs, which are an error without it.",
    examples=(
        Example("iso('20240304121314Z')", "2024-03-04T12:13:14Z"),
        Example("iso('20240304121314.5+0100')", "2024-03-04T11:13:14.500Z"),
        Example("iso('2024-03-04T12:13:14+01:00')", "2024-03-04T11:13:14Z"),
        Example("iso('2024-07-04 12:13', 'Europe/Paris')", "2024-07-04T10:13:00Z"),
        Example("iso(createtimestamp)", ["2024-03-04T12:00:00Z"], {"createtimestamp": ["2024030412Z"]}),
        Example("iso(created)", None, {"created": ""}),
        Example("iso(createtimestamp)", None, {}),
        Example("iso('20240304121314')", fails="invalid-value"),
        Example("iso('20240230000000Z')", fails="invalid-value"),
    ),
)
def iso(text: str, zone: str | None = None) -> str | None:
    """RFC 4517 §3.3.13 and the extended form of ISO 8601."""
    return plain_time(text) or (time_text(text, zone) if text.strip() else None)


@declare(
    "date",
    ("text: string", "format: string", "zone?: string"),
    "string|null",
    mode=Mode.EACH,
    summary="The time that a text gives in a format of your own, such as '%d/%m/%Y %H:%M' (strptime), in a zone, "
    "such as 'Europe/Paris' or 'UTC'; a format without time of day gives the date alone where no zone is named.",
    examples=(
        Example("date('04/03/2024 12:13', '%d/%m/%Y %H:%M', 'UTC')", "2024-03-04T12:13:00Z"),
        Example("date('04-MAR-24 01.05.06 PM', '%d-%b-%y %I.%M.%S %p', 'Europe/Paris')", "2024-03-04T12:05:06Z"),
        Example("date('3/4/2024', '%m/%d/%Y')", "2024-03-04"),
        Example("date(hired, '%Y%m%d')", ["2024-03-04"], {"hired": ["20240304", ""]}),
        Example("date(hired, '%Y%m%d')", None, {}),
        Example("date('04/03/2024 12:13', '%d/%m/%Y %H:%M')", fails="invalid-value"),
        Example("date('31/02/2024', '%d/%m/%Y')", fails="invalid-value"),
    ),
)
def date(text: str, layout: str, zone: str | None = None) -> str | None:
    """For tables; %z in the format reads the offset instead of naming a zone."""
    return read_date(text, layout, zone) if text.strip() else None


@declare(
    "filetime",
    ("count: string|number",),
    "string|null",
    mode=Mode.EACH,
    summary="The time of a Windows FILETIME (100 nanoseconds since 1601), as in pwdLastSet and accountExpires; null "
    "for the two values that mean never.",
    examples=(
        Example("filetime('133540279940000000')", "2024-03-04T12:13:14Z"),
        Example("filetime('9223372036854775807')", None),
        Example("filetime(pwdlastset)", [], {"pwdlastset": ["0"]}),
        Example("filetime(lastlogon)", ["2024-03-04T12:13:14Z"], {"lastlogon": ["133540279940000000"]}),
        Example("filetime(lastlogon)", None, {}),
        Example("filetime('-36288000000000')", fails="invalid-value"),
    ),
)
def filetime(count: str | float) -> str | None:
    """[MS-DTYP] §2.3.3."""
    return counted_times.filetime(count) if _is_given(count) else None


@declare(
    "epoch",
    ("count: string|number",),
    "string|null",
    mode=Mode.EACH,
    summary="The time of a count of seconds since 1970.",
    examples=(
        Example("epoch(`1709554394`)", "2024-03-04T12:13:14Z"),
        Example("epoch('1709554394.25')", "2024-03-04T12:13:14.250Z"),
        Example("epoch(created)", ["1970-01-01T00:00:00Z"], {"created": ["0"]}),
        Example("epoch(created)", None, {}),
        Example("epoch('1709554394000')", fails="invalid-value"),
    ),
)
def epoch(count: str | float) -> str | None:
    """POSIX time; a count of milliseconds is out of range here."""
    return counted_times.epoch_seconds(count) if _is_given(count) else None


@declare(
    "epoch_ms",
    ("count: string|number",),
    "string|null",
    mode=Mode.EACH,
    summary="The time of a count of milliseconds since 1970.",
    examples=(
        Example("epoch_ms(`1709554394000`)", "2024-03-04T12:13:14Z"),
        Example("epoch_ms('1709554394007')", "2024-03-04T12:13:14.007Z"),
        Example("epoch_ms(created)", [], {"created": [""]}),
        Example("epoch_ms(created)", None, {}),
        Example("epoch_ms('yesterday')", fails="invalid-value"),
    ),
)
def epoch_ms(count: str | float) -> str | None:
    """The time of Java and JavaScript."""
    return counted_times.epoch_milliseconds(count) if _is_given(count) else None


@declare(
    "epoch_days",
    ("count: string|number",),
    "string|null",
    mode=Mode.EACH,
    summary="The date of a count of days since 1970, as in shadowExpire and shadowLastChange; null for -1, which "
    "means never.",
    examples=(
        Example("epoch_days('19786')", "2024-03-04"),
        Example("epoch_days(`0`)", "1970-01-01"),
        Example("epoch_days(shadowexpire)", ["2024-03-04"], {"shadowexpire": ["19786", "-1"]}),
        Example("epoch_days(shadowexpire)", None, {}),
        Example("epoch_days('1709554394')", fails="invalid-value"),
    ),
)
def epoch_days(count: str | float) -> str | None:
    """The unit of shadow(5); a count of seconds is out of range here."""
    return counted_times.epoch_days(count) if _is_given(count) else None


def _is_given(count: str | float) -> bool:
    return not isinstance(count, str) or bool(count.strip())


FUNCTIONS = (iso, date, filetime, epoch, epoch_ms, epoch_days)
