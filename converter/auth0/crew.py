"""Who carries out the steps of an upload while one thread decides and writes the journal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from msgspec import Struct

from converter.auth0.schedule import Step, Track
from converter.auth0.timing import Timing


class Done(Struct, frozen=True):
    """A step that has ended: its result, or the exception that ended it."""

    track: Track
    step: Step
    result: Any = None
    failure: BaseException | None = None


class Crew(Protocol):
    """Carries out steps and gives back what came of them."""

    def begin(self, track: Track, step: Step, act: Callable[[], Any]) -> None:
        """Start a step."""

    def wait(self, seconds: float | None) -> list[Done]:
        """The steps that have ended since; waits for one at most so long, None for as long as it takes."""

    def wake(self) -> None:
        """End a `wait` at once; may be called by a signal's handler."""


class Threads:
    """A thread for each step. They end with the program: nobody waits for one that hangs."""

    def __init__(self) -> None:
        self._ended: SimpleQueue[Done | None] = SimpleQueue()

    def begin(self, track: Track, step: Step, act: Callable[[], Any]) -> None:
        """Start a step."""
        threading.Thread(target=lambda: self._ended.put(_done(track, step, act)), daemon=True).start()

    def wait(self, seconds: float | None) -> list[Done]:
        """The steps that have ended."""
        ended = []
        try:
            ended.append(self._ended.get(timeout=seconds))
            while True:
                ended.append(self._ended.get_nowait())
        except Empty:
            return [done for done in ended if done is not None]

    def wake(self) -> None:
        """End a `wait`."""
        self._ended.put(None)


class InTurn:
    """One step after the other, in the caller's thread and on its clock: for rehearsals in virtual time."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._ended: list[Done] = []

    def begin(self, track: Track, step: Step, act: Callable[[], Any]) -> None:
        """Do it."""
        self._ended.append(_done(track, step, act))

    def wait(self, seconds: float | None) -> list[Done]:
        """What was done; time passes only if nothing was."""
        if not self._ended and seconds:
            self._timing.sleep(seconds)
        ended, self._ended = self._ended, []
        return ended

    def wake(self) -> None:
        """Nobody waits."""


def _done(track: Track, step: Step, act: Callable[[], Any]) -> Done:
    try:
        return Done(track, step, act())
    except BaseException as failure:  # noqa: BLE001 - carried to the thread that decides
        return Done(track, step, failure=failure)
