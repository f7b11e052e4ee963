"""Times written as text: generalizedTime (RFC 4517 §3.3.13) and ISO 8601, each read strictly.

`datetime.fromisoformat` has no place here: it reads `20240304121314Z` as 21:31 and says nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from converter.directory.instant import Parts, instant, iso_text, zone_named
from converter.regex import regex

_GENERALIZED = regex(
    r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})?)?"
    r"(?:[.,](?P<fraction>[0-9]+))?(?P<zone>[Zz]|[+-][0-9]{2}(?:[0-9]{2})?)?"
)
_ISO = regex(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r"(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_SECONDS_OF = {4: 3600, 5: 60, 6: 1}
"""The unit of a fraction, in seconds, by how many parts stand before it."""


def generalized_time(text: str, zone: str | None = None) -> str:
    """A generalizedTime as ISO 8601 in UTC.

    Oracle Internet Directory writes the `Z` in lower case. Minutes and seconds may be missing, and the last part
    may have a fraction. Without `Z` or an offset it is a local time: an error, unless `zone` (an IANA name) says
    where.
    """
    plain = plain_time(text)
    if plain:
        return plain
    match = _GENERALIZED.fullmatch(text.strip())
    if not match:
        raise ValueError("a generalizedTime reads 20240304121314Z")
    return _read(match, zone)


def iso_8601(text: str, zone: str | None = None) -> str:
    """An ISO 8601 time in its extended form, `2024-03-04T12:13:14+01:00`, as ISO 8601 in UTC.

    Seconds may be missing, a blank may stand for the `T`. Without `Z` or an offset it is a local time:
    an error, unless `zone` (an IANA name) says where; a date alone is then midnight there.
    """
    match = _ISO.fullmatch(text.strip())
    if not match:
        raise ValueError("a time in ISO 8601 reads 2024-03-04T12:13:14Z")
    return _read(match, zone)


def time_text(text: str, zone: str | None = None) -> str:
    """A generalizedTime or an ISO 8601 time, which cannot be confused, as ISO 8601 in UTC."""
    bare = text.strip()
    if bare[:5].isdigit():
        return generalized_time(bare, zone)
    if not _ISO.fullmatch(bare):
        raise ValueError("a time reads 2024-03-04T12:13:14Z (ISO 8601) or 20240304121314Z (LDAP)")
    return iso_8601(bare, zone)


def plain_time(text: str) -> str | None:
    """The commonest forms, `20240304121314Z` and Active Directory's `.0Z`, at little cost; None for others."""
    try:
        return f"{_YEARS[text[:4]]}{_DAYS[text[4:8]]}{_HOURS[text[8:10]]}{_MINUTES[text[10:12]]}{_SECONDS[text[12:]]}"
    except KeyError:
        return None


# Tables so small that they stay in the processor's cache; 29 February is not in them.
_YEARS = {f"{year}": f"{year}-" for year in range(1900, 2100)}
_COMMON_YEAR = [datetime(2023, 1, 1, tzinfo=UTC) + timedelta(day) for day in range(365)]
_DAYS = {f"{day.month:02}{day.day:02}": f"{day.month:02}-{day.day:02}T" for day in _COMMON_YEAR}
_HOURS = {f"{hour:02}": f"{hour:02}:" for hour in range(24)}
_MINUTES = {f"{minute:02}": f"{minute:02}:" for minute in range(60)}
_SECONDS = {f"{second:02}{end}": f"{second:02}Z" for second in range(60) for end in ("Z", "z", ".0Z")}


def _read(match: re.Match[str], zone: str | None) -> str:
    given = [part for part in match.groups()[:6] if part is not None]
    fraction = (match["fraction"] or "")[:18]
    unit = _SECONDS_OF.get(len(given), 1) * 1_000_000
    microseconds = int(fraction) * unit // 10 ** len(fraction) if fraction else 0
    where = _zone(match["zone"], zone)
    return iso_text(instant(Parts(*map(int, given)), where, microseconds=microseconds))


def _zone(offset: str | None, name: str | None) -> tzinfo:
    """The zone of `Z`, `+0100`, `+01:00` or `+01`; where nothing is written, the zone of that name."""
    if offset in ("Z", "z"):
        return UTC
    if offset:
        hours, minutes = int(offset[1:3]), int(offset[-2:]) if len(offset) > 3 else 0
        if hours > 23 or minutes > 59:
            raise ValueError("an offset from UTC has hours up to 23 and minutes up to 59")
        distance = timedelta(hours=hours, minutes=minutes)
        return timezone(-distance if offset[0] == "-" else distance)
    if name is None:
        raise ValueError("the time has no Z and no offset, and no time zone is named for local times")
    return zone_named(name)
