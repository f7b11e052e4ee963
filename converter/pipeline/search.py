"""Finds a few people among all by what they log in with, as Auth0 compares it: e-mail and user name in any case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from converter.mapping.fate import Exported
from converter.mapping.target import compared
from converter.pipeline.fates import Ending
from converter.validation.violation import Document

IDENTIFIERS = ("email", "username", "user_id")
"""What people are known by, the likeliest first."""


class Search:
    """Looks at one record after the other; `found` has, for each identifier that met its owner, the best record.

    A user who was exported comes before records that were not; then the order of `IDENTIFIERS`, then of the source.
    """

    def __init__(self, identifiers: Iterable[str]) -> None:
        self.found: dict[str, Ending] = {}
        self._ranks: dict[str, tuple[bool, int]] = {}
        self._wanted: dict[tuple[str, str], list[str]] = {}
        for identifier in dict.fromkeys(identifiers):
            for field in IDENTIFIERS:
                self._wanted.setdefault((field, compared(field, identifier)), []).append(identifier)

    def look(self, ending: Ending) -> bool:
        """Keep the record if it is the best so far for one of the identifiers; says whether it is."""
        kept = False
        for order, key in enumerate(_keys(ending.user)):
            for identifier in self._wanted.get(key, ()):
                rank = (not isinstance(ending.fate, Exported), order)
                if identifier not in self._ranks or rank < self._ranks[identifier]:
                    self.found[identifier], self._ranks[identifier] = ending, rank
                    kept = True
        return kept


def _keys(user: Document) -> Iterator[tuple[str, str]]:
    for field in IDENTIFIERS:
        value = user.get(field)
        yield field, compared(field, value) if isinstance(value, str) else ""
