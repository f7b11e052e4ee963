"""A source read ahead: where its chunks lie, and the digests of its files, while the chunks before are converted."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from queue import SimpleQueue
from threading import Thread

from converter.errors import SourceUnreadable
from converter.scale.tasks import Task, tasks_of
from converter.sources.files import Digest
from converter.sources.source import Placed


class Ahead:
    """The tasks of a source, found by a thread from `start` on.

    Any number of them may wait, so that the digests are known as soon as possible: as bytes, some 300 for 2 MiB.
    """

    def __init__(self, source: Placed) -> None:
        self._source = source
        self._found: SimpleQueue[bytes | BaseException | None] = SimpleQueue()
        self._thread = Thread(target=self._run, daemon=True)
        self._taken = 0

    def start(self) -> None:
        """Begin to read. Processes should be forked before, since a fork has none of the threads."""
        self._thread.start()

    def tasks(self) -> Iterator[Task | SourceUnreadable]:
        """The tasks as soon as they are found; a failure of the source comes last, as a value."""
        while (found := self._found.get()) is not None:
            if isinstance(found, SourceUnreadable):
                yield found
            elif isinstance(found, BaseException):
                raise found
            else:
                task: Task = pickle.loads(found)  # noqa: S301 - written by this process
                self._taken += sum(chunk.data.size for chunk in task)
                yield task

    def digests(self) -> Mapping[str, Digest]:
        """The digests of the files that could be read, by their names, when all has been read."""
        self._thread.join()
        return self._source.digests

    def progress(self) -> tuple[int, int | None]:
        """Bytes of the tasks that were taken, and how many there are, where that is known."""
        return self._taken, self._source.progress()[1]

    def _run(self) -> None:
        try:
            for task in tasks_of(self._source.places()):
                self._found.put(task if isinstance(task, SourceUnreadable) else pickle.dumps(task))
        except BaseException as failure:  # noqa: BLE001 - it is raised where the tasks are wanted
            self._found.put(failure)
        self._found.put(None)
