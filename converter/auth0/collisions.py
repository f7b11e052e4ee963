"""Who of those to be imported is in the tenant already, by any identifier; in a temporary database, not in memory."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from converter.mapping.target import compared
from converter.record import Origin
from converter.validation.profile_rules import ID_PREFIX
from converter.validation.violation import Document

IDENTIFIERS = ("email", "username", "user_id", "phone_number")
_EXAMPLES = 3


class Collisions(Struct):
    """Counts of identifiers that are taken, and the first origins of each."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Claimed:
    """The identifiers of those to be imported. First `enter` them, then `meet` the users of an export."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384")
        self._rows.execute("CREATE TABLE claimed (field TEXT, value TEXT, origin TEXT)")
        self._rows.execute("BEGIN")
        self._indexed = False
        self.found = Collisions()

    def enter(self, user: Document, origin: Origin) -> None:
        """Somebody to be imported."""
        rows = [(name, compared(name, user[name]), str(origin)) for name in IDENTIFIERS if user.get(name)]
        self._rows.executemany("INSERT INTO claimed VALUES (?, ?, ?)", rows)

    def meet(self, stored: Mapping[str, Any]) -> None:
        """Somebody of the tenant."""
        if not self._indexed:
            self._rows.execute("CREATE INDEX by_value ON claimed (value, field)")
            self._indexed = True
        for name in IDENTIFIERS:
            value = stored.get(name)
            if not isinstance(value, str) or not value:
                continue
            value = value.removeprefix(ID_PREFIX) if name == "user_id" else compared(name, value)
            query = "SELECT origin FROM claimed WHERE value = ? AND field = ?"
            for (origin,) in self._rows.execute(query, (value, name)):
                self.found.counts[name] += 1
                examples = self.found.examples.get(name, ())
                if len(examples) < _EXAMPLES:
                    self.found.examples[name] = (*examples, origin)

    def close(self) -> None:
        """Let the database go."""
        self._rows.close()
