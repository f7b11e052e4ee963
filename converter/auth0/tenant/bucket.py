"""The rate limit: a token bucket, and the headers that tell clients where it stands."""

from __future__ import annotations

import math

from converter.auth0.tenant.clock import Clock
from converter.auth0.tenant.settings import Rate


class Bucket:
    """Lets `burst` requests pass at once and `per_second` in the long run."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._tokens = float(rate.burst)
        self._filled = clock.steady()

    def take(self) -> bool:
        """Whether one more request may pass."""
        now = self._clock.steady()
        self._tokens = min(self._rate.burst, self._tokens + max(0.0, now - self._filled) * self._rate.per_second)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def headers(self) -> dict[str, str]:
        """`x-ratelimit-*`: the size of the bucket, what is left of it, and when the next request may come."""
        missing = max(0.0, 1 - self._tokens) / self._rate.per_second
        return {
            "x-ratelimit-limit": str(self._rate.burst),
            "x-ratelimit-remaining": str(int(self._tokens)),
            "x-ratelimit-reset": str(math.ceil(self._clock.steady() + missing)),
        }
