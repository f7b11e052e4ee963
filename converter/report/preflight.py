"""What a preflight found, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import to_builtins

from converter.auth0.preflight import JOBS, USERS_PER_MINUTE, Level, Preflight
from converter.syntax.counted import counted

_MARKS = {Level.STOP: "STOP", Level.LOOK: "look", Level.FINE: "fine"}
_PLANS = {"Free": 2.0, "Essentials, Professional": 150 / 60, "Enterprise": 16.0}
"""Requests per second that a plan sustains (auth0.com/docs, "Rate Limit Configurations")."""


def preflight_lines(found: Preflight) -> Iterator[str]:
    """Findings, the gravest first, then size and time."""
    for finding in sorted(found.findings, key=lambda each: list(Level).index(each.level)):
        count = f"{counted(finding.users, 'user')} " if finding.users else ""
        yield f"{_MARKS[finding.level]}  {count}{finding.text}"
        if finding.examples:
            more = ", …" if finding.users > len(finding.examples) else ""
            yield f"      {', '.join(finding.examples)}{more}"
        if finding.fix:
            yield f"      do: {finding.fix}"
    yield f"size: {counted(found.users, 'user')} in {counted(found.files, 'file')}, {counted(found.bytes, 'byte')}"
    if found.existing is not None:
        yield f"the connection has {counted(found.existing, 'user')} now"
    rate = f"{USERS_PER_MINUTE:,.0f} users a minute and job, {JOBS} jobs at a time"
    yield f"time: about {_duration(found.minutes)}, if Auth0 does {rate}; it promises nothing"
    yield "      what is done user by user, such as a roll-back (2 requests each), takes by plan:"
    for plan, per_second in _PLANS.items():
        yield f"        {plan:<24} {_duration(found.users * 2 / per_second / 60)}"
    yield "nothing was sent"


def preflight_document(found: Preflight) -> dict[str, Any]:
    """The same as JSON."""
    written: dict[str, Any] = to_builtins(found)
    return written | {"stopped": found.stopped, "minutes": round(found.minutes, 1)}


def _duration(minutes: float) -> str:
    if minutes < 120:
        return counted(max(1, round(minutes)), "minute")
    return f"{minutes / 60:,.1f} hours"
