"""The processes of a gateway: one that takes requests and remembers, and several that put questions to the store.

The process that starts them does nothing else, so that it can start another one whenever one ends: a process must not
be forked while it runs threads.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import NamedTuple, TypeAlias

from converter.errors import ConverterError, RunStopped

Ready: TypeAlias = Callable[[], None]
Front: TypeAlias = Callable[[socket.socket, Ready], None]
"""Serves; over the socket come the ends of lanes, and nothing more once nobody starts askers."""
Asker: TypeAlias = Callable[[list[socket.socket], Ready], None]
"""Puts questions that come over the lanes, until their other ends are gone."""

_THRESHOLDS = (20_000, 20, 20)
_MOST_ENDS = 10
_ENDS_SECONDS = 60.0
_SECONDS_TO_END = 20.0


def can_fork() -> bool:
    """Can this system have such processes?"""
    return "fork" in get_all_start_methods() and hasattr(socket, "send_fds")


class _Started(NamedTuple):
    process: BaseProcess
    news: Connection


class Workers:
    """Runs `front` in a process of its own, and `asker` in `count` others, each with so many lanes to the first."""

    def __init__(self, front: Front, asker: Asker, *, count: int, lanes: int, report: Callable[[str], None]) -> None:
        """`report` is told of a process that ended by itself."""
        self._front, self._asker = front, asker
        self._count, self._lanes = count, lanes
        self._report = report
        self._askers: list[_Started] = []
        self._ends: deque[float] = deque(maxlen=_MOST_ENDS)

    def run(self, ready: Ready) -> None:
        """Until SIGINT or SIGTERM. `ready` is called once requests are taken. Raises what a process raised."""
        theirs, control = socket.socketpair()
        with _signals() as told, control:
            front = _start(lambda ready: self._front(theirs, ready), mine=[control])
            theirs.close()
            try:
                for _ in range(self._count):
                    self._add(control, told)
                _await(front, told)
                if not wait([told], 0):
                    ready()
                    self._watch(front, control, told)
            finally:
                for started in (front, *self._askers):
                    _end(started)

    def _watch(self, front: _Started, control: socket.socket, told: int) -> None:
        """Replace every asker that ends, until the end is told."""
        while True:
            ends = {each.process.sentinel: each for each in self._askers}
            happened = wait([told, front.process.sentinel, *ends])
            if told in happened:
                return
            if front.process.sentinel in happened:
                front.process.join()
                raise RunStopped(f"the process that takes requests ended with code {front.process.exitcode}")
            for sentinel, asker in ends.items():
                if sentinel in happened:
                    self._replace(asker, control, told)

    def _replace(self, asker: _Started, control: socket.socket, told: int) -> None:
        asker.process.join()
        asker.news.close()
        self._askers.remove(asker)
        how = f"a worker ended with code {asker.process.exitcode}"
        self._ends.append(time.monotonic())
        if len(self._ends) == _MOST_ENDS and self._ends[-1] - self._ends[0] < _ENDS_SECONDS:
            raise RunStopped(f"{how}, the {_MOST_ENDS}th within a minute")
        self._report(f"{how}; another one takes its place")
        self._add(control, told)

    def _add(self, control: socket.socket, told: int) -> None:
        """Start an asker; once it can put questions, the front gets the other ends of its lanes."""
        pairs = [socket.socketpair() for _ in range(self._lanes)]
        ours, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        asker = _start(lambda ready: self._asker(theirs, ready), mine=[control, *ours])
        self._askers.append(asker)
        for end in theirs:
            end.close()
        try:
            _await(asker, told)
            with suppress(OSError):  # where the front has ended, that is noticed soon
                socket.send_fds(control, [b"+"], [end.fileno() for end in ours])
        finally:
            for end in ours:
                end.close()


def _start(work: Callable[[Ready], None], *, mine: list[socket.socket]) -> _Started:
    """A process in which that is done; it does not keep what is `mine`."""
    context = get_context("fork")
    news, teller = context.Pipe(duplex=False)
    process = context.Process(target=_live, args=(work, teller, mine), daemon=True)
    process.start()
    teller.close()
    return _Started(process, news)


def _live(work: Callable[[Ready], None], teller: Connection, others: list[socket.socket]) -> None:
    for other in others:
        other.close()
    # an interruption is for the process that started this one, which ends it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def ready() -> None:
        # what there is now stays for good: looking through it for what is unused costs a twentieth of a login
        gc.freeze()
        gc.set_threshold(*_THRESHOLDS)
        teller.send(None)

    try:
        work(ready)
    except ConverterError as error:
        with suppress(OSError):
            teller.send(error)


def _await(started: _Started, told: int) -> None:
    """Until the process is ready, or the end is told. Raises what it raised."""
    if wait([started.news, told]) == [told]:
        return
    try:
        error = started.news.recv()
    except (EOFError, OSError):
        started.process.join()
        raise RunStopped(f"a worker ended with code {started.process.exitcode} before it began") from None
    if error is not None:
        raise error


def _end(started: _Started) -> None:
    started.process.terminate()
    started.process.join(_SECONDS_TO_END)
    if started.process.is_alive():
        started.process.kill()
        started.process.join()
    started.news.close()


@contextmanager
def _signals() -> Iterator[int]:
    """What can be read once SIGINT or SIGTERM has come."""
    reading, writing = os.pipe()

    def tell(_number: int, _frame: object) -> None:
        os.write(writing, b"!")

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield reading
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)
