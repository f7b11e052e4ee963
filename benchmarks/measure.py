"""Whole programs measured from outside: processor time, wall time and peak memory, in interleaved rounds."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Figure = Literal["cpu", "wall", "peak"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds of processor time (children included) and of wall time, megabytes of the largest process."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True, slots=True)
class Command:
    """A program to time. `output` is emptied before each run; `accepted` are the exit codes of success."""

    words: tuple[str, ...]
    output: Path | None = None
    environment: tuple[tuple[str, str], ...] = ()
    accepted: frozenset[int] = frozenset({0})


class Failed(Exception):
    """A program ended with an exit code that means failure."""


def run(command: Command) -> Run:
    """Run it once. Raises Failed.

    Linux counts the memory of the starting process until the program is loaded, so this one must stay small.
    """
    if command.output:
        shutil.rmtree(command.output, ignore_errors=True)
    environment = os.environ | dict(command.environment)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not each time
    start = time.perf_counter()
    process = subprocess.Popen(
        command.words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    assert process.stderr
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode not in command.accepted:
        raise Failed(f"exit {process.returncode}: {errors.decode(errors='replace').strip()[-300:]}")
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def rounds(commands: Mapping[str, Command], count: int) -> dict[str, list[Run]]:
    """Run all of them `count` times, in turn: A B C A B C …. One that fails is named and left out."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(count):
        for name in list(runs):
            try:
                runs[name].append(run(commands[name]))
            except Failed as failure:
                del runs[name]
                print(f"{name}: left out, {failure}", file=sys.stderr)
    return runs


def value_of(run: Run, figure: Figure) -> float:
    """One figure of a run."""
    return {"cpu": run.cpu, "wall": run.wall, "peak": run.peak}[figure]


def median(runs: Sequence[Run], figure: Figure) -> float:
    """The median of one figure."""
    return statistics.median(value_of(run, figure) for run in runs)


def ratio(runs: Sequence[Run], reference: Sequence[Run], figure: Figure) -> float:
    """The median of the ratios round by round, which a slow moment of the machine moves less than either figure."""
    return statistics.median(
        value_of(one, figure) / max(value_of(other, figure), 1e-6) for one, other in zip(runs, reference, strict=True)
    )
