"""The queue of questions to a store: bounded, and each within a deadline."""

from __future__ import annotations

import asyncio
from collections import deque

from msgspec import Struct

from converter.gateway.ask import Ask, Hands, Settle, Task
from converter.gateway.verdict import Answer, Verdict


class Capacity(Struct, frozen=True):
    """So many `hands` put questions at once, at most `queue` are under way, each for at most `deadline` seconds."""

    hands: int = 16
    queue: int = 128
    deadline: float = 8.0


CAPACITY = Capacity()
PATIENCE = 0.005
"""Seconds that a question waits for the hands that are best."""
_BUSY = Answer(Verdict.UNAVAILABLE, reason="busy: the queue is full")
_WITHDRAWN = Answer(Verdict.UNAVAILABLE, reason="deadline: the store takes too long, and was not asked")
_LATE = Answer(Verdict.UNAVAILABLE, reason="deadline: the store takes too long")


class Work:
    """Has questions put. One that is given up still counts until the store is done with it."""

    def __init__(self, hands: Hands, capacity: Capacity) -> None:
        self._hands = hands
        self._capacity = capacity
        self._waiting: deque[Task] = deque()
        self._looking: asyncio.TimerHandle | None = None
        self.under_way = 0

    def start(self) -> None:
        """Begin, in the event loop."""
        self._hands.start(self._finished)

    async def put(self, ask: Ask, settle: Settle = lambda _: None) -> Answer:
        """The answer; UNAVAILABLE where the queue is full or the deadline is over. `settle` gets it, if later."""
        loop = asyncio.get_running_loop()
        task = Task(ask, settle, loop)
        if self.under_way >= self._capacity.queue:
            settle(_BUSY)
            return _BUSY
        self.under_way += 1
        self._waiting.append(task)
        late = loop.call_later(self._capacity.deadline, self._give_up, task)
        self._hand_out()
        try:
            return await task.answered
        finally:
            late.cancel()

    def close(self) -> None:
        """Put no more questions."""
        self._hands.close()

    def _hand_out(self) -> None:
        """Give what waits to free hands, in its order; look again a little later where some are not free."""
        while self._waiting:
            task = self._waiting[0]
            if not self._hands.take(task, patient=False):
                loop = asyncio.get_running_loop()
                if loop.time() - task.since < PATIENCE or not self._hands.take(task, patient=True):
                    if self._looking is None:
                        self._looking = loop.call_later(PATIENCE, self._look)
                    return
            self._waiting.popleft()

    def _look(self) -> None:
        self._looking = None
        self._hand_out()

    def _give_up(self, task: Task) -> None:
        """Its time is over: it is not put any more, or its answer, when it comes, is for `settle` alone."""
        if task in self._waiting:
            self._waiting.remove(task)
            self._finished(task, _WITHDRAWN)
        elif not task.answered.done():
            task.answered.set_result(_LATE)

    def _finished(self, task: Task, answer: Answer) -> None:
        self.under_way -= 1
        task.settle(answer)
        if not task.answered.done():
            task.answered.set_result(answer)
        self._hand_out()
