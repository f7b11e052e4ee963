"""The only place that prints: data to standard output, everything else to standard error, through one sanitiser."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from converter.errors import ConverterError, MappingInvalid, RunStopped
from converter.syntax.sanitise import visible


def prepare() -> None:
    """Make the program's streams take any text; one that is closed becomes the null device."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
    sys.stdin = _opened(sys.stdin, 0)
    sys.stdout = _opened(sys.stdout, 1)
    sys.stderr = _opened(sys.stderr, 2)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(*lines: str) -> None:
    """Print lines to standard output; what of them comes from data can neither control the terminal nor add lines."""
    _print(_safe(lines).encode())


def write_json(document: Any) -> None:
    r"""Print a JSON document on one line, as data for another program; what is hidden in it is written as `\u…`."""
    from converter.sinks.json_text import compact

    data = compact(document)
    if not data.isascii() or b"\x7f" in data:
        data = _escaped(data.decode()).encode()
    _print(data + b"\n")


def complain(*lines: str) -> None:
    """Print lines to standard error. Where that is gone, nobody can be told."""
    try:
        sys.stdout.flush()
    except OSError:
        let_go(sys.stdout)
    try:
        sys.stderr.write(_safe(lines))
        sys.stderr.flush()
    except OSError:
        let_go(sys.stderr)


def complain_of(error: ConverterError) -> None:
    """Print an expected failure: one sentence, or the rendered list of a mapping's diagnostics."""
    complain(*(str(error).splitlines() if isinstance(error, MappingInvalid) else [str(error)]))


def flush() -> None:
    """See to it that everything printed has gone out. Raises RunStopped, BrokenPipeError."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(error) from error


def unwritable(error: OSError) -> RunStopped:
    """What is said where standard output takes no more; it is given up."""
    from converter.sinks.durable import cause

    let_go(sys.stdout)
    return RunStopped(f"cannot write to standard output: {cause(error)}, then run the same command again")


def let_go(stream: TextIO) -> None:
    """Give up a stream whose reader has gone, so that closing it does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _opened(stream: TextIO | None, number: int) -> TextIO:
    return open(number, "r+" if number else "r", closefd=False) if stream is None else stream


def _print(data: bytes) -> None:
    try:
        sys.stdout.buffer.write(data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(error) from error


def _safe(lines: tuple[str, ...]) -> str:
    return "".join(f"{visible(line)}\n" for line in lines)


def _escaped(text: str) -> str:
    if visible(text) == text:
        return text
    return "".join(c if visible(c) == c else json.dumps(c)[1:-1] for c in text)
