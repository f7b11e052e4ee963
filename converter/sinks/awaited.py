"""The identity of a run made out aside, while other things are done: it takes reading the whole input."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from converter.sinks.identity import Identity


class Awaited:
    """Calls `make` in a thread. Processes should be forked before, since a fork has none of the threads."""

    def __init__(self, make: Callable[[], Identity]) -> None:
        self._make = make
        self._made: list[Identity] = []
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def ready(self) -> bool:
        """Is it made out, or has that failed?"""
        return not self._thread.is_alive()

    def value(self) -> Identity:
        """The identity, as soon as it is there. Raises what `make` raised."""
        self._thread.join()
        if self._failure:
            raise self._failure
        return self._made[0]

    def _run(self) -> None:
        try:
            self._made.append(self._make())
        except BaseException as failure:  # noqa: BLE001 - it is raised where the identity is wanted
            self._failure = failure
