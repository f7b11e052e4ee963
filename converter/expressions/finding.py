"""A finding of the type check: what is wrong at which character of an expression."""

from __future__ import annotations

from msgspec import Struct

from converter.syntax.diagnostic import Severity


class Finding(Struct, frozen=True):
    """One finding; `offset` and `length` count characters of the expression's text."""

    code: str
    message: str
    offset: int
    length: int = 1
    hint: str = ""
    severity: Severity = Severity.ERROR
