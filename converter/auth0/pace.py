"""Auth0's rate limits as its answers tell them; nothing is guessed.

Answers of the Management API carry `x-ratelimit-remaining` and `x-ratelimit-reset` (UNIX seconds, when tokens are
added); a 429 may carry `retry-after` (seconds). Buckets differ by what is asked for: a kind of request has one.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

LONGEST = 60.0
"""The longest wait for one refill: a header that says more is not believed, but asked again."""

_SHORTEST = 0.25
_LONGEST_EASE = 8.0
_SCARCE = 2


class Pace:
    """When the next request of a kind may go out. Times are ticks of a clock that never runs backwards."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}
        self._ease: dict[str, float] = {}

    def ease(self, kind: str) -> float:
        """Seconds to leave between requests of a kind that can wait, so that the others find something left.

        They grow while less than half of the limit is left, and shrink again while more is.
        """
        with self._lock:
            return self._ease.get(kind, 0.0)

    def wait(self, kind: str, ticks: float) -> float:
        """Seconds until a request of this kind is within the limit."""
        with self._lock:
            return max(0.0, self._free_at.get(kind, 0.0) - ticks)

    def note(self, kind: str, headers: Mapping[str, str], *, ticks: float, now: float) -> None:
        """Remember what an answer said about the limit. `now` is our own time of day."""
        remaining = _number(headers, "x-ratelimit-remaining")
        if remaining is None:
            return
        with self._lock:
            self._ease[kind] = _eased(self._ease.get(kind, 0.0), remaining, _number(headers, "x-ratelimit-limit"))
        if remaining > 0:
            return
        pause = until_reset(headers, now)
        if pause is not None:
            with self._lock:
                self._free_at[kind] = ticks + pause


def _eased(ease: float, remaining: float, limit: float | None) -> float:
    if remaining * 2 < (limit or _SCARCE):
        return min(max(ease * 2, _SHORTEST), _LONGEST_EASE)
    return ease * 0.7 if ease > _SHORTEST / 2 else 0.0


def pause_of(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a 429 asks to wait, by `retry-after` or the reset; None where it does not say."""
    asked = _number(headers, "retry-after")
    return until_reset(headers, now) if asked is None else min(max(asked, _SHORTEST), LONGEST)


def until_reset(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until the bucket is refilled, by the server's clock if it tells its time."""
    reset = _number(headers, "x-ratelimit-reset")
    return None if reset is None else min(max(reset - server_time(headers, now), _SHORTEST), LONGEST)


def server_time(headers: Mapping[str, str], now: float) -> float:
    """The `date` of an answer in seconds since 1970, or `now` where it has none."""
    try:
        return parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, TypeError, ValueError):
        return now


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        number = float(headers[name])
    except (KeyError, ValueError):
        return None
    return number if math.isfinite(number) else None
