"""The words of any command, understood by the library that knows all commands and their options."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

import typer

from converter import bundled
from converter.cli import console
from converter.cli.app import app
from converter.errors import EXIT_OK


def run_command(name: str, words: Sequence[str]) -> int:
    """Run the command that the words say and give its exit code; `name` is what the user called the program."""
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
