"""What a few users get beside the mapping, by their identifiers."""

from __future__ import annotations

import mmap
from collections.abc import Mapping

from converter.mapping.target import LOWER_CASED, compared
from converter.syntax.diagnostic import Position
from converter.validation.violation import Document, Violation

BY = ("user_id", "email", "username")
"""What a user may be called by, in the order in which it is tried."""
_UNKNOWN = Position(1, 1)


class Overrides:
    """The fields of users by identifier. Does not show values: some are hashes.

    `digest` is the SHA-256 of the file, `position` where the mapping names it.
    """

    def __init__(self, users: Mapping[str, Document], digest: str = "", position: Position = _UNKNOWN) -> None:
        """`users` has the identifiers as the file writes them."""
        self.digest = digest
        self.position = position
        self._users = list(users.items())
        names = list(users)
        exact = {name: number for number, name in enumerate(names)}
        lowered = {name.lower(): number for number, name in enumerate(names)}
        self._numbers = [(field, lowered if field in LOWER_CASED else exact) for field in BY]
        # a byte each in memory that processes share which are forked from this one
        self._met = mmap.mmap(-1, max(1, len(names)))

    def __repr__(self) -> str:
        """How many users it names."""
        return f"Overrides({len(self._users)})"

    def of(self, user: Document) -> Document:
        """What a user gets beside the mapping; nothing for most. That the identifier met somebody is noted."""
        for field, numbers in self._numbers:
            value = user.get(field)
            if isinstance(value, str) and (number := numbers.get(compared(field, value))) is not None:
                self._met[number] = 1
                return self._users[number][1]
        return {}

    def unmet(self) -> tuple[str, ...]:
        """The identifiers that met nobody so far, in the order of the file."""
        return tuple(name for number, (name, _) in enumerate(self._users) if not self._met[number])


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
