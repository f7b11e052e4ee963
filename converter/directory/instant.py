"""A point in time: checked, in UTC, and written one way.

Written as ISO 8601 in UTC, `2024-03-04T12:13:14Z`. A fraction is kept where it is not zero, with three
digits, or six where three do not hold it; what is finer than a microsecond is cut off.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple


class Parts(NamedTuple):
    """A date and time as numbers, not yet checked."""

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0


_RANGES = (("month", 1, 12), ("day", 1, 31), ("hour", 0, 23), ("minute", 0, 59), ("second", 0, 59))


def instant(parts: Parts, zone: tzinfo, *, microseconds: int = 0) -> datetime:
    """The point in time at which clocks of a zone show those parts, plus a fraction in microseconds.

    A time that a zone's clocks show twice is the earlier one; a time they leave out is read with the
    offset before the change. Raises ValueError that says which part is out of range.
    """
    try:
        shown = datetime(*parts, tzinfo=zone)
    except ValueError:
        raise ValueError(_reason(parts)) from None
    return later(shown, microseconds)


def later(start: datetime, microseconds: int) -> datetime:
    """The instant so many microseconds after another one, in UTC; ValueError beyond the years 1 to 9999."""
    try:
        return start.astimezone(UTC) + timedelta(microseconds=microseconds)
    except OverflowError:
        raise ValueError("the time lies outside the years 1 to 9999") from None


def iso_text(moment: datetime) -> str:
    """An instant in UTC as ISO 8601 text."""
    precision = "seconds"
    if moment.microsecond:
        precision = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return f"{moment.replace(tzinfo=None).isoformat(timespec=precision)}Z"


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo:
    """The time zone of an IANA name such as `Europe/Paris`, or `UTC`; ValueError where there is none."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("there is no such time zone; write an IANA name such as 'Europe/Paris', or 'UTC'") from None


def _reason(parts: Parts) -> str:
    if parts.year == 0:
        return "there is no year 0000 (in pwdAccountLockedTime it means locked for good, and is no time)"
    if parts.second == 60:
        return "second 60, a leap second, cannot be represented"
    for (name, low, high), value in zip(_RANGES, parts[1:], strict=True):
        if not low <= value <= high:
            return f"the {name} must be {low} to {high}"
    from calendar import monthrange  # brings the names of months and days in every language along

    return f"that month has {monthrange(parts.year, parts.month)[1]} days"
