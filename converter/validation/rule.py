"""What a rule beside the schema is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from msgspec import Struct

from converter.validation.violation import ABSENT, Severity, Violation, mask

USER = "(user)"
"""The field of a rule that looks at the user as a whole."""
SIZE = "(size)"
"""The field of a rule that looks at the number of bytes the user takes in the file."""


class Fault(NamedTuple):
    """What a rule finds: the path, what is wrong and what would be right, and the value (masked later)."""

    path: str
    message: str
    value: object = ABSENT


class Rule(Struct, frozen=True):
    """One rule, declared once: the reference page and the validator read this.

    `check` gets the path of one of `fields` and the value there, which is of type `kind`; a value of another
    type is the schema's affair. It returns an empty tuple where all is well. `source` says where the rule comes from.
    """

    code: str
    summary: str
    source: str
    fields: tuple[str, ...]
    kind: type | tuple[type, ...]
    check: Callable[[str, Any], Iterable[Fault]]
    severity: Severity = Severity.REJECT

    def violation(self, fault: Fault) -> Violation:
        """The fault as people see it."""
        return Violation(fault.path, self.code, fault.message, mask(fault.path, fault.value), self.severity)
