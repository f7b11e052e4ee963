"""What becomes of a record: exactly one of four, if its mapping says what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from converter.passwords.description import Description
from converter.record import Origin
from converter.validation.violation import Severity, Violation


class Exported(NamedTuple):
    """The record became an Auth0 user. A tuple, since they are made by the million.

    `text` is the user as compact JSON, `warnings` are to be listed, `dropped` are the fields that were left out
    because the mapping says so, `password` says how its password is stored, if it has one. `afterwards` is what
    `after_import:` gives it, lists of names under `roles` and `organizations`; nothing for a user who gets nothing.
    """

    document: dict[str, Any]
    text: bytes = b""
    warnings: Sequence[Violation] = ()
    dropped: Sequence[Violation] = ()
    password: Description | None = None
    afterwards: dict[str, list[str]] | None = None


class Rejected(Struct, frozen=True):
    """The record should have become a user and cannot: every reason. `password` is one that Auth0 cannot take."""

    reasons: tuple[Violation, ...]
    password: Description | None = None


class Skipped(Struct, frozen=True):
    """The record is a known exception, counted under the id of its rule. `password` is one that Auth0 cannot take."""

    id: str
    password: Description | None = None


class Filtered(Struct, frozen=True):
    """The record is no user at all."""


class Undecided(Struct, frozen=True):
    """Auth0 cannot take the record's password, and the mapping does not say what then: the run has to stop."""

    password: Description


FILTERED = Filtered()
Decided: TypeAlias = Exported | Rejected | Skipped | Filtered
Fate: TypeAlias = Decided | Undecided


def fate_name(fate: Fate) -> str:
    """A fate as it is counted: a skipped record under the id of its rule."""
    match fate:
        case Exported():
            return "exported"
        case Rejected():
            return "rejected"
        case Skipped():
            return f"skipped as {fate.id}"
        case Filtered():
            return "filtered"
        case Undecided():
            return "undecided for its password"


class Decision(NamedTuple):
    """Where a record stood, its fate, and what `duplicates: keep` ranks it by."""

    origin: Origin
    fate: Fate
    rank: Any = None


Document: TypeAlias = dict[str, Any]


class Problems(Struct):
    """What goes wrong while a user is built: reasons to reject it, warnings, and fields left out."""

    reasons: list[Violation] = field(default_factory=list)
    warnings: list[Violation] = field(default_factory=list)
    dropped: list[Violation] = field(default_factory=list)

    def leave_out(self, violation: Violation, *, listed: bool) -> None:
        """A field is left out because of this; `listed` among the warnings, else only counted."""
        left_out = self.warnings if listed else self.dropped
        left_out.append(replace(violation, severity=Severity.WARN))

    def followed_by(self, other: Problems) -> Problems:
        """These and then the others."""
        return Problems(self.reasons + other.reasons, self.warnings + other.warnings, self.dropped + other.dropped)
