"""The process that starts the others: what it raises, when it ends, and whom it replaces."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.errors import RunStopped, UsageError
from converter.gateway.workers import Asker, Front, Ready, Workers

LANES = 2


def front(control: socket.socket, ready: Ready) -> None:
    """Takes the lanes of two askers, and those of every other one that takes a place."""
    for _ in range(2):
        socket.recv_fds(control, 1, LANES)
    ready()
    while socket.recv_fds(control, 1, LANES)[1]:
        pass


def asker(lanes: list[socket.socket], ready: Ready) -> None:
    ready()
    lanes[0].recv(1)


def end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def run(front: Front, asker: Asker, ready: Ready, report: Callable[[str], None] = lambda _: None) -> None:
    Workers(front, asker, count=2, lanes=LANES, report=report).run(ready)


def test_it_runs_until_it_is_told_to_end() -> None:
    before = signal.getsignal(signal.SIGTERM)
    run(front, asker, end)
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_a_process_raises_at_its_start_is_raised() -> None:
    def refused(_lanes: list[socket.socket], _ready: Ready) -> None:
        raise UsageError("no such store")

    with pytest.raises(UsageError, match="no such store"):
        run(front, refused, end)


def test_a_process_that_ends_before_it_began_stops_the_run() -> None:
    def gone(_lanes: list[socket.socket], _ready: Ready) -> None:
        os._exit(5)

    with pytest.raises(RunStopped, match="ended with code 5 before it began"):
        run(front, gone, end)


def test_without_the_process_that_takes_requests_there_is_no_gateway() -> None:
    def short(control: socket.socket, ready: Ready) -> None:
        for _ in range(2):
            socket.recv_fds(control, 1, LANES)
        ready()
        os._exit(6)

    with pytest.raises(RunStopped, match="takes requests ended with code 6"):
        run(short, asker, lambda: None)


def test_an_asker_that_ends_is_replaced_until_too_many_do(tmp_path: Path) -> None:
    def failing(_lanes: list[socket.socket], ready: Ready) -> None:
        with (tmp_path / "started").open("a", encoding="ascii") as started:
            started.write("x")
        ready()
        os._exit(7)

    said: list[str] = []
    with pytest.raises(RunStopped, match="ended with code 7, the 10th within a minute"):
        run(front, failing, lambda: None, said.append)
    assert said == ["a worker ended with code 7; another one takes its place"] * 9
    assert len((tmp_path / "started").read_text(encoding="ascii")) == 11
