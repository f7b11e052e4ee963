"""Questions put by threads of this process: for stores in files, whose index is here and nowhere else."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue

from converter.gateway.ask import Finished, Task
from converter.gateway.migration import Migration
from converter.gateway.persons import Persons
from converter.gateway.renewal import Renewed
from converter.gateway.verdict import Answer


class Threads:
    """So many threads, each of which puts one question at a time."""

    def __init__(self, migration: Migration | Renewed, persons: Persons, count: int) -> None:
        self._migration = migration
        self._persons = persons
        self._count = count
        self._busy = 0
        self._taken: SimpleQueue[Task | None] = SimpleQueue()
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="health")

    def start(self, finished: Finished) -> None:
        """As `Hands.start`."""
        loop = asyncio.get_running_loop()

        def done(task: Task, answer: Answer) -> None:
            self._busy -= 1
            finished(task, answer)

        def live() -> None:
            while (task := self._taken.get()) is not None:
                answer = task.ask.put(self._migration, self._persons)
                with suppress(RuntimeError):  # the loop has ended
                    loop.call_soon_threadsafe(done, task, answer)

        for number in range(self._count):
            threading.Thread(target=live, name=f"question_{number}", daemon=True).start()

    def take(self, task: Task, *, patient: bool) -> bool:
        """As `Hands.take`."""
        if self._busy == self._count:
            return False
        self._busy += 1
        self._taken.put(task)
        return True

    async def ready(self) -> Answer:
        """As `Hands.ready`."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, self._migration.ready)

    def close(self) -> None:
        """As `Hands.close`."""
        for _ in range(self._count):
            self._taken.put(None)
        self._aside.shutdown(wait=False, cancel_futures=True)
        self._migration.close()
