"""How the passwords of a store are kept, counted: each scheme, what becomes of it and how strong it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from msgspec import Struct

from converter.passwords.description import Description

NO_PASSWORD = "none"  # noqa: S105
_KINDS = 1000
"""How many kinds are told apart: costs come from the data, without end."""
_MOST_NUMBERED = 256


class Passwords(Struct, frozen=True):
    """How users' passwords are stored: what can be said of them, and for each user the number of that, as a byte.

    Without numbers, `kinds` has for each user what can be said.
    """

    kinds: Sequence[Description | None]
    numbers: bytes = b""

    def between(self, start: int, end: int) -> Iterable[Description | None]:
        """What can be said of some users' passwords, one after the other."""
        return map(self.kinds.__getitem__, self.numbers[start:end]) if self.numbers else self.kinds[start:end]


NO_PASSWORDS = Passwords(())


def numbered(values: list[Any]) -> tuple[list[Any], bytes] | None:
    """The objects in a list, each once, and for each place the number of its object; None where they are too many.

    Most passwords are described by one and the same object, and a hash of all that is said of one is dear.
    """
    objects = dict(zip(map(id, values), values, strict=True))
    if len(objects) > _MOST_NUMBERED:
        return None
    numbers = dict(zip(objects, count(), strict=False))
    return list(objects.values()), bytes(map(numbers.__getitem__, map(id, values)))


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

    def add_all(self, passwords: Passwords, stretches: Sequence[tuple[int, int]]) -> None:
        """Count those of many from each of these numbers up to the other one."""
        # which are the last that are told apart depends on their order, not on how they come together
        room = _KINDS - len(self._counts)
        if not passwords.numbers or 0 < room < len(passwords.kinds):
            for start, end in stretches:
                for password in passwords.between(start, end):
                    self.add(password)
            return
        for number, kind in enumerate(passwords.kinds):
            if count := sum(passwords.numbers.count(number, start, end) for start, end in stretches):
                self.add(kind, count)

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
