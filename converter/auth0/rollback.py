"""Deletes the users that an upload has created, and nobody else.

Created by the upload is who was sent in a settled part, was not refused, and has in Auth0 a date of creation that is
not before the first request of that part; so users whom `upsert` only updated stay. Each is looked at right before it
is deleted, and the journal has it before and after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from converter.auth0.answers import Connection
from converter.auth0.client import Client, quoted
from converter.auth0.delivery import DELETED, GONE, TOLERANCE, Delivery, Sent
from converter.auth0.failures import Refused
from converter.auth0.roll import moment
from converter.validation.profile_rules import ID_PREFIX

_FIELDS = {"fields": "user_id,email,created_at,identities,logins_count,last_login", "include_fields": "true"}
_MISSING = 404


class Removal(Struct):
    """How far a roll-back has come: users deleted, those who were gone already, and those who were kept."""

    deleted: int = 0
    gone: int = 0
    kept: int = 0

    @property
    def seen(self) -> int:
        """Everybody who was looked at."""
        return self.deleted + self.gone + self.kept


def candidates(delivery: Delivery) -> Iterator[Sent]:
    """Everybody who may have been created by the upload and is not known to be gone."""
    for part, users in delivery.imported():
        removed = delivery.removed(part.id)
        yield from (sent for sent in users if sent.position not in removed)


class Rollback:
    """Deletes one after the other. `used` says that those who have logged in since are deleted as well."""

    def __init__(self, delivery: Delivery, client: Client, connection: Connection, *, used: bool) -> None:
        self._delivery = delivery
        self._client = client
        self._connection = connection
        self._used = used
        self._began = delivery.began()
        self.removal = Removal()

    def remove(self, sent: Sent) -> str:
        """Delete this one; gives why it was kept, or nothing. Errors: TenantFailure, RunStopped."""
        found = self._stored(sent)
        if found is None:
            self._gone(sent)
            self.removal.gone += 1
            return ""
        reason = self._reason(sent, found)
        if reason:
            self._note(sent, found["user_id"], "kept", reason)
            self.removal.kept += 1
            return reason
        self._note(sent, found["user_id"], "pending")
        self._client.send("DELETE", f"/users/{quoted(found['user_id'])}", repeatable=True)
        self._note(sent, found["user_id"], DELETED)
        self.removal.deleted += 1
        return ""

    def _stored(self, sent: Sent) -> Mapping[str, Any] | None:
        """The user as the tenant has it: by its id, or else by its address in this connection."""
        user_id = sent.document.get("user_id")
        if user_id:
            try:
                found: Mapping[str, Any] = self._client.get(f"/users/{quoted(ID_PREFIX + user_id)}", _FIELDS).document()
            except Refused as refusal:
                if refusal.status == _MISSING:
                    return None
                raise
            return found
        query = {"email": sent.document.get("email", "").lower()} | _FIELDS
        users = self._client.get("/users-by-email", query).document()
        return next((user for user in users if self._connection.name in _connections(user)), None)

    def _reason(self, sent: Sent, stored: Mapping[str, Any]) -> str:
        """Why this user is not ours to delete."""
        created, began = moment(stored.get("created_at")), self._began.get(sent.part.id)
        if self._connection.name not in _connections(stored):
            return f"is not of the connection {self._connection.name}"
        if created is None or began is None or created < began - TOLERANCE:
            return "was in Auth0 before the upload"
        if not self._used and stored.get("logins_count"):
            return "has logged in since; --used deletes such users as well"
        return ""

    def _gone(self, sent: Sent) -> None:
        """Whom we were about to delete when the last run was killed, that run has deleted; others somebody else has."""
        place = (sent.part.id, sent.position)
        with self._delivery.journal.transaction() as rows:
            noted = rows.execute("SELECT id, state FROM removed WHERE part = ? AND position = ?", place).fetchone()
        if noted and noted["state"] == "pending":
            self._note(sent, noted["id"], DELETED)
        else:
            self._note(sent, "", GONE, "it was gone")

    def _note(self, sent: Sent, user_id: str, state: str, reason: str = "") -> None:
        with self._delivery.journal.transaction() as rows:
            values = (sent.part.id, sent.position, user_id, state, reason)
            rows.execute("INSERT OR REPLACE INTO removed VALUES (?, ?, ?, ?, ?)", values)


def _connections(user: Mapping[str, Any]) -> list[str]:
    identities = user.get("identities")
    return [str(each.get("connection")) for each in identities] if isinstance(identities, list) else []
