"""Ctrl-C and SIGTERM: the first ends the program in order, the second at once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(KeyboardInterrupt):
    """A person or the system wants the program to end; `number` is the signal."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__()
        self.number = number

    @property
    def exit_code(self) -> int:
        """As a shell has it: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + self.number


def listen() -> None:
    """Let both signals raise Interrupted; one that is ignored, as in a shell's background jobs, stays so."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


@contextmanager
def stopping(stop: Callable[[], None]) -> Iterator[list[int]]:
    """While the block runs, the first signal calls `stop` instead, and the second ends the program at once.

    Gives a list that the signal is put into.
    """
    received: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        received.append(number)
        stop()

    earlier = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, listener in earlier.items():
        if listener is not signal.SIG_IGN:
            signal.signal(number, note)
    try:
        yield received
    finally:
        for number, listener in earlier.items():
            signal.signal(number, listener)


def raise_lost() -> None:
    """Raise Interrupted if a signal has come: a library that calls back may have swallowed the first."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        raise Interrupted


def _interrupt(number: int, frame: FrameType | None) -> None:
    for each in _SIGNALS:
        # by default a signal ends a process at once
        signal.signal(each, signal.SIG_DFL)
    raise Interrupted(number)
