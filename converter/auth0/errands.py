"""The steps of an upload at Auth0, as one thread each carries them out; nothing here touches the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from converter.auth0.answers import Connection, Job, StoredUser
from converter.auth0.client import Client
from converter.auth0.journal import PartRow, UserRow
from converter.auth0.journal_tables import Fate
from converter.auth0.part_users import PartUser, PartUsers, sample
from converter.auth0.verdict import History, is_partial, rows_after_job, settled
from converter.errors import OutputRefused, RunStopped

_LATE_ERRORS = (1.0, 4.0, 15.0)
"""Seconds after which a job is asked again for errors that it counts and does not show."""


class Order(Struct, frozen=True):
    """How to import: into which connection and with which options of `POST /jobs/users-imports`.

    `external_id` is put before the name of each part. `by_email` allows to look for users without a `user_id` by their
    address, which only finds them if nobody else may have brought it.
    """

    connection: Connection
    external_id: str
    upsert: bool = False
    send_completion_email: bool = False
    by_email: bool = False


def read_part(folder: Path, part: PartRow) -> bytes:
    """The bytes of a part. Errors: OutputRefused where they are not those that were registered."""
    path = folder / part.name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OutputRefused(f"cannot read {path}: {error.strerror}") from error
    if hashlib.sha256(data).hexdigest() != part.sha256:
        raise OutputRefused(f"{path} is not what the conversion wrote: restore it. Nothing of it was sent now.")
    return data


class Errands:
    """What can be done for one part at Auth0; each method may take long and raises TenantFailure."""

    def __init__(self, client: Client, order: Order) -> None:
        self._client = client
        self._order = order

    def external_id(self, part: PartRow) -> str:
        """The same for every attempt, so that the tenant's logs show them together."""
        return self._order.external_id + part.name.removesuffix(".json")

    def send(self, part: PartRow, data: bytes) -> Job:
        """Create a job of the part."""
        order = self._order
        form = {
            "connection_id": order.connection.id,
            "upsert": _flag(order.upsert),
            "send_completion_email": _flag(order.send_completion_email),
            "external_id": self.external_id(part),
        }
        return self._client.import_users(Path(part.name).name, data, form)

    def poll(self, job_id: str) -> Job | None:
        """The job's state, None once it is forgotten."""
        return self._client.job(job_id)

    def rows(self, history: History, folder: Path, part: PartRow) -> list[UserRow]:
        """Everybody of whom there is more to say than that the part was imported, by the errors of its last job."""
        job = history.last.job_id or ""
        errors = self._client.job_errors(job)
        for pause in _LATE_ERRORS:
            if history.told(errors):
                break
            self._client.rest(pause)
            errors = self._client.job_errors(job)
        if history.all_imported(part.users, errors):
            return []
        return rows_after_job(history, PartUsers(read_part(folder, part)), errors)

    def probe(self, users: PartUsers) -> tuple[int, bool]:
        """How many of a few users are in Auth0, and whether the last of the part is."""
        wanted = sample(users.all)
        found = [self._stored(user) is not None for user in wanted]
        return sum(found), bool(found and found[-1])

    def settle(self, rows: Sequence[UserRow], since: float) -> list[UserRow]:
        """The same rows, with what the tenant holds of those that are unresolved."""
        told = partial(settled, since=since, connection=self._order.connection.name, upsert=self._order.upsert)
        return [
            told(row, self._stored(row) or self._upserted(row)) if row.fate is Fate.UNRESOLVED else row for row in rows
        ]

    def require_ids(self, users: Iterable[PartUser | UserRow]) -> None:
        """Can these users be found again one by one? Errors: RunStopped."""
        if not self._order.by_email and not all(user.user_id or _named(user) for user in users):
            raise RunStopped(
                "what became of an import is not known, and some of its users have no user_id by which to look for "
                "them. Add --by-email to look for them by their address, if nobody else brings the same people"
            )

    def _stored(self, user: PartUser | UserRow) -> StoredUser | None:
        connection = self._order.connection
        if user.user_id:
            return self._client.user(f"{connection.strategy}|{user.user_id}")
        return self._of_address(user)

    def _upserted(self, user: UserRow) -> StoredUser | None:
        """Whom an upsert has changed instead: it goes by the address, and the user keeps the id it had."""
        return self._of_address(user) if self._order.upsert and user.user_id else None

    def _of_address(self, user: PartUser | UserRow) -> StoredUser | None:
        found = self._client.users_by_email(user.email.lower()) if user.email else []
        return next((each for each in found if self._order.connection.name in each.connections), None)


def _named(user: PartUser | UserRow) -> bool:
    """Is it somebody of whom Auth0 itself said that the second factors alone were not taken?"""
    return isinstance(user, UserRow) and is_partial(user.errors)


def _flag(value: bool) -> str:
    return "true" if value else "false"
