"""Times that are a count since some moment. The unit is always said, never guessed from the size."""

from __future__ import annotations

from datetime import UTC, datetime

from converter.directory.instant import iso_text, later
from converter.regex import regex

_1601 = datetime(1601, 1, 1, tzinfo=UTC)
_1970 = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 24 * 60 * 60 * 10**6
_NEVER = frozenset([0, 0x7FFF_FFFF_FFFF_FFFF])
_COUNT = regex(r"(-?)([0-9]{1,19})(?:\.([0-9]{1,18}))?")


def filetime(count: str | float) -> str | None:
    """A Windows FILETIME (100 ns since 1601, UTC) as ISO 8601; its last digit is below a microsecond and cut off.

    0 and 2^63-1 mean never and give None ([MS-ADTS]: accountExpires, lastLogon). A negative count is a
    length of time, such as maxPwdAge, and no point in time.
    """
    ticks, remainder = divmod(_scaled(count, 10**6), 10**6)
    if remainder:
        raise ValueError("a FILETIME is a whole number")
    if ticks in _NEVER:
        return None
    if ticks < 0:
        raise ValueError("a negative FILETIME is a length of time, not a point in time")
    return iso_text(later(_1601, ticks // 10))


def epoch_seconds(count: str | float) -> str:
    """Seconds since 1970 in UTC (POSIX), a fraction allowed, as ISO 8601."""
    return iso_text(later(_1970, _scaled(count, 10**6)))


def epoch_milliseconds(count: str | float) -> str:
    """Milliseconds since 1970 in UTC (Java, JavaScript), a fraction allowed, as ISO 8601."""
    return iso_text(later(_1970, _scaled(count, 1000)))


def epoch_days(count: str | float) -> str | None:
    """Days since 1970 (shadow(5), RFC 2307: shadowExpire, shadowLastChange) as an ISO 8601 date; -1 is never, None."""
    days, remainder = divmod(_scaled(count, 10**6), 10**6)
    if remainder:
        raise ValueError("a count of days is a whole number")
    return None if days == -1 else iso_text(later(_1970, days * _DAY)).partition("T")[0]


def _scaled(count: str | float, scale: int) -> int:
    """A count times a scale, rounded down, without a float's error where the count is text or whole."""
    text = f"{count:.6f}" if isinstance(count, float) else str(count).strip()
    match = _COUNT.fullmatch(text)
    if not match:
        raise ValueError("the count is not a plain number of up to 19 digits")
    sign, whole, fraction = match.groups(default="")
    return int(f"{sign}{whole}{fraction}") * scale // int(10 ** len(fraction))
