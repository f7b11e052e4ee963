"""Where people are found and how their password is checked: what `migration` needs of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from converter.gateway.verdict import Verdict
from converter.record import Record
from converter.validation.violation import Document


class StoreTrouble(Exception):
    """The store cannot answer now; the text is for the log and holds nothing of a person.

    `tried` where the password was compared with something all the same: then it was a guess, and in vain.
    """

    def __init__(self, text: str, *, tried: bool = False) -> None:
        super().__init__(text)
        self.tried = tried


class People(Protocol):
    """Finds people by what they typed. Its methods are called by several threads at once."""

    def find(self, identifier: str) -> Sequence[Record]:
        """The records that may be meant; nobody is found twice. Raises `StoreTrouble`, `Unmappable`."""
        ...

    def sharing(self, record: Record) -> Sequence[Record]:
        """Other records that may become a user with the same user_id. Raises `StoreTrouble`, `Unmappable`."""
        ...

    def check(self) -> None:
        """Raises `StoreTrouble` where nobody can be found now."""
        ...

    def close(self) -> None:
        """Give up connections and files."""
        ...


class Unmappable(Exception):
    """The person exists, and its record can become no user; the text names the rules."""


class Passwords(Protocol):
    """Checks passwords. Its methods are called by several threads at once."""

    def check(self, record: Record, user: Document, *, password: str) -> Verdict:
        """RIGHT, WRONG, LOCKED or MUST_CHANGE for a person who was found, of whom the mapping makes `user`.

        Raises `StoreTrouble` where that cannot be said.
        """
        ...

    def pretend(self, password: str) -> None:
        """Take as long as a check takes, for a person who was not found."""
        ...

    def close(self) -> None:
        """Give up connections."""
        ...
