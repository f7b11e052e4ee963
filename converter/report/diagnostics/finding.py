"""What was found in one mapping file, as the reports take it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from converter.pipeline.survey import Survey
from converter.syntax.diagnostic import Diagnostic, Position, Severity


class Interpreted(Struct, frozen=True):
    """A part of an expression that is not compiled: the field it belongs to, where it stands, and why."""

    field: str
    position: Position
    reason: str


class CheckedFile(Struct, frozen=True):
    """A mapping file as its user knows it, what is wrong in it, and what more was asked about it.

    `survey` is None where the source was not looked into, `interpreted` where the mapping was not compiled.
    """

    file: str
    diagnostics: tuple[Diagnostic, ...]
    survey: Survey | None = None
    interpreted: tuple[Interpreted, ...] | None = None

    @property
    def sound(self) -> bool:
        """Can it run?"""
        return count(self.diagnostics, Severity.ERROR) == 0


def count(diagnostics: Iterable[Diagnostic], severity: Severity) -> int:
    """How many are of that severity."""
    return sum(diagnostic.severity is severity for diagnostic in diagnostics)
