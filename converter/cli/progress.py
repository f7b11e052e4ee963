"""How far a run has come, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from converter.cli.interruption import raise_lost

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Position(Protocol):
    """How far a source is read: bytes so far, and how many there are where that is known."""

    def progress(self) -> tuple[int, int | None]:
        """Bytes read, bytes in all."""


class Bar(Struct, frozen=True):
    """Records, rate, share and time left."""

    source: Position
    shown: Progress
    task: TaskID

    def __call__(self, records: int) -> None:
        """Show that so many records are read."""
        raise_lost()
        done, total = self.source.progress()
        rate = records / (self.shown.tasks[0].elapsed or 0.001)
        self.shown.update(self.task, completed=done, total=total, records=f"{records:,} records, {rate:,.0f}/s")


@contextmanager
def progress(source: Position) -> Iterator[Callable[[int], None]]:
    """A progress bar while the block runs, on standard error, if that is a terminal; it leaves no trace."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.fields[records]}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield Bar(source, shown, shown.add_task("", total=None, records="0 records"))


def _silent(records: int) -> None:
    raise_lost()
