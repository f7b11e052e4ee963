"""A command over several names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from converter.cli import console
from converter.errors import EXIT_OK, ConverterError

Name = TypeVar("Name")


def for_each(names: Iterable[Name], command: Callable[[Name], int]) -> int:
    """Run the command for every name, whatever becomes of the others; gives the largest exit code."""
    return max((_told(name, command) for name in names), default=EXIT_OK)


def _told(name: Name, command: Callable[[Name], int]) -> int:
    try:
        return command(name)
    except ConverterError as error:
        console.complain_of(error)
        return error.exit_code
