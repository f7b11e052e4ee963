"""Deletes half-created users from the tenant, each after a look at it, and notes that in the gateway's log."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from converter.auth0.answers import Connection, StoredUser
from converter.auth0.client import Client, quoted
from converter.errors import RunStopped
from converter.gateway.attempt import Attempt, Pseudonyms
from converter.hybrid.account import Person
from converter.hybrid.logins import CLEARED
from converter.sinks.json_text import compact
from converter.validation.profile_rules import ID_PREFIX


class Cleared(Struct):
    """How many were deleted, were not there, or were kept: they have logged in, or are of another connection."""

    deleted: int = 0
    gone: int = 0
    kept: int = 0


def clear(
    people: Iterable[Person], client: Client, connection: Connection, *, log: Path, pseudonyms: Pseudonyms
) -> Cleared:
    """Delete those of this connection who have not logged in by now: whoever has is whole. Errors: TenantFailure."""
    result = Cleared()
    for person in people:
        found = client.user(f"{ID_PREFIX}{person.user_id}")
        if found is not None and _is_kept(found, connection):
            result.kept += 1
            continue
        if found is None:
            result.gone += 1
        else:
            client.send("DELETE", f"/users/{quoted(ID_PREFIX + person.user_id)}", repeatable=True)
            result.deleted += 1
        action, outcome = CLEARED
        _note(log, Attempt(time.time(), action, outcome, 0.0, user=pseudonyms.of(person.user_id)))
    return result


def _is_kept(user: StoredUser, connection: Connection) -> bool:
    """Has the user logged in, or the same id in another database, for which this is not to decide?"""
    used = user.document.get("logins_count") or user.document.get("last_login")
    return bool(used) or connection.name not in user.connections


def _note(log: Path, attempt: Attempt) -> None:
    try:
        descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0))
        try:
            os.write(descriptor, compact(attempt.as_document()) + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise RunStopped(f"the log {log} cannot be written: {error.strerror}; then run the same again") from error
