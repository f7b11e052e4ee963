"""Compiled forms of what is done for every record, where they could be built at installation.

Each has a form in Python that gives the same, to the letter: the program does not need them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

MODULES = ("csv", "glances", "kinds", "ldif", "ledger", "line", "octets", "texts")


def compiled(name: str) -> Any | None:
    """A module of this folder, None where it was not built. Whoever wants it asks when a run begins."""
    try:
        return import_module(f"{__name__}.{name}")
    except ImportError:
        return None


def missing() -> list[str]:
    """The modules that were not built."""
    return [name for name in MODULES if compiled(name) is None]


def form(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The compiled form of a function, which has its name in a module of this folder; itself where there is none."""
    found: Callable[..., Any] = getattr(compiled(name), function.__name__, function)
    return found
