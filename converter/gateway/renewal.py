"""A migration whose lookups are read again and again: what another store says of a person must not get old."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from converter.gateway.migration import Admits, Migration, anybody
from converter.gateway.verdict import Answer, Verdict

_STALE = Answer(Verdict.UNAVAILABLE, reason="the rows of lookups: are too old: their store could not be read again")


class Renewed:
    """Answers as the migration that was built last; where that is too long ago, not at all."""

    def __init__(self, build: Callable[[], Migration], seconds: float) -> None:
        """`build` opens the migration with fresh rows, now and every so many seconds. Raises what it raises."""
        self._build = build
        self._seconds = seconds
        self._migration, self._built = build(), time.monotonic()
        self._ended = threading.Event()
        threading.Thread(target=self._renew, name="rows", daemon=True).start()

    def login(self, identifier: str, password: str, *, admits: Admits = anybody) -> Answer:
        """As `Migration.login`."""
        return _STALE if self._stale() else self._migration.login(identifier, password, admits=admits)

    def get_user(self, identifier: str) -> Answer:
        """As `Migration.get_user`."""
        return _STALE if self._stale() else self._migration.get_user(identifier)

    def ready(self) -> Answer:
        """As `Migration.ready`."""
        return _STALE if self._stale() else self._migration.ready()

    def close(self) -> None:
        """Give up what is held open, and build no more."""
        self._ended.set()
        self._migration.close()

    def _stale(self) -> bool:
        return time.monotonic() - self._built > 2 * self._seconds

    def _renew(self) -> None:
        while not self._ended.wait(self._seconds):
            began = time.monotonic()
            try:
                fresh = self._build()
            except Exception:  # noqa: BLE001, S112 - whatever fails, this thread must try again: what is there has to do
                continue
            old, self._migration, self._built = self._migration, fresh, began
            with suppress(Exception):  # an old connection that fails to hang up is nobody's trouble
                old.close()
