"""Gives users who have arrived their roles and organizations, as `after_import:` of the mapping says.

What is to be given is first written into the journal, and each batch noted there once Auth0 has answered; giving
twice does nothing, so that a killed run goes on where it was. `POST /roles/{id}/users`, `POST
/organizations/{id}/members`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, groupby
from pathlib import Path
from typing import Any, TypeAlias

import orjson
from msgspec import Struct, field

from converter.auth0.answers import Connection
from converter.auth0.client import Client, quoted
from converter.auth0.delivery import DELETED, GONE, IMPORTED, Delivery, read_users, round_folder
from converter.auth0.failures import Refused
from converter.auth0.journal import PartRow
from converter.auth0.journal_tables import PartState
from converter.errors import OutputRefused, UsageError
from converter.sinks import layout
from converter.validation.profile_rules import ID_PREFIX
from converter.validation.violation import Document

ROLES, ORGANIZATIONS = "roles", "organizations"
_BATCH = {ROLES: 50, ORGANIZATIONS: 10}
"""Users in one request: Auth0 documents no limit, and these are small."""

_ONE_BY_ONE = (400, 404)
_MISSING = 404
_PAGE = 100
_LOST = "is not in the connection: if the address was changed there since, give it by hand"

Row: TypeAlias = tuple[int, int, str]
"""Part, position, and the user's id in Auth0 or its address."""


class Given(Struct):
    """How many roles and organizations were given now, and those who could not get theirs."""

    done: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    """What kind, which name, and why."""


def plan(delivery: Delivery) -> int:
    """Write down who gets what, of those who have arrived; gives how much there is still to do."""
    with delivery.journal.transaction() as journal:
        journal.execute("UPDATE given SET state = 'pending' WHERE state = 'failed'")
    for number, parts in delivery.rounds().items():
        settled = {part.name: part for part in parts if part.state is PartState.SETTLED}
        folder = round_folder(delivery.folder, number)
        prefix = "" if folder == delivery.folder else f"{folder.name}/"
        for name, lines in groupby(_lines(folder), key=lambda line: prefix + str(line["part"])):
            if name in settled:
                _plan_part(delivery, settled[name], list(lines))
    _forget_removed(delivery)
    return sum(users for _, _, users in pending(delivery))


def pending(delivery: Delivery) -> list[tuple[str, str, int]]:
    """What is still to be given: kind, name, and how many users are to have it."""
    query = "SELECT kind, name, count(*) FROM given WHERE state = 'pending' GROUP BY kind, name ORDER BY kind, name"
    with delivery.journal.transaction() as journal:
        return [(kind, name, users) for kind, name, users in journal.execute(query)]


def _forget_removed(delivery: Delivery) -> None:
    """Nothing is given to those of whom a roll-back says that they are not in Auth0 any more."""
    forget = (
        "DELETE FROM given WHERE state = 'pending' AND EXISTS (SELECT 1 FROM removed AS gone "
        "WHERE gone.part = given.part AND gone.position = given.position AND gone.state IN (?, ?))"
    )
    with delivery.journal.transaction() as journal:
        journal.execute(forget, (DELETED, GONE))


def _plan_part(delivery: Delivery, part: PartRow, lines: Sequence[Mapping[str, Any]]) -> None:
    users = read_users(delivery.folder, part)
    # an upsert goes by the address, and whoever was there before keeps the id it had
    upsert = delivery.journal.bound().get("upsert") == "on"
    away = {row.position for row in delivery.journal.users(part=part.id) if row.fate not in IMPORTED}
    rows = [
        (kind, name, part.id, line["position"], _who(users[line["position"]], upsert=upsert))
        for line in lines
        if line["position"] not in away
        for kind in (ROLES, ORGANIZATIONS)
        for name in line.get(kind, ())
    ]
    with delivery.journal.transaction() as journal:
        journal.executemany("INSERT OR IGNORE INTO given VALUES (?, ?, ?, ?, ?, 'pending', '')", rows)


def _who(user: Document, *, upsert: bool) -> str:
    """The user's id in Auth0, or the address to look for where the mapping gives no id, or not that of the user."""
    email = str(user.get("email", "")).lower()
    return ID_PREFIX + user["user_id"] if user.get("user_id") and not (upsert and email) else email


def wanted(folder: Path) -> set[tuple[str, str]]:
    """Kind and name of everything that the users of a folder are to be given. Errors: as for `plan`."""
    return {(kind, name) for line in _lines(folder) for kind in (ROLES, ORGANIZATIONS) for name in line.get(kind, ())}


def _lines(folder: Path) -> Iterator[Mapping[str, Any]]:
    path = folder / layout.AFTER_IMPORT
    try:
        with path.open("rb") as file:
            for line in file:
                yield orjson.loads(line)
    except FileNotFoundError:
        raise UsageError(f"{path} is missing: the mapping has no after_import:, so there is nothing to give") from None
    except (OSError, ValueError) as error:
        raise OutputRefused(f"{path} cannot be read: {error}. Run the conversion again.") from None


class Giving:
    """Carries out what is planned. Make it after `plan`."""

    def __init__(self, delivery: Delivery, client: Client, connection: Connection) -> None:
        self._journal = delivery.journal
        self._client = client
        self._connection = connection
        self.given = Given()

    def targets(self) -> dict[tuple[str, str], str]:
        """Kind and name of everything that is to be given, and its id in Auth0.

        Errors: UsageError, which names all that the tenant does not have, before anybody is given anything.
        """
        with self._journal.transaction() as journal:
            wanted = journal.execute("SELECT DISTINCT kind, name FROM given WHERE state = 'pending' ORDER BY 1, 2")
            names = [(row["kind"], row["name"]) for row in wanted]
        roles = self._roles() if any(kind == ROLES for kind, _ in names) else {}
        ids = {(k, name): roles.get(name, "") if k == ROLES else self._organization(name) for k, name in names}
        if lacking := [f"{kind.removesuffix('s')} {name}" for (kind, name), found in ids.items() if not found]:
            domain = self._client.access.domain
            raise UsageError(f"{domain} has no {', no '.join(lacking)}: create them, or correct after_import: and map:")
        return ids

    def give(self, kind: str, name: str, target: str, *, progress: Callable[[int], object]) -> None:
        """Give one role or organization to everybody who is to have it. Errors: TenantFailure, RunStopped."""
        while batch := self._pending(kind, name):
            known = [(row, found) for row in batch if (found := self._id(row))]
            lost = [(row, _LOST) for row in batch if row not in [k for k, _ in known]]
            refused = self._send(kind, target, known)
            self._note(kind, name, batch, dict(lost) | dict(refused))
            progress(len(batch))

    def _send(self, kind: str, target: str, users: Sequence[tuple[Row, str]]) -> list[tuple[Row, str]]:
        """One request; where Auth0 refuses it for one of them, one by one. Gives those who were refused, and why."""
        if not users:
            return []
        member = "users" if kind == ROLES else "members"
        path = f"/{kind}/{quoted(target)}/{member}"
        try:
            self._client.send("POST", path, {member: [found for _, found in users]}, repeatable=True)
        except Refused as refusal:
            if refusal.status not in _ONE_BY_ONE:
                raise
            if len(users) == 1:
                return [(users[0][0], str(refusal))]
            return [each for user in users for each in self._send(kind, target, [user])]
        return []

    def _pending(self, kind: str, name: str) -> list[Row]:
        query = "SELECT part, position, who FROM given WHERE kind = ? AND name = ? AND state = 'pending' LIMIT ?"
        with self._journal.transaction() as journal:
            return [tuple(row) for row in journal.execute(query, (kind, name, _BATCH[kind]))]

    def _note(self, kind: str, name: str, batch: Sequence[Row], refused: Mapping[Row, str]) -> None:
        with self._journal.transaction() as journal:
            for part, position, who in batch:
                reason = refused.get((part, position, who), "")
                journal.execute(
                    "UPDATE given SET state = ?, reason = ? WHERE kind = ? AND name = ? AND part = ? AND position = ?",
                    ("failed" if reason else "done", reason, kind, name, part, position),
                )
        self.given.done[kind] += len(batch) - len(refused)
        self.given.failed += [(kind, name, f"{row[2]} {reason}") for row, reason in refused.items()]

    def _id(self, row: Row) -> str:
        """The id of the user in Auth0; empty where there is none of that address."""
        who = row[2]
        if who.startswith(ID_PREFIX):
            return who
        found = (user.id for user in self._client.users_by_email(who) if self._connection.name in user.connections)
        return next(found, "")

    def _roles(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for page in count():
            query = {"per_page": str(_PAGE), "page": str(page)}
            roles = self._client.get("/roles", query).document()
            roles = roles.get("roles", []) if isinstance(roles, dict) else roles
            found |= {role["name"]: role["id"] for role in roles}
            # pages may be shorter than was asked for
            if not roles:
                return found
        raise AssertionError("pages have an end")

    def _organization(self, name: str) -> str:
        try:
            return str(self._client.get(f"/organizations/name/{quoted(name)}").document().get("id", ""))
        except Refused as refusal:
            if refusal.status == _MISSING:
                return ""
            raise
