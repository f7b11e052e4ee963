"""Limits on attempts: so many in a window of time for each identifier and for each source, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import NamedTuple

_NAMES = 100_000


class Limit(NamedTuple):
    """At most so many events in so many seconds."""

    most: int
    seconds: float


class Throttle:
    """Counts events by name over a moving window. `clock` gives seconds and never goes back.

    Beyond 100,000 names the ones longest untouched are forgotten.
    """

    def __init__(self, limit: Limit, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._events: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, name: str) -> float:
        """Seconds until the name is under its limit again; 0 where it is."""
        events = self._recent(name)
        if events is None or len(events) < self._limit.most:
            return 0.0
        return max(events[-self._limit.most] + self._limit.seconds - self._clock(), 0.001)

    def count(self, name: str) -> bool:
        """Note one event; False, and none is noted, where the name has no more."""
        events = self._recent(name)
        if events is None:
            events = self._events[name] = deque()
            if len(self._events) > _NAMES:
                self._events.popitem(last=False)
        if len(events) >= self._limit.most:
            return False
        events.append(self._clock())
        return True

    def take_back(self, name: str) -> None:
        """The last event did not count."""
        events = self._events.get(name)
        if events:
            events.pop()

    def forget(self, name: str) -> None:
        """The name starts anew."""
        self._events.pop(name, None)

    def _recent(self, name: str) -> deque[float] | None:
        events = self._events.get(name)
        if events is None:
            return None
        self._events.move_to_end(name)
        over = self._clock() - self._limit.seconds
        while events and events[0] <= over:
            events.popleft()
        return events
