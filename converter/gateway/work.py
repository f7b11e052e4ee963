"""Questions to a store, which block, put by a bounded number of threads within a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from converter.gateway.verdict import Answer, Verdict


@dataclass(frozen=True, slots=True)
class Capacity:
    """`threads` put questions at once, at most `queue` are under way, each for at most `deadline` seconds."""

    threads: int = 16
    queue: int = 128
    deadline: float = 8.0


CAPACITY = Capacity()
_LATE = Answer(Verdict.UNAVAILABLE, reason="deadline: the store takes too long")


class Work:
    """Puts questions. One that is given up still counts until its thread is done with it."""

    def __init__(self, capacity: Capacity) -> None:
        self._capacity = capacity
        self._pool = ThreadPoolExecutor(capacity.threads, thread_name_prefix="question")
        self.under_way = 0

    async def put(self, question: Callable[[], Answer]) -> Answer:
        """The answer; UNAVAILABLE where the queue is full or the deadline is over."""
        if self.under_way >= self._capacity.queue:
            return Answer(Verdict.UNAVAILABLE, reason="busy: the queue is full")
        self.under_way += 1
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Answer] = loop.create_future()
        self._pool.submit(self._answer, question, loop, answered)
        late = loop.call_later(self._capacity.deadline, _settle, answered, _LATE)
        try:
            return await answered
        finally:
            late.cancel()

    def close(self) -> None:
        """Take no more questions."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _answer(
        self, question: Callable[[], Answer], loop: asyncio.AbstractEventLoop, answered: asyncio.Future[Answer]
    ) -> None:
        """In a thread: put the question, unless nobody waits for it any more."""
        answer = _LATE if answered.done() else question()
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(self._finished, answered, answer)

    def _finished(self, answered: asyncio.Future[Answer], answer: Answer) -> None:
        self.under_way -= 1
        _settle(answered, answer)


def _settle(answered: asyncio.Future[Answer], answer: Answer) -> None:
    if not answered.done():
        answered.set_result(answer)
