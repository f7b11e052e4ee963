"""The only place that prints: data to standard output, everything else to standard error, through one sanitiser."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

import orjson

from converter.syntax.sanitise import visible


def prepare() -> None:
    """Make the program's streams take any text, and let SIGTERM end it as Ctrl-C does."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def say(text: str) -> None:
    """Print lines to standard output; whatever of them comes from data cannot control the terminal."""
    sys.stdout.write(_safe(text) + "\n")


def complain(text: str) -> None:
    """Print lines to standard error."""
    sys.stdout.flush()
    sys.stderr.write(_safe(text) + "\n")


def write_json(document: Any) -> None:
    """Print a JSON document on one line, as data for another program."""
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))


def forget_output() -> None:
    """Let go of a standard output whose reader has gone, so that closing it does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _safe(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


class Position(Protocol):
    """How far a source is read: bytes so far, and how many there are where that is known."""

    def progress(self) -> tuple[int, int | None]:
        """Bytes read, bytes in all."""


class Meter:
    """Progress on a terminal: records, rate, share and time left. Silent where there is none."""

    def __init__(self, source: Position, bar: Any = None, task: Any = None) -> None:
        self._source = source
        self._bar = bar
        self._task = task

    def __call__(self, records: int) -> None:
        """Show that so many records are read."""
        if self._bar is None:
            return
        done, total = self._source.progress()
        elapsed = self._bar.tasks[0].elapsed or 0.001
        self._bar.update(
            self._task, completed=done, total=total, records=f"{records:,} records, {records / elapsed:,.0f}/s"
        )


@contextmanager
def meter(source: Position, *, shown: bool) -> Iterator[Meter]:
    """A progress bar while the block runs, on standard error, if that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield Meter(source)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.fields[records]}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Meter(source, bar, bar.add_task("", total=None, records="0 records"))
