"""Questions put by other processes, the askers, over sockets: Python runs one thread of a process at a time.

A lane is one end of a socket whose other end one thread of an asker has. It carries one question at a time and its
answer. A message is its length in four bytes, then its first letter, which says what it is, and its text.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections import deque
from collections.abc import Sequence
from itertools import chain, repeat

import orjson

from converter.gateway.ask import Ask, Finished, Task
from converter.gateway.migration import Migration
from converter.gateway.persons import Persons
from converter.gateway.renewal import Renewed
from converter.gateway.verdict import Answer, Verdict

EAGER = 2
"""The lanes of an asker that are best: while questions wait for these, its threads get in each other's way less."""
_PIECE = 64 << 10
_QUESTION, _READY, _ANSWER = b"Q", b"R", b"A"
_LOST = Answer(Verdict.UNAVAILABLE, reason="the process that put the question ended", tried=True)
_NOBODY = Answer(Verdict.UNAVAILABLE, reason="no process is there to put the question")


def ask_for(migration: Migration | Renewed, persons: Persons, lanes: Sequence[socket.socket]) -> None:
    """An asker's life: a thread for each lane, until the other ends are gone."""
    threads = [threading.Thread(target=_live, args=(migration, persons, lane)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _live(migration: Migration | Renewed, persons: Persons, lane: socket.socket) -> None:
    try:
        while message := _awaited(lane):
            question = message[:1] == _QUESTION
            answer = Ask(*orjson.loads(message[1:])).put(migration, persons) if question else migration.ready()
            lane.sendall(_message(_ANSWER, _written(answer)))
    except OSError:  # the gateway has ended
        return


def _awaited(lane: socket.socket) -> bytes:
    """The next message, empty where none comes any more."""
    received = bytearray()
    while not (message := _whole(received)):
        piece = lane.recv(_PIECE)
        if not piece:
            break
        received += piece
    return message


def _message(kind: bytes, text: bytes = b"") -> bytes:
    return (len(text) + 1).to_bytes(4) + kind + text


def _whole(received: bytearray) -> bytes:
    """The message that has been received, empty while it is not there to its end."""
    size = int.from_bytes(received[:4])
    return bytes(received[4:]) if received and len(received) == size + 4 else b""


def _written(answer: Answer) -> bytes:
    try:
        return orjson.dumps([answer.verdict.value, answer.user, answer.reason, answer.tried])
    except orjson.JSONEncodeError:
        return orjson.dumps([Verdict.UNAVAILABLE.value, {}, "the user holds what JSON cannot", False])


def _read(text: bytes) -> Answer:
    verdict, user, reason, tried = orjson.loads(text)
    return Answer(Verdict(verdict), user, reason=reason, tried=tried)


class _Lane:
    """This end of a lane, the lanes among which it waits for a task, and the task whose question it carries."""

    def __init__(self, end: socket.socket, idle: deque[_Lane]) -> None:
        end.setblocking(False)
        self.end = end
        self.idle = idle
        self.others: list[_Lane] = []
        self.task: Task | None = None
        self.received = bytearray()


class Lanes:
    """Hands over tasks to the askers that there are."""

    def __init__(self, control: socket.socket, count: int) -> None:
        """Over `control` come the ends of lanes, of `count` askers before this returns. Raises OSError."""
        self._control = control
        self._best: deque[_Lane] = deque()
        self._more: deque[_Lane] = deque()
        self._aside: deque[_Lane] = deque()
        self._lanes = [lane for _ in range(count) for lane in self._add(_received(control))]
        self._asked: asyncio.Future[Answer] | None = None

    def start(self, finished: Finished) -> None:
        """As `Hands.start`."""
        self._finished = finished
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._control, self._joined)
        for lane in self._lanes:
            self._loop.add_reader(lane.end, self._heard, lane)

    def take(self, task: Task, *, patient: bool) -> bool:
        """As `Hands.take`."""
        idle = self._more if patient else self._best
        if not idle:
            return False
        lane = idle.popleft()
        lane.task = task
        self._send(lane, _message(_QUESTION, orjson.dumps([task.ask.identifier, task.ask.password])))
        return True

    async def ready(self) -> Answer:
        """As `Hands.ready`."""
        if not self._aside:
            return _NOBODY
        self._asked = self._loop.create_future()
        self._send(self._aside[0], _message(_READY))
        return await self._asked

    def close(self) -> None:
        """As `Hands.close`: the askers end once their lanes are gone."""
        for lane in self._lanes:
            lane.end.close()

    def _add(self, ends: Sequence[socket.socket]) -> list[_Lane]:
        """The lanes to an asker: one for questions that no task waits for, some that are best, and more."""
        places = chain([self._aside], repeat(self._best, EAGER), repeat(self._more))
        lanes = [_Lane(end, idle) for end, idle in zip(ends, places, strict=False)]
        for lane in lanes:
            lane.others = lanes
            lane.idle.append(lane)
        return lanes

    def _joined(self) -> None:
        """Another asker takes the place of one that ended; or whoever started this process is gone."""
        ends = _received(self._control)
        if not ends:
            self._loop.remove_reader(self._control)
            signal.raise_signal(signal.SIGTERM)
            return
        lanes = self._add(ends)
        self._lanes += lanes
        for lane in lanes:
            self._loop.add_reader(lane.end, self._heard, lane)

    def _send(self, lane: _Lane, data: bytes) -> None:
        try:
            lane.end.send(data)
        except OSError:
            self._loop.call_soon(self._lost, lane)

    def _heard(self, lane: _Lane) -> None:
        try:
            piece = lane.end.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._lost(lane)
            return
        lane.received += piece
        if message := _whole(lane.received):
            lane.received.clear()
            self._done(lane, _read(message[1:]))

    def _done(self, lane: _Lane, answer: Answer) -> None:
        task, lane.task = lane.task, None
        if task is not None:
            lane.idle.append(lane)
            self._finished(task, answer)
        elif self._asked is not None and not self._asked.done():
            self._asked.set_result(answer)

    def _lost(self, lane: _Lane) -> None:
        """The asker at the other end has ended, with all of its lanes."""
        gone, lane.others = [each for each in lane.others if each in self._lanes], []
        for each in gone:
            self._lanes.remove(each)
            self._loop.remove_reader(each.end)
            each.end.close()
            if each in each.idle:
                each.idle.remove(each)
        for each in gone:
            # taken out of the way, or the next task would be given to it
            each.idle = deque()
            self._done(each, _LOST)


def _received(control: socket.socket) -> list[socket.socket]:
    """The ends of an asker's lanes; none where nobody sends any more."""
    _, numbers, _, _ = socket.recv_fds(control, 1, 64)
    return [socket.socket(fileno=number) for number in numbers]
