"""Dates in a layout of their own, such as `04/03/2024 12:13`, read by a format that says which part is which.

The format is strptime's (C standard §7.27.3.5), without the directives that depend on a country or a
calendar other than ours.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from functools import lru_cache

from converter.directory.instant import iso_text, later, zone_named
from converter.regex import regex

_DIRECTIVE = regex(r"%(.?)", re.DOTALL)
_KNOWN = frozenset("YymbBdjHIMSfpzaA%")
_OF_THE_DAY = frozenset("HIMSfpz")


def read_date(text: str, layout: str, zone: str | None = None) -> str:
    """The time that a text gives in a layout, as ISO 8601 in UTC.

    The time zone is the layout's `%z` or else `zone` (an IANA name). A layout without a time of day and
    without a zone gives the date alone, `2024-03-04`: a birthday has no time zone. `%y` means 1969 to 2068.
    """
    used = directives(layout)
    if "z" in used and zone is not None:
        raise ValueError("the format reads the offset with %z, so no time zone is to be named beside it")
    try:
        moment = datetime.strptime(text.strip(), layout)  # noqa: DTZ007
    except ValueError:
        # strptime's own message repeats the value.
        raise ValueError("the text is no date in the format of the mapping") from None
    if zone is None and used.isdisjoint(_OF_THE_DAY):
        return moment.date().isoformat()
    return iso_text(later(moment if moment.tzinfo else moment.replace(tzinfo=_zone(zone)), 0))


@lru_cache(maxsize=64)
def directives(layout: str) -> frozenset[str]:
    """The letters of a format's directives; ValueError where the format cannot name one day."""
    used = frozenset(_DIRECTIVE.findall(layout))
    unknown = sorted(used - _KNOWN)
    if unknown:
        raise ValueError(f"the format has %{unknown[0]}, which is not one of %{' %'.join(sorted(_KNOWN))}")
    if used.isdisjoint("Yy"):
        raise ValueError("the format has no year: %Y, or %y for two digits")
    if "j" not in used and ("d" not in used or used.isdisjoint("mbB")):
        raise ValueError("the format has no day: %d and %m (or %b, %B for a name), or %j for the day of the year")
    if ("I" in used) != ("p" in used):
        raise ValueError("the format has only one of %I and %p; hours of a 24-hour clock are %H")
    return used


def _zone(name: str | None) -> tzinfo:
    if name is None:
        raise ValueError("the format has no %z, and no time zone is named for local times")
    return zone_named(name)
