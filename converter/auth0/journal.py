"""The journal of an upload: what was about to be done, and what came of it, durable before each step at Auth0.

    with open_journal(folder) as journal:            # the caller holds the folder's lock (sinks/access.py)
        journal.add_parts(2, parts)                  # a further round: files below the folder, sent by `convert upload`
        for user in journal.users(Fate.FAILED): …
        journal.create("CREATE TABLE IF NOT EXISTS deletion (…) STRICT;")        # tables of another command
        with journal.transaction() as rows:          # one durable transaction
            rows.execute("INSERT INTO deletion …")

SQLite with `synchronous=FULL` and a write-ahead log: what was committed survives a power cut, and a kill at any
point leaves the state before or after a transaction. One process at a time uses it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import orjson
from msgspec import Struct

from converter.auth0.journal_tables import TABLES, VERSION, Fate, Outcome, PartState
from converter.errors import OutputRefused, RunStopped
from converter.sinks import layout
from converter.sinks.auth0_import import Part
from converter.sinks.durable import cause, sync_folder

_PRIVATE = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class PartRow(Struct, frozen=True):
    """An import file, as it was when it was registered, and how far it has come."""

    id: int
    round: int
    name: str
    sha256: str
    bytes: int
    users: int
    state: PartState


class AttemptRow(Struct, frozen=True):
    """One request that may have made a job; times are seconds since 1970 by Auth0's clock."""

    id: int
    part: int
    external_id: str
    began: float
    reason: str
    job_id: str | None
    accepted: float | None
    finished: float | None
    status: str
    details: str
    inserted: int | None
    updated: int | None
    failed: int | None
    total: int | None
    before: PartState
    outcome: Outcome
    created: float | None = None


class UserRow(Struct, frozen=True):
    """Somebody of whom there is more to say than that the part was imported; see `journal_tables.Fate`."""

    part: int
    attempt: int | None
    position: int | None
    user_id: str = ""
    email: str = ""
    username: str = ""
    phone_number: str = ""
    fate: Fate = Fate.UNRESOLVED
    errors: Sequence[Mapping[str, str]] = ()


class Journal:
    """An open journal. Its own methods are transactions each."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable transaction: all of the block, or nothing. Errors: RunStopped where the disk fails."""
        with _stopping(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def create(self, statements: str) -> None:
        """Add tables of another command (`CREATE TABLE IF NOT EXISTS …`), separated by `;`."""
        with self.transaction() as rows:
            for statement in statements.split(";"):
                rows.execute(statement)

    def bound(self) -> dict[str, str]:
        """What the journal belongs to, by name; empty for a new one."""
        with _stopping(self.path):
            return {row["name"]: row["value"] for row in self._connection.execute("SELECT name, value FROM bound")}

    def begin(self, bound: Mapping[str, str], parts: Sequence[Part]) -> None:
        """Make a new journal that of these parts: the first round. All at once, so that a kill leaves no half."""
        with self.transaction() as rows:
            rows.executemany("INSERT INTO bound VALUES (?, ?)", bound.items())
            _add_parts(rows, 1, parts)

    def add_parts(self, number: int, parts: Sequence[Part], instead_of: Iterable[tuple[int, int]] = ()) -> None:
        """Add a round of parts; their names are relative to the output folder.

        `instead_of` are part and position of users who are sent again in this round, and count there from now on.
        """
        with self.transaction() as rows:
            _add_parts(rows, number, parts)
            again = [(Fate.RETRIED, *place) for place in instead_of]
            rows.executemany("UPDATE user SET fate = ? WHERE part = ? AND position = ?", again)

    def parts(self) -> list[PartRow]:
        """All parts in the order of sending."""
        with _stopping(self.path):
            found = self._connection.execute("SELECT * FROM part ORDER BY id")
            return [PartRow(**{**dict(row), "state": PartState(row["state"])}) for row in found]

    def attempts(self, part: int | None = None) -> list[AttemptRow]:
        """The attempts of one part, or of all, in their order."""
        with _stopping(self.path):
            found = self._connection.execute(
                "SELECT * FROM attempt WHERE ? IS NULL OR part = ? ORDER BY id", (part, part)
            )
            return [
                AttemptRow(**{**dict(row), "before": PartState(row["before"]), "outcome": Outcome(row["outcome"])})
                for row in found
            ]

    def gap(self) -> float:
        """How far the clock of Auth0's `created_at` lies from that of the journal's times, in seconds; 0 if unknown.

        The least of all that was seen, so that a time in the journal plus the gap is not after what it stands for.
        """
        with _stopping(self.path):
            (gap,) = self._connection.execute("SELECT min(created - accepted) FROM attempt").fetchone()
        return float(gap or 0.0)

    def users(self, fate: Fate | None = None, part: int | None = None) -> Iterator[UserRow]:
        """The users of that fate and part, or of all, in the order of the parts."""
        query = (
            "SELECT part, attempt, position, user_id, email, username, phone_number, fate, errors FROM user "
            "WHERE (? IS NULL OR fate = ?) AND (? IS NULL OR part = ?) ORDER BY part, position, id"
        )
        with _stopping(self.path):
            for row in self._connection.execute(query, (fate, fate, part, part)):
                yield UserRow(**{**dict(row), "fate": Fate(row["fate"]), "errors": orjson.loads(row["errors"])})

    def close(self) -> None:
        """Close the file; the write-ahead log is merged into it."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def has_journal(folder: Path) -> bool:
    """Has an upload of this output folder begun?"""
    return (folder / layout.JOURNAL).exists()


def open_journal(folder: Path) -> Journal:
    """Open the journal of an output folder, or make an empty one, readable by its owner only.

    Errors: OutputRefused where it is damaged or a later version wrote it, RunStopped where the disk fails.
    """
    path = folder / layout.JOURNAL
    with _stopping(path):
        try:
            descriptor = os.open(path, _PRIVATE, 0o600)
            os.close(descriptor)
            sync_folder(folder)
        except OSError as error:
            raise RunStopped(f"cannot write {path}: {cause(error)}, then run the same command again") from error
        # Transactions are begun by hand; a journal is used by the thread that decides.
        connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        try:
            journal = Journal(connection, path)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            _prepare(journal, connection)
        except BaseException:
            connection.close()
            raise
    return journal


def _prepare(journal: Journal, connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        with journal.transaction() as rows:
            for statement in TABLES.split(";\n"):
                rows.execute(statement)
            rows.execute(f"PRAGMA user_version = {VERSION}")
    elif version != VERSION:
        raise OutputRefused(f"{journal.path} was written by another version of this program. Use that one.")


def _add_parts(rows: sqlite3.Connection, number: int, parts: Sequence[Part]) -> None:
    rows.executemany(
        "INSERT INTO part (round, name, sha256, bytes, users, state) VALUES (?, ?, ?, ?, ?, ?)",
        [(number, part.name, part.sha256, part.bytes, part.users, PartState.WRITTEN) for part in parts],
    )


@contextmanager
def _stopping(path: Path) -> Iterator[None]:
    """Turn SQLite's failures into sentences."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise RunStopped(f"cannot use {path}: {error}. Remove the cause, then run the same command again") from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:
            raise  # a mistake of ours, not of the disk
        raise OutputRefused(f"{path} is damaged ({error}). It knows what was imported: restore it.") from error
