"""A diagnostic: what is wrong in a mapping, where, and what would be right."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """Errors keep a mapping from running; warnings do not."""

    ERROR = "error"
    WARNING = "warning"


class Position(Struct, frozen=True, order=True):
    """A place in a mapping file; line and column count from 1, columns in characters."""

    line: int
    column: int


class Diagnostic(Struct, frozen=True):
    """One finding. `code` is stable and listed in `codes.py`; `length` is what the caret underlines.

    `secret` says that a secret stands on that line, so that the line is never shown; `message` and
    `hint` never hold one.
    """

    position: Position
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    length: int = 1
    secret: bool = False
