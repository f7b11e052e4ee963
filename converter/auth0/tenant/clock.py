"""The tenant's time. A rehearsal may jump over the 24 hours after which Auth0 forgets a job."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Unix seconds. `read` is any clock; `advance` moves the tenant ahead of it."""

    def __init__(self, read: Callable[[], float] = time.time) -> None:
        self._read = read
        self._ahead = 0.0

    def now(self) -> float:
        """The time by which jobs run, tokens expire and data is deleted."""
        return self._read() + self._ahead

    def steady(self) -> float:
        """The time by which rate limits run: that of the clients, whose clocks do not jump."""
        return self._read()

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass for the tenant at once."""
        self._ahead += seconds


class VirtualTime:
    """A clock that stands still until somebody sleeps; for a client and a tenant in one process."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self._time = start

    def __call__(self) -> float:
        """Unix seconds."""
        return self._time

    def sleep(self, seconds: float) -> None:
        """Pass the time at once."""
        self._time += max(0.0, seconds)


def timestamp(seconds: float) -> str:
    """Unix seconds as Auth0 writes a time: `2026-01-31T12:00:00.000Z`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
