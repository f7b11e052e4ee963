"""One run of the program: words in, exit code out. Whatever happens is told in plain sentences."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from converter import bundled
from converter.cli import console
from converter.cli.app import app
from converter.cli.bug import bug_report
from converter.cli.interruption import Interrupted
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
    command = typer.main.get_command(app)
    if os.environ.get(f"_{name}_COMPLETE".replace("-", "_").upper()):
        command.main(prog_name=name)  # a shell asks for the words that may follow; ends the program
    try:
        with command.make_context(name, list(words)) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        console.complain(*_usage(error, words))
        return error.exit_code
    except OSError as error:
        if error.filename is not None or isinstance(error, BrokenPipeError):
            raise
        raise console.unwritable(error) from error  # a help text, which the library prints itself
    return EXIT_OK


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
        console.complain(*bug_report(error))
        return EXIT_BUG


def _refuse_lost_folder() -> None:
    try:
        Path.cwd()
    except OSError:
        raise UsageError("the current folder is gone or closed to you: change to another (cd) and try again") from None


def _usage(error: typer.TyperException, words: Sequence[str]) -> list[str]:
    context: typer.Context | None = getattr(error, "ctx", None)
    lines = [error.format_message()]
    mapping = next((word for word in words if _names_mapping(word)), "")
    if mapping and words[0] == mapping and lines[0].startswith("No such command"):
        lines.append(f"to convert with a mapping: convert --mapping {shlex.quote(mapping)}")
    if context is not None:
        lines.append(f"try: {context.command_path} --help")
    return lines


def _names_mapping(word: str) -> bool:
    if word.startswith("-"):
        return False
    return Path(word).suffix in (".yaml", ".yml") or (os.sep not in word and bundled.mapping(word) is not None)
