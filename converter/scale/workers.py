"""Processes that read and convert chunks of a source. A worker that dies is replaced, and its task done again once."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from mmap import mmap
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeAlias

from converter.errors import RunStopped
from converter.mapping.batch import joined
from converter.mapping.compile import Program
from converter.pipeline.chunks import Chunks
from converter.pipeline.lots import Lot, lots
from converter.scale.mailbox import SIZE, Mailbox
from converter.scale.tasks import Task
from converter.sources.source import Chunked

Answer: TypeAlias = list[Lot] | Exception


def can_work() -> bool:
    """Can this system start a process that shares what is loaded already?"""
    return "fork" in get_all_start_methods()


_NICER = 10
"""So much nicer is a worker than the process it works for, which has tasks for all of them."""
TASKS = 3
"""Tasks a worker has at most: one that it is at, and others that wait, so that it need not."""


@dataclass(slots=True)
class Worker:
    """A process, the way to talk with it, and the numbers of its tasks, in their order."""

    process: BaseProcess
    mailbox: Mailbox
    tasks: deque[int]


class Workers:
    """Some processes that convert tasks. `report` is told, in a sentence, when one of them has died."""

    def __init__(self, program: Program, source: Chunked, *, count: int, report: Callable[[str], None]) -> None:
        self._program = program
        self._source = source
        self._report = report
        self._tasks: dict[int, Task] = {}
        self._again: set[int] = set()
        self._answers: list[tuple[int, Answer]] = []
        self._workers: list[Worker] = []
        for _ in range(count):
            self._workers.append(self._start())

    @property
    def free(self) -> bool:
        """Is there a worker that may have another task?"""
        return any(len(worker.tasks) < TASKS for worker in self._workers)

    @property
    def busy(self) -> bool:
        """Is there an answer to come?"""
        return bool(self._tasks)

    def give(self, number: int, task: Task) -> None:
        """Hand a task to the worker that has the fewest."""
        self._tasks[number] = task
        self._send(min(self._workers, key=lambda worker: len(worker.tasks)), number)

    def answers(self) -> list[tuple[int, Answer]]:
        """Wait until there is an answer, and give those there are, each with the number of its task.

        Raises RunStopped where a task has ended two workers.
        """
        if not self._answers:
            ready = wait([worker.mailbox.connection for worker in self._workers if worker.tasks])
            for worker in [worker for worker in self._workers if worker.mailbox.connection in ready]:
                self._receive(worker)
        answers, self._answers = self._answers, []
        return answers

    def close(self) -> None:
        """End every process."""
        for worker in self._workers:
            worker.mailbox.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()

    def _start(self) -> Worker:
        context = get_context("fork")
        ours, theirs = context.Pipe()
        memory = [mmap(-1, SIZE) for _ in range(TASKS)]
        inherited = [ours, *(worker.mailbox.connection for worker in self._workers)]
        arguments = (self._program, self._source, Mailbox(theirs, memory), inherited)
        process = context.Process(target=_work, args=arguments, daemon=True)
        with _undisturbed():
            process.start()
        theirs.close()
        return Worker(process, Mailbox(ours, memory), deque())

    def _send(self, worker: Worker, number: int) -> None:
        """Give a worker one of the tasks. If it has died, that is noticed when its answers are taken."""
        worker.tasks.append(number)
        with suppress(OSError):
            long = worker.mailbox.offer(self._tasks[number])
            while long and worker.tasks and worker.tasks[0] != number:
                self._receive(worker)
            if long and worker.tasks:
                worker.mailbox.send_long(long)

    def _receive(self, worker: Worker) -> None:
        """Take the answer to the first of a worker's tasks."""
        try:
            answer = worker.mailbox.receive()
        except (EOFError, OSError):
            self._replace(worker)
            return
        number = worker.tasks.popleft()
        del self._tasks[number]
        self._answers.append((number, answer))

    def _replace(self, worker: Worker) -> None:
        """Start another worker in the place of one that died, with the tasks it left."""
        tasks, number = list(worker.tasks), worker.tasks[0]
        worker.tasks.clear()
        chunk = self._tasks[number][0]
        worker.process.join()
        place = f"{chunk.name} from line or row {chunk.line:,} on"
        how = f"ended with code {worker.process.exitcode}"
        if number in self._again:
            raise RunStopped(f"a worker process {how} twice while it converted {place}; try --jobs 1")
        self._again.add(number)
        self._report(f"a worker process {how}; another one converts {place} again")
        worker.mailbox.close()
        self._workers.remove(worker)
        successor = self._start()
        self._workers.append(successor)
        for each in tasks:
            self._send(successor, each)


_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals wait, and those to a process that is started here until `_work` has said what they do."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(program: Program, source: Chunked, mailbox: Mailbox, inherited: list[Connection]) -> None:
    """A worker's life: a task in, its lots out, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    os.nice(_NICER)
    for other in inherited:
        # or the pipes of its siblings would stay open when their owner is gone
        other.close()
    chunks, unique = Chunks(program, source), program.plan.model.unique
    while True:
        try:
            mailbox.answer(_answer(chunks, unique, mailbox.receive()))
        except (EOFError, OSError):
            return


def _answer(chunks: Chunks, unique: tuple[str, ...], task: Task) -> Answer:
    try:
        whole = joined(chain.from_iterable(map(chunks.batches, task)), unique)
        return list(lots([whole], unique))
    except Exception as error:  # noqa: BLE001 - it is raised where the run is
        return error
