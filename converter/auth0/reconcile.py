"""Compares what was converted, what was sent, what Auth0's jobs said, and what an export of the tenant holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from converter.auth0.delivery import DELETED, TOLERANCE, Delivery, round_folder
from converter.auth0.journal import PartRow
from converter.auth0.journal_tables import Fate, PartState
from converter.auth0.roll import Met, Roll
from converter.record import Origin
from converter.sinks.access import make_folder
from converter.sinks.durable import DurableFile
from converter.sinks.json_text import compact
from converter.sinks.origins import read_origins

FOLDER = "reconciliation"
IDS = "ids.jsonl"
_UPSERTABLE = frozenset(
    ["email_verified", "given_name", "family_name", "name", "nickname", "picture", "app_metadata", "user_metadata"]
)


class Standing(StrEnum):
    """Where somebody stands, each a list in a file of that name.

    IMPORTED: in the tenant, made by this upload. UPDATED: in the tenant since before, and changed by this upload.
    FAILED: refused by Auth0. EXISTED: in the tenant since before, and not touched. NEVER_SENT: its file was not sent.
    AMBIGUOUS: what is known does not agree, or its file is not settled. MISSING: Auth0's job said imported, and the
    tenant does not have it. ROLLED_BACK: deleted by convert rollback. ONLY_IN_AUTH0: in the tenant, and never sent by
    us. CHANGED_SINCE: of those who were imported or updated, the ones whose fields the tenant has otherwise now.
    """

    IMPORTED = "imported"
    UPDATED = "updated"
    FAILED = "failed"
    EXISTED = "existed"
    NEVER_SENT = "never-sent"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"
    ROLLED_BACK = "rolled-back"
    ONLY_IN_AUTH0 = "only-in-auth0"
    CHANGED_SINCE = "changed-since"


UNEXPLAINED = (Standing.AMBIGUOUS, Standing.MISSING)
_IN_TENANT = (Standing.IMPORTED, Standing.UPDATED)


class Reconciliation(Struct):
    """How many stand where. `retried` were refused and stand in a later round, where they count.

    `problems` are sentences about counts that do not add up.
    """

    folder: Path
    converted: Mapping[str, int]
    counts: Counter[Standing] = field(default_factory=Counter)
    retried: int = 0
    exported: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def unexplained(self) -> int:
        """How many are in nobody's account."""
        return sum(self.counts[standing] for standing in UNEXPLAINED) + len(self.problems)

    @property
    def complete(self) -> bool:
        """Is everybody who was converted in the tenant?"""
        lacking = (Standing.FAILED, Standing.EXISTED, Standing.NEVER_SENT, Standing.ROLLED_BACK)
        return not self.unexplained and not any(self.counts[standing] for standing in lacking)


class _Lists:
    """The lists, one JSON line for each who stands there."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._files = {standing: DurableFile(folder, f"{standing}.jsonl") for standing in Standing}
        self._ids = DurableFile(folder, IDS)

    def add(self, standing: Standing, line: Mapping[str, Any]) -> None:
        self._files[standing].write(compact(line) + b"\n")

    def pair(self, line: Mapping[str, Any]) -> None:
        self._ids.write(compact(line) + b"\n")

    def close(self, *, keep: bool) -> None:
        for file in (*self._files.values(), self._ids):
            if keep:
                file.commit()
            else:
                file.discard()


def reconcile(delivery: Delivery, export: Iterable[Mapping[str, Any]]) -> Reconciliation:
    """Compare, and write the lists below the output folder. Errors: OutputRefused, SourceUnreadable, RunStopped."""
    upsert = delivery.journal.bound().get("upsert") == "on"
    result = Reconciliation(delivery.folder / FOLDER, delivery.manifest.counts)
    roll, lists = Roll.new(upsert=upsert), _Lists(result.folder)
    done = False
    try:
        for _, users in delivery.walk():
            roll.enter(users)
        for stored in export:
            result.exported += 1
            if not roll.meet(stored):
                result.counts[Standing.ONLY_IN_AUTH0] += 1
                lists.add(Standing.ONLY_IN_AUTH0, _stored_line(stored))
        _judge(delivery, roll, result, lists=lists)
        result.problems += _sums(delivery, result)
        done = True
    finally:
        lists.close(keep=done)
        roll.close()
    return result


def _judge(delivery: Delivery, roll: Roll, result: Reconciliation, *, lists: _Lists) -> None:
    parts = {part.id: part for part in delivery.journal.parts()}
    began = delivery.began()
    part, removed = 0, dict[int, str]()
    for met, origin in zip(roll.everybody(), _origins(delivery), strict=True):
        if met.part != part:
            part, removed = met.part, delivery.removed(met.part)
        if met.fate == Fate.RETRIED:
            result.retried += 1
            continue
        standing = standing_of(met, parts[met.part], began.get(met.part), upsert=roll.upsert)
        if standing is Standing.MISSING and removed.get(met.position) == DELETED:
            standing = Standing.ROLLED_BACK
        line = _line(met, origin)
        result.counts[standing] += 1
        lists.add(standing, line)
        if standing in _IN_TENANT:
            lists.pair({"old": met.user_id or str(origin), "new": met.stored_id, "email": met.email, **_place(origin)})
        changed = [name for name in met.changed if standing is Standing.IMPORTED or name in _UPSERTABLE]
        if standing in _IN_TENANT and changed:
            result.counts[Standing.CHANGED_SINCE] += 1
            lists.add(Standing.CHANGED_SINCE, {**line, "changed": changed})


def standing_of(met: Met, part: PartRow, began: float | None, *, upsert: bool) -> Standing:
    """Where somebody stands; `began` is when the first request went out that may have imported the part."""
    if part.state is PartState.WRITTEN:
        return Standing.NEVER_SENT
    if part.state is not PartState.SETTLED:
        return Standing.AMBIGUOUS
    if met.fate == Fate.FAILED:
        return Standing.FAILED
    if not met.stored_id:
        return Standing.FAILED if met.fate == Fate.ABSENT else _GONE.get(met.fate, Standing.MISSING)
    ours = met.created is not None and began is not None and met.created >= began - TOLERANCE
    if met.fate in (Standing.EXISTED, Standing.UPDATED):
        return Standing(met.fate)
    if ours:
        return Standing.IMPORTED
    return Standing.UPDATED if upsert else Standing.AMBIGUOUS


_GONE = {Fate.UNRESOLVED.value: Standing.AMBIGUOUS, Fate.EXISTED.value: Standing.AMBIGUOUS}
"""Of whom the tenant has nobody: those of whom nothing was known for certain."""


def _origins(delivery: Delivery) -> Iterator[Origin]:
    """Where everybody came from, in the order in which they were sent."""
    for number in delivery.rounds():
        for _, origins in read_origins(round_folder(delivery.folder, number)):
            yield from origins


def _sums(delivery: Delivery, result: Reconciliation) -> Iterator[str]:
    """What does not add up."""
    counts = delivery.manifest.counts
    fates = sum(count for name, count in counts.items() if name != "read")
    if counts.get("read") != fates:
        yield f"{counts.get('read', 0):,} records were read, and {fates:,} have a fate"
    sent = sum(part.users for part in delivery.journal.parts() if part.round == 1)
    if counts.get("exported") != sent:
        yield f"{counts.get('exported', 0):,} users were exported, and the import files have {sent:,}"
    for attempt in delivery.journal.attempts():
        told = (attempt.inserted, attempt.updated, attempt.failed)
        if attempt.status == "completed" and None not in told and attempt.total != sum(n or 0 for n in told):
            yield f"job {attempt.job_id}: Auth0's own counts do not add up"
    everybody = sum(n for standing, n in result.counts.items() if standing in _OF_USERS) + result.retried
    users = sum(part.users for part in delivery.journal.parts())
    if everybody != users:
        yield f"the files have {users:,} users, and {everybody:,} are accounted for"


_OF_USERS = frozenset(Standing) - {Standing.ONLY_IN_AUTH0, Standing.CHANGED_SINCE}


def _line(met: Met, origin: Origin) -> dict[str, Any]:
    names = {"user_id": met.user_id, "id": met.stored_id, "email": met.email, "username": met.username}
    return {**{name: value for name, value in names.items() if value}, **_place(origin)}


def _place(origin: Origin) -> dict[str, Any]:
    return {"origin": origin.as_document()}


def _stored_line(stored: Mapping[str, Any]) -> dict[str, Any]:
    names = ("user_id", "email", "username", "created_at")
    return {("id" if name == "user_id" else name): stored[name] for name in names if stored.get(name)}
