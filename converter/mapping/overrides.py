"""What a few users get beside the mapping, by their identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from converter.mapping.target import compared
from converter.syntax.diagnostic import Position
from converter.validation.violation import Document, Violation

BY = ("user_id", "email", "username")
"""What a user may be called by, in the order in which it is tried."""
_UNKNOWN = Position(1, 1)


@dataclass(frozen=True, slots=True)
class Overrides:
    """The fields of users by identifier. Does not show values: some are hashes.

    `digest` is the SHA-256 of the file, `position` where the mapping names it.
    """

    users: Mapping[str, Document]
    digest: str = ""
    position: Position = _UNKNOWN

    def __repr__(self) -> str:
        """How many users it names."""
        return f"Overrides({len(self.users)})"

    def of(self, user: Document) -> Document:
        """What a user gets beside the mapping; nothing for most."""
        for field in BY:
            value = user.get(field)
            if isinstance(value, str) and (found := self.users.get(compared(field, value))):
                return found
        return {}


def merged(document: Document, patch: Document) -> Document:
    """The document with the patch merged into it (RFC 7386): null removes, objects are merged, all else replaces."""
    result = dict(document)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            old = result.get(name)
            result[name] = merged(old if isinstance(old, dict) else {}, value)
        else:
            result[name] = value
    return result


def without(violations: list[Violation], patch: Document) -> list[Violation]:
    """Those violations that are not about a field which the override decides."""
    return [each for each in violations if each.path.partition(".")[0].partition("[")[0] not in patch]
