"""What becomes of the records of a source, made by several processes and given in the order of the source.

One process cuts the source at record boundaries and takes the results in their order, so that they are the
same however many processes there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from converter.errors import SourceUnreadable
from converter.mapping.compile import Program
from converter.pipeline.lots import Lot
from converter.scale.ahead import Ahead
from converter.scale.tasks import Task, tasks_of
from converter.scale.workers import Answer, Workers
from converter.sources.source import Chunked

AHEAD = 4
"""Tasks a worker that are begun before the oldest is finished, so that no worker waits for another."""


def parallel(
    program: Program, source: Chunked, *, count: int, report: Callable[[str], None], ahead: Ahead | None = None
) -> Iterator[Lot]:
    """The lots of a source by `count` processes; `report` is told when a worker dies, `ahead` reads the source.

    The processes start at once: a process should not be forked while other threads run, as a progress bar's does.
    Where the source fails, what becomes of the records before comes first. Raises what a worker raises.
    """
    workers = Workers(program, source, count=count, report=report)
    tasks = ahead.tasks() if ahead else tasks_of(source.chunks())
    return _until_closed(workers, _in_order(workers, tasks, count * AHEAD))


def _until_closed(workers: Workers, lots: Iterator[Lot]) -> Iterator[Lot]:
    try:
        yield from lots
    finally:
        workers.close()


def _in_order(workers: Workers, tasks: Iterator[Task | SourceUnreadable], most: int) -> Iterator[Lot]:
    done: dict[int, Answer] = {}
    given = turn = 0
    failure: SourceUnreadable | None = None
    more = True
    while True:
        while more and workers.free and given - turn < most:
            task = next(tasks, None)
            if isinstance(task, list):
                workers.give(given, task)
                given += 1
            else:
                more, failure = False, task
        if turn in done:
            answer = done.pop(turn)
            if isinstance(answer, Exception):
                raise answer
            turn += 1
            yield from answer
        elif workers.busy:
            done.update(workers.answers())
        else:
            break
    if failure:
        raise failure
