"""Processes that read and convert chunks of a source. A worker that dies is replaced, and its task done again once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from mmap import mmap
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeAlias

from converter.errors import RunStopped
from converter.mapping.batch import Batch
from converter.mapping.compile import Program
from converter.pipeline.chunks import Chunks
from converter.scale.mailbox import SIZE, Mailbox
from converter.scale.packed import Packed, packed, unpacked
from converter.sources.source import Chunk, Chunked

Task: TypeAlias = list[Chunk]
Answer: TypeAlias = list[Batch] | Exception


def can_work() -> bool:
    """Can this system start a process that shares what is loaded already?"""
    return "fork" in get_all_start_methods()


@dataclass(slots=True)
class Worker:
    """A process, the way to talk with it, and the number of the task it is at (-1: none)."""

    process: BaseProcess
    mailbox: Mailbox
    number: int = -1


class Workers:
    """Some processes that convert tasks. `report` is told, in a sentence, when one of them has died."""

    def __init__(self, program: Program, source: Chunked, *, count: int, report: Callable[[str], None]) -> None:
        self._program = program
        self._source = source
        self._report = report
        self._tasks: dict[int, Task] = {}
        self._again: set[int] = set()
        self._workers: list[Worker] = []
        for _ in range(count):
            self._workers.append(self._start())

    @property
    def idle(self) -> bool:
        """Is there a worker without a task?"""
        return any(worker.number < 0 for worker in self._workers)

    @property
    def busy(self) -> bool:
        """Is there a worker with a task?"""
        return bool(self._tasks)

    def give(self, number: int, task: Task) -> None:
        """Hand a task to an idle worker."""
        worker = next(worker for worker in self._workers if worker.number < 0)
        self._tasks[number] = task
        self._send(worker, number)

    def answers(self) -> Iterable[tuple[int, Answer]]:
        """Wait until there is an answer, and give those there are, each with the number of its task.

        Raises RunStopped where a task has ended two workers.
        """
        ready = wait([worker.mailbox.connection for worker in self._workers if worker.number >= 0])
        for worker in [worker for worker in self._workers if worker.mailbox.connection in ready]:
            try:
                answer = worker.mailbox.receive()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            number, worker.number = worker.number, -1
            del self._tasks[number]
            yield number, answer if isinstance(answer, Exception) else list(map(unpacked, answer))

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
        memory = mmap(-1, SIZE)
        inherited = [ours, *(worker.mailbox.connection for worker in self._workers)]
        arguments = (self._program, self._source, Mailbox(theirs, memory), inherited)
        process = context.Process(target=_work, args=arguments, daemon=True)
        process.start()
        theirs.close()
        return Worker(process, Mailbox(ours, memory))

    def _send(self, worker: Worker, number: int) -> None:
        worker.number = number
        try:
            worker.mailbox.send(self._tasks[number])
        except OSError:
            self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        """Start another worker in the place of one that died, with the task it left."""
        number, chunk = worker.number, self._tasks[worker.number][0]
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
        self._send(successor, number)


def _work(program: Program, source: Chunked, mailbox: Mailbox, inherited: list[Connection]) -> None:
    """A worker's life: a task in, its decisions out, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:
        # or the pipes of its siblings would stay open when their owner is gone
        other.close()
    chunks, unique = Chunks(program, source), program.plan.model.unique
    while True:
        try:
            mailbox.send(_answer(chunks, unique, mailbox.receive()))
        except (EOFError, OSError):
            return


def _answer(chunks: Chunks, unique: tuple[str, ...], task: Task) -> list[Packed] | Exception:
    try:
        return [packed(batch, unique) for chunk in task for batch in chunks.batches(chunk)]
    except Exception as error:  # noqa: BLE001 - it is raised where the run is
        return error
