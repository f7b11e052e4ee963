"""Questions to a store, which block, put by a bounded number of threads within a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from converter.gateway.verdict import Answer, Verdict


@dataclass(frozen=True, slots=True)
class Capacity:
    """`threads` put questions at once, at most `queue` are under way, each for at most `deadline` seconds."""

    threads: int = 16
    queue: int = 128
    deadline: float = 8.0


CAPACITY = Capacity()


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
        future = self._pool.submit(question)
        loop = asyncio.get_running_loop()
        future.add_done_callback(lambda done: self._finished(done, loop))
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(future)), self._capacity.deadline)
        except TimeoutError:
            future.cancel()
            return Answer(Verdict.UNAVAILABLE, reason="deadline: the store takes too long")

    def close(self) -> None:
        """Take no more questions."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _finished(self, _future: Future[Answer], loop: asyncio.AbstractEventLoop) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._count_down)

    def _count_down(self) -> None:
        self.under_way -= 1
