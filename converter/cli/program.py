"""One run of the program: words in, exit code out. Whatever happens is told in plain sentences."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from converter.cli import console
from converter.cli.interruption import Interrupted
from converter.cli.shortcut import plain_conversion
from converter.errors import EXIT_BUG, EXIT_OK, ConverterError, RunStopped, UsageError

EXIT_READER_GONE = 141
"""Whoever read the output went away: as a shell has it for SIGPIPE."""


def run_program(name: str, words: Sequence[str]) -> int:
    """Run the command that the words say; `name` is what the user called the program."""
    console.prepare()
    code = _told(lambda: _run(name, words))
    return _told(_flush) or code


def _run(name: str, words: Sequence[str]) -> int:
    _refuse_lost_folder()
    if conversion := plain_conversion(words):
        from converter.cli.convert import run_conversion

        return run_conversion(*conversion)
    from converter.cli.commandline import run_command

    return run_command(name, words)


def _flush() -> int:
    console.flush()
    return EXIT_OK


def _told(step: Callable[[], int]) -> int:
    """Do a step; tell what goes wrong and give its exit code."""
    try:
        return step()
    except ConverterError as error:
        console.complain_of(error)
        return error.exit_code
    except Interrupted as signal:
        console.complain("interrupted; run the same command again: it starts over and comes to the same result")
        return signal.exit_code
    except BrokenPipeError:
        console.let_go(sys.stdout)
        return EXIT_READER_GONE
    except MemoryError:
        console.complain("out of memory; give the program more, then run the same command again")
        return RunStopped.exit_code
    except Exception as error:  # noqa: BLE001 - the one place where a bug ends
        from converter.cli.bug import bug_report

        console.complain(*bug_report(error))
        return EXIT_BUG


def _refuse_lost_folder() -> None:
    try:
        Path.cwd()
    except OSError:
        raise UsageError("the current folder is gone or closed to you: change to another (cd) and try again") from None
