"""Roles of made-up people in tables as Oracle Identity Manager has them: USR, UGP and USG, which joins the two."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

ROLES = ("Auditor", "Buyer", "Clerk", "Foreman", "Payroll Approver", "Safety Officer", "Vertrieb Süd", "Travel Desk")
SCHEMA = """
CREATE TABLE usr (usr_key INTEGER PRIMARY KEY, usr_login VARCHAR(256) NOT NULL, usr_status VARCHAR(25) NOT NULL);
CREATE TABLE ugp (ugp_key INTEGER PRIMARY KEY, ugp_name VARCHAR(2000) NOT NULL);
CREATE TABLE usg (usr_key INTEGER NOT NULL REFERENCES usr, ugp_key INTEGER NOT NULL REFERENCES ugp,
  PRIMARY KEY (usr_key, ugp_key)) WITHOUT ROWID;
"""
LEAVERS = 3
"""People with roles whom the directory does not know any more."""


class RoleDatabase:
    """A new SQLite database; complete when the `with` block ends. The same calls give the same tables."""

    def __init__(self, path: Path, seed: int) -> None:
        path.unlink(missing_ok=True)
        self._database = sqlite3.connect(path)
        self._database.executescript(SCHEMA)
        self._database.executemany("INSERT INTO ugp VALUES (?, ?)", enumerate(ROLES, 1))
        self._random = Random(f"roles {seed}")
        self._count = 0

    def add(self, login: str) -> None:
        """A person with some roles, or none; Identity Manager keeps logins in capitals."""
        self._count += 1
        self._database.execute("INSERT INTO usr VALUES (?, ?, 'Active')", (self._count, login.upper()))
        held = {int(self._random.random() ** 2 * len(ROLES)) + 1 for _ in range(int(self._random.random() * 4))}
        self._database.executemany("INSERT INTO usg VALUES (?, ?)", [(self._count, role) for role in sorted(held)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number in range(LEAVERS):
            self.add(f"leaver{number}")
        self._database.commit()
        self._database.execute("VACUUM")
        self._database.close()
