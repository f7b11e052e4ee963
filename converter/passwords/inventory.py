"""How the passwords of a store are kept, counted: each scheme, what becomes of it and how strong it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from converter.passwords.description import Description

NO_PASSWORD = "none"  # noqa: S105
_KINDS = 1000
"""How many kinds are told apart: costs come from the data, without end."""


class Inventory:
    """Counts stored passwords by what can be said of them; None stands for a user who has none."""

    def __init__(self) -> None:
        self._counts: Counter[Description | None] = Counter()

    def __bool__(self) -> bool:
        return bool(self._counts)

    def add(self, password: Description | None, count: int = 1) -> None:
        """Count one more, or several."""
        if password and len(self._counts) >= _KINDS and password not in self._counts:
            password = password._replace(strength=password.strength._replace(reason="with various parameters"))
        self._counts[password] += count

    def add_all(self, passwords: Sequence[Description | None]) -> None:
        """Count many: most of them are one and the same object, and a hash of all that is said of one is dear."""
        kinds = dict(zip(map(id, passwords), passwords, strict=True))
        for number, count in Counter(map(id, passwords)).items():
            self.add(kinds[number], count)

    @property
    def without(self) -> int:
        """The users who have none."""
        return self._counts[None]

    def rows(self) -> list[tuple[Description | None, int]]:
        """Each kind and how many are of it: what Auth0 takes first, the commonest first, those without any last."""
        return sorted(self._counts.items(), key=lambda row: _rank(*row))

    def as_document(self) -> list[dict[str, Any]]:
        """The rows as JSON: `auth0` is the algorithm a hash is taken as, `cannot` why it is not."""
        return [{"scheme": p.scheme if p else NO_PASSWORD, "records": n} | _verdict(p) for p, n in self.rows()]


def _rank(password: Description | None, count: int) -> tuple[bool, bool, int, str, str, str]:
    if password is None:
        return True, False, 0, "", "", ""
    return False, not password.accepted, -count, password.scheme, password.target, password.strength.reason


def _verdict(password: Description | None) -> dict[str, Any]:
    if password is None:
        return {}
    said = {"auth0" if password.accepted else "cannot": password.target}
    return said | {"strength": strength_document(password)}


def strength_document(password: Description) -> dict[str, str]:
    """A grade and its reason as JSON."""
    return {"grade": password.strength.grade.value, "reason": password.strength.reason}
