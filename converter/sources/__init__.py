"""Where records come from: one module for each type of source, all listed here.

What each module declares says `SourceModule` in `converter.sources.source`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, cast

from converter.sources.source import SourceModule

if TYPE_CHECKING:
    from converter.sources import csv, json, ldap, ldif, sql

    _MODULES: tuple[SourceModule, ...] = (ldif, csv, json, ldap, sql)


class Sources:
    """The modules by the names under `type:`, each loaded when it is asked for: most runs need one of them."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def __getitem__(self, name: str) -> SourceModule:
        if name not in self._names:
            raise KeyError(name)
        return cast("SourceModule", import_module(f"{__name__}.{name}"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def items(self) -> Iterator[tuple[str, SourceModule]]:
        """Every name with its module."""
        return ((name, self[name]) for name in self._names)


SOURCES = Sources("ldif", "csv", "json", "ldap", "sql")
"""The name under `type:` → the module that reads such a store."""
