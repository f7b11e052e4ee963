"""What happened in a tenant, for a checker: requests, jobs, and every user that was created, changed or deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from converter.auth0.tenant.clock import Clock

Event: TypeAlias = dict[str, Any]
"""`at` (the tenant's time), `event`, and what belongs to such an event. Holds no password, hash or token."""


class History:
    """Events in the order in which they happened. `tell` gets each of them at once."""

    def __init__(self, clock: Clock, tell: Callable[[Event], None] | None = None) -> None:
        self.events: list[Event] = []
        self._clock = clock
        self._tell = tell

    def note(self, event: str, facts: dict[str, Any], *, at: float | None = None) -> None:
        """Something happened: now, or at a time that has passed without anybody looking."""
        entry = {"at": round(self._clock.now() if at is None else at, 3), "event": event, **facts}
        self.events.append(entry)
        if self._tell:
            self._tell(entry)
