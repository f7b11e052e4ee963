"""The arrows between the states of a part, each one durable transaction.

Times are seconds since 1970 by Auth0's clock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from converter.auth0.answers import Job
from converter.auth0.journal import Journal, UserRow
from converter.auth0.journal_tables import Fate, Outcome, PartState


def adopt(journal: Journal) -> None:
    """After a kill: a request that was under way may have made a job."""
    with journal.transaction() as rows:
        rows.execute(
            "UPDATE attempt SET outcome = ?, reason = 'the program ended before the answer came' WHERE outcome = ?",
            (Outcome.LOST, Outcome.OPEN),
        )
        rows.execute("UPDATE part SET state = ? WHERE state = ?", (PartState.AMBIGUOUS, PartState.INTENT))


def intend(journal: Journal, part: int, external_id: str, now: float) -> int:
    """The part is about to be sent; gives the attempt's number. Before the request."""
    with journal.transaction() as rows:
        (before,) = rows.execute("SELECT state FROM part WHERE id = ?", (part,)).fetchone()
        attempt = rows.execute(
            "INSERT INTO attempt (part, before, external_id, began, outcome) VALUES (?, ?, ?, ?, ?)",
            (part, before, external_id, now, Outcome.OPEN),
        ).lastrowid
        _set_state(rows, part, PartState.INTENT)
    assert attempt is not None, "an inserted row has a number"
    return attempt


def had_no_effect(journal: Journal, attempt: int, outcome: Outcome, reason: str) -> PartState:
    """The request was refused, or never left us: the part stands where it stood before. Gives that state."""
    with journal.transaction() as rows:
        _set_attempt(rows, attempt, {"outcome": outcome, "reason": reason})
        part, before = rows.execute("SELECT part, before FROM attempt WHERE id = ?", (attempt,)).fetchone()
        _set_state(rows, part, PartState(before))
    return PartState(before)


def lost(journal: Journal, attempt: int, reason: str) -> None:
    """No usable answer came: there may be a job."""
    with journal.transaction() as rows:
        _set_attempt(rows, attempt, {"outcome": Outcome.LOST, "reason": reason})
        _set_state(rows, _part_of(rows, attempt), PartState.AMBIGUOUS)


def accepted(journal: Journal, attempt: int, job: Job, now: float) -> None:
    """Auth0 made a job."""
    made = {"outcome": Outcome.ACCEPTED, "job_id": job.id, "accepted": now, "created": job.created}
    with journal.transaction() as rows:
        _set_attempt(rows, attempt, made)
        _set_state(rows, _part_of(rows, attempt), PartState.ACCEPTED)


def finished(journal: Journal, attempt: int, job: Job, now: float) -> None:
    """The job has ended, or Auth0 has forgotten it."""
    counts = {name: job.summary.get(name) for name in ("inserted", "updated", "failed", "total")}
    with journal.transaction() as rows:
        end = {"status": job.status, "details": job.details, "finished": now}
        _set_attempt(rows, attempt, end | counts)
        _set_state(rows, _part_of(rows, attempt), PartState.FINISHED)


def to_be_sent_again(journal: Journal, attempt: int) -> None:
    """The job broke off: some of its users may be in Auth0."""
    with journal.transaction() as rows:
        _set_state(rows, _part_of(rows, attempt), PartState.AMBIGUOUS)


def errors_stored(journal: Journal, attempt: int, users: Iterable[UserRow]) -> PartState:
    """What the job said of its users; the part is settled unless somebody has to be looked at. Gives its state."""
    with journal.transaction() as rows:
        part = _part_of(rows, attempt)
        unresolved = _put_users(rows, part, users)
        state = PartState.ERRORS_STORED if unresolved else PartState.SETTLED
        _set_state(rows, part, state)
    return state


def settled(journal: Journal, part: int, users: Iterable[UserRow]) -> None:
    """Everybody has been looked at: these rows replace all of the part's."""
    with journal.transaction() as rows:
        _put_users(rows, part, users)
        _set_state(rows, part, PartState.SETTLED)


def _put_users(rows: sqlite3.Connection, part: int, users: Iterable[UserRow]) -> int:
    """Replace the part's rows; how many are unresolved."""
    rows.execute("DELETE FROM user WHERE part = ?", (part,))
    unresolved = 0
    for user in users:
        unresolved += user.fate is Fate.UNRESOLVED
        rows.execute(
            "INSERT INTO user (part, attempt, position, user_id, email, username, phone_number, fate, errors) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                user.part,
                user.attempt,
                user.position,
                user.user_id,
                user.email,
                user.username,
                user.phone_number,
                user.fate,
                orjson.dumps(list(user.errors)).decode(),
            ),
        )
    return unresolved


def _part_of(rows: sqlite3.Connection, attempt: int) -> int:
    (part,) = rows.execute("SELECT part FROM attempt WHERE id = ?", (attempt,)).fetchone()
    return int(part)


def _set_state(rows: sqlite3.Connection, part: int, state: PartState) -> None:
    rows.execute("UPDATE part SET state = ? WHERE id = ?", (state, part))


def _set_attempt(rows: sqlite3.Connection, attempt: int, values: Mapping[str, Any]) -> None:
    columns = ", ".join(f"{name} = ?" for name in values)
    rows.execute(f"UPDATE attempt SET {columns} WHERE id = ?", (*values.values(), attempt))  # noqa: S608 - our names
