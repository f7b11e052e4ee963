"""How far an upload is, on a terminal or in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from converter.cli import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from converter.auth0.standing import Standing

_QUIET = 30.0
"""Seconds between two lines of a log."""


@contextmanager
def standing_shown() -> Iterator[Callable[[Standing], None]]:
    """A bar on a terminal, which leaves no trace; elsewhere a line now and then. On standard error."""
    if not sys.stderr.isatty():
        yield _Log()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(), TextColumn("{task.fields[told]}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield _Bar(shown, shown.add_task("", total=None, told=""))


class _Bar:
    def __init__(self, shown: Progress, task: TaskID) -> None:
        self._shown = shown
        self._task = task

    def __call__(self, standing: Standing) -> None:
        self._shown.update(self._task, completed=standing.done, total=standing.users, told=line(standing))


class _Log:
    def __init__(self) -> None:
        self._told = ""
        self._at = time.monotonic()

    def __call__(self, standing: Standing) -> None:
        now = time.monotonic()
        changed = f"{standing.parts_done} {standing.waiting}"
        if changed != self._told and now - self._at >= _QUIET:
            self._told, self._at = changed, now
            console.complain(line(standing))


def line(standing: Standing, now: float | None = None) -> str:
    """One line: what is done, at which rate, how long it will take if that is known, what is waited for."""
    now = time.monotonic() if now is None else now
    rate, left = standing.per_minute(now), standing.seconds_left(now)
    told = [
        f"{standing.done:,} of {standing.users:,} users",
        f"{standing.parts_done:,} of {standing.parts:,} files",
        f"{standing.running} jobs running",
    ]
    told.append("no estimate before the first file is done" if rate is None else f"{rate:,.0f} users a minute")
    if left:
        told.append(f"about {_duration(left)} left")
    if standing.waiting:
        told.append(f"waiting: {standing.waiting}")
    return ", ".join(told)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "a minute"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"
