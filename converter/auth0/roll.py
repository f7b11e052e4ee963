"""Everybody who was sent, in a temporary database, to be met by the users of an export: memory does not grow with them.

A user of the export is somebody who was sent if the ids agree; where the mapping gives no user_id, if the e-mail
addresses do, or else the user names. A user with another id who has the same address was there before us.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from msgspec import Struct

from converter.auth0.delivery import Sent
from converter.mapping.target import compared
from converter.validation.profile_rules import ID_PREFIX
from converter.validation.violation import Document

_NOT_COMPARED = frozenset(["user_id", "password_hash", "custom_password_hash", "mfa_factors"])
_CACHE_KIB = 16_384

_TABLES = f"""
PRAGMA cache_size = -{_CACHE_KIB};
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE sent (
    id INTEGER PRIMARY KEY, part INTEGER, position INTEGER, fate TEXT,
    user_id TEXT, email TEXT, username TEXT, fields BLOB,
    stored_id TEXT, created REAL, changed TEXT
);
"""
_INDEXES = """
CREATE INDEX by_id ON sent (user_id) WHERE user_id != '';
CREATE INDEX by_email ON sent (email) WHERE email != '';
CREATE INDEX by_name ON sent (username) WHERE username != '';
"""


class Met(NamedTuple):
    """One who was sent, and the user of the export who is the same: its id and birth, and the fields that differ.

    `fate` is that of the journal, empty for one who was simply imported with the part; `stored_id` is empty where
    the export has nobody.
    """

    part: int
    position: int
    fate: str
    user_id: str
    email: str
    username: str
    stored_id: str
    created: float | None
    changed: tuple[str, ...]


class Roll(Struct):
    """The list. First `enter` everybody, then `meet` every user of the export, then read `everybody`."""

    upsert: bool
    _rows: sqlite3.Connection
    _indexed: bool = False

    @classmethod
    def new(cls, *, upsert: bool) -> Roll:
        """An empty list; its file has no name and goes with the process."""
        rows = sqlite3.connect("", isolation_level=None)
        rows.executescript(_TABLES)
        return cls(upsert, rows)

    def enter(self, users: Iterable[Sent]) -> None:
        """Add those who were sent."""
        self._rows.execute("BEGIN")
        self._rows.executemany("INSERT INTO sent VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, '', NULL, '[]')", map(_row, users))
        self._rows.execute("COMMIT")

    def meet(self, stored: Mapping[str, Any]) -> bool:
        """Somebody of the export: was it sent? Where it stands several times, in several rounds, all are noted."""
        if not self._indexed:
            self._rows.executescript(_INDEXES)
            self._rows.execute("BEGIN")
            self._indexed = True
        found = self._find(stored)
        for row, fields in found:
            changed = orjson.dumps(_changed(orjson.loads(fields), stored)).decode()
            self._rows.execute(
                "UPDATE sent SET stored_id = ?, created = ?, changed = ? WHERE id = ?",
                (stored["user_id"], moment(stored.get("created_at")), changed, row),
            )
        return bool(found)

    def everybody(self) -> Iterator[Met]:
        """Everybody who was sent, in that order."""
        query = (
            "SELECT part, position, fate, user_id, email, username, stored_id, created, changed FROM sent ORDER BY id"
        )
        for *values, changed in self._rows.execute(query):
            yield Met._make((*values, tuple(orjson.loads(changed))))

    def close(self) -> None:
        """Let the database go."""
        self._rows.close()

    def _find(self, stored: Mapping[str, Any]) -> list[tuple[int, bytes]]:
        local = stored["user_id"].removeprefix(ID_PREFIX)
        query = "SELECT id, fields FROM sent WHERE user_id = ? AND user_id != ''"
        found = self._rows.execute(query, (local,)).fetchall()
        ours = "" if self.upsert else " AND user_id = ''"
        for name in ("email", "username"):
            value = stored.get(name)
            if not found and isinstance(value, str) and value:
                query = f"SELECT id, fields FROM sent WHERE {name} = ? AND {name} != ''{ours}"  # noqa: S608 - our names
                found = self._rows.execute(query, (compared(name, value),)).fetchall()
        return found


def moment(text: object) -> float | None:
    """Seconds since 1970 of a time as Auth0 writes it, or None."""
    try:
        return datetime.fromisoformat(text).timestamp() if isinstance(text, str) else None
    except ValueError:
        return None


def _row(sent: Sent) -> tuple[Any, ...]:
    user = sent.document
    names = (user.get("user_id", ""), user.get("email", "").lower(), user.get("username", "").lower())
    fate = sent.row.fate.value if sent.row else ""
    return sent.part.id, sent.position, fate, *names, orjson.dumps(fingerprints(user))


def fingerprints(user: Document) -> dict[str, str]:
    """What a user's fields are, as far as an export shows them, in a few bytes each."""
    return {name: _fingerprint(name, value) for name, value in user.items() if name not in _NOT_COMPARED}


def _fingerprint(name: str, value: Any) -> str:
    value = compared(name, value) if isinstance(value, str) else value
    return hashlib.blake2b(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), digest_size=6).hexdigest()


def _changed(fields: Mapping[str, str], stored: Mapping[str, Any]) -> list[str]:
    """The fields that the tenant has otherwise than they were sent."""
    return [name for name, sent in fields.items() if _fingerprint(name, stored.get(name)) != sent]
