"""What processes are given to do: some chunks of a source at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from converter.errors import SourceUnreadable
from converter.sources.source import Chunk

Task: TypeAlias = list[Chunk]

CHUNKS = 16
"""Chunks of 128 KiB in a task."""


def tasks_of(chunks: Iterable[Chunk]) -> Iterator[Task | SourceUnreadable]:
    """The chunks in tasks; a failure of the source comes last, as a value."""
    task: Task = []
    try:
        for chunk in chunks:
            task.append(chunk)
            if len(task) == CHUNKS:
                yield task
                task = []
    except SourceUnreadable as error:
        if task:
            yield task
        yield error
        return
    if task:
        yield task
