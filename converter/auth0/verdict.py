"""What became of single users, from a job's end, its errors, and what the tenant holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from converter.auth0.answers import StoredUser
from converter.auth0.journal import AttemptRow, UserRow
from converter.auth0.journal_tables import Fate, Outcome
from converter.auth0.part_users import PartUser, PartUsers

COMPLETED, FAILED, FORGOTTEN = "completed", "failed", "forgotten"
MOST_BROKEN_JOBS = 2
"""Jobs of one part that may fail as a whole before its users are looked at one by one."""

_TOLERANCE = 5.0
"""Seconds by which Auth0's clock and our idea of it may differ."""

_TAKEN = ("DUPLICATED_USER", "CONFLICT", "ALREADY_EXISTS", "NON_UNIQUE")


class History(Struct, frozen=True):
    """The attempts of a part, the last of which has ended."""

    attempts: Sequence[AttemptRow]

    @property
    def last(self) -> AttemptRow:
        """The attempt whose job has ended."""
        return self.attempts[-1]

    @property
    def since(self) -> float:
        """When the first job of this part may have begun, by Auth0's clock."""
        return min(attempt.began for attempt in self.attempts)

    @property
    def earlier(self) -> bool:
        """May an earlier attempt have imported some of the users?"""
        return any(a.outcome in (Outcome.LOST, Outcome.ACCEPTED) for a in self.attempts[:-1])

    @property
    def broken(self) -> int:
        """How many jobs of this part failed as a whole."""
        return sum(attempt.status == FAILED for attempt in self.attempts)

    @property
    def to_be_sent_again(self) -> bool:
        """Did the job break off, and is it worth another?"""
        return self.last.status == FAILED and self.broken < MOST_BROKEN_JOBS

    def all_imported(self, users: int, errors: Sequence[object] | None) -> bool:
        """Is nothing else to be said of any of the part's `users`?"""
        return errors == [] and self.adds_up(users, 0)

    def adds_up(self, users: int, refused: int) -> bool:
        """Has the last job ended well, and do its counts account for every user of the part, and for the refused?"""
        last = self.last
        # a count of nobody may be left out
        counted = sum(count or 0 for count in (last.inserted, last.updated, last.failed))
        return last.status == COMPLETED and counted == last.total == users and (last.failed or 0) == refused

    def told(self, errors: Sequence[object] | None) -> bool:
        """Are these as many errors as the job says that there are, as far as it says?"""
        return self.last.status != COMPLETED or (errors is not None and len(errors) >= (self.last.failed or 0))


def rows_after_job(history: History, users: PartUsers, errors: Sequence[Mapping[str, Any]] | None) -> list[UserRow]:
    """Everybody of whom there is more to say than that the part was imported.

    UNRESOLVED rows have to be looked at in the tenant: everybody, where the job's details are lost (`errors` is None),
    where it broke off, or where its counts do not agree with its errors; otherwise those who were refused as taken
    although an earlier attempt of the same part may be who took them, and those of whom only the second factors were.
    """
    rows = _merged(_row(history, users, item) for item in errors or [])
    if errors is None or not history.adds_up(len(users.all), len(rows)):
        named = {row.position for row in rows}
        rows += [_unresolved(history, user) for user in users.all if user.position not in named]
    return rows


def settled(row: UserRow, stored: StoredUser | None, *, since: float, connection: str, upsert: bool) -> UserRow:
    """The same row with what the tenant tells: `stored` is the user of the same id or address, or None.

    A user of our id that was made after we began was made by us; one that was made before is somebody else's. Where the
    tenant does not tell the time, the id decides. Only an upsert changes somebody who was there before:
    without it a later change was not ours, a login for instance.
    """
    if stored is not None and stored.connections and connection not in stored.connections:
        stored = None
    if stored is None:
        return replace(row, fate=Fate.FAILED if row.errors else Fate.ABSENT)
    ours = not row.user_id or stored.id.endswith(f"|{row.user_id}")
    partial = is_partial(row.errors)
    if ours and (stored.created is None or stored.created >= since - _TOLERANCE):
        return replace(row, fate=Fate.CREATED, errors=row.errors if partial else ())
    changed = upsert and stored.updated is not None and stored.updated >= since - _TOLERANCE
    if row.errors and not (partial and changed):
        return replace(row, fate=Fate.FAILED)
    return replace(row, fate=Fate.UPDATED if changed else Fate.EXISTED)


def is_partial(errors: Sequence[Mapping[str, str]]) -> bool:
    """Is it only the second factors that were not imported? The user itself may be in Auth0 all the same."""
    return bool(errors) and all(error.get("code") == "MFA_FACTORS_FAILED" for error in errors)


def is_taken(errors: Sequence[Mapping[str, str]]) -> bool:
    """Was a user refused only because such a user exists? The codes are an open set, so the words count too."""
    return bool(errors) and all(
        error.get("code", "").startswith(_TAKEN) or "already exist" in error.get("message", "") for error in errors
    )


def _merged(rows: Iterable[UserRow]) -> list[UserRow]:
    """One row a user, also where Auth0 gives each of the errors its own entry."""
    known: dict[int, UserRow] = {}
    unknown = []
    for row in rows:
        if row.position is None:
            unknown.append(row)
        elif (first := known.setdefault(row.position, row)) is not row:
            errors = [*first.errors, *row.errors]
            fate = Fate.FAILED if Fate.FAILED in (first.fate, row.fate) else Fate.UNRESOLVED
            known[row.position] = replace(first, errors=errors, fate=fate)
    return [*known.values(), *unknown]


def _row(history: History, users: PartUsers, item: Mapping[str, Any]) -> UserRow:
    document = item.get("user")
    document = document if isinstance(document, dict) else {}
    user = users.find(document)
    errors = users.clean(item.get("errors"))
    ours_perhaps = user is not None and ((history.earlier and is_taken(errors)) or is_partial(errors))
    fate = Fate.UNRESOLVED if ours_perhaps else Fate.FAILED
    if user is None:
        texts = {
            n: v for n in ("user_id", "email", "username", "phone_number") if isinstance(v := document.get(n), str)
        }
        return UserRow(history.last.part, history.last.id, None, fate=fate, errors=errors, **texts)
    return replace(_unresolved(history, user), fate=fate, errors=errors)


def _unresolved(history: History, user: PartUser) -> UserRow:
    return UserRow(
        part=history.last.part,
        attempt=history.last.id,
        position=user.position,
        user_id=user.user_id,
        email=user.email,
        username=user.username,
        phone_number=user.phone_number,
        fate=Fate.UNRESOLVED,
    )
