"""What an import job does with its file: each entry is taken, changes a user, or fails for a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any

from converter.auth0.tenant.clock import timestamp
from converter.auth0.tenant.faults import Kind
from converter.auth0.tenant.history import History
from converter.auth0.tenant.jobs import COMPLETED, FAILED, Job, new_id
from converter.auth0.tenant.judgement import Fault, Judge, redacted
from converter.auth0.tenant.settings import FACTORS, Connection
from converter.auth0.tenant.users import IDENTIFIERS, STRATEGY, UPSERTABLE, User, Users, content, folded, made

NOT_JSON = "Failed to parse users file JSON when importing users. Make sure it is valid JSON."
TOO_LONG = "Job timed out."
BROKEN = "Internal error."
TWICE = {"code": "DUPLICATED_USER", "message": "A user with this [email|username|user_id] was already provided."}
EXISTS = {"code": "DUPLICATED_USER", "message": "The user already exist and upsert parameter is false"}
HAS_PASSWORD = {
    "code": "CONFLICT",
    "message": "A custom_password_hash was provided, but the user already has password hash defined",
}
NO_FACTORS = {"code": "MFA_FACTORS_FAILED", "message": "Unable to import factors"}
NO_USERNAME = {"code": "NOT_PASSED", "message": "Cannot set username for connection without requires_username."}
DEEPEST = 100
_HASHES = ("password_hash", "custom_password_hash")


@dataclass(slots=True)
class Import:
    """One import job at work on the users of a tenant, entry by entry: it may be done bit by bit, as time passes.

    `file` is what the request brought, `factors` are the second factors that are switched on, and `at` is the tenant's
    time for what is done next.
    """

    job: Job
    users: Users
    history: History
    file: bytes = field(repr=False)
    factors: frozenset[str]
    at: float = 0.0
    taken: int = 0
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"failed": 0, "updated": 0, "inserted": 0, "total": 0})
    _entries: list[Any] | None = field(default=None, repr=False)
    _judge: Judge | None = field(default=None, repr=False)

    @property
    def connection(self) -> Connection:
        """Where the users go."""
        assert self.job.connection is not None
        return self.job.connection

    def go_on(self, share: float, *, most: float = inf) -> bool:
        """Take entries up to this share of the file, at most so many now; whether that share is reached."""
        if self.job.fault is Kind.JOB_FAILED:
            return True
        if self._judge is None:
            self._entries, self._judge = _entries(self.file), Judge(self.connection)
        entries = self._entries or ()
        end = int(len(entries) * share)
        upto = int(min(end, self.taken + most))
        for entry in entries[self.taken : upto]:
            self._take(entry, self._judge)
        self.taken = max(self.taken, upto)
        return self.taken >= end

    def end(self, *, in_time: bool) -> None:
        """The job is over, done or given up by Auth0."""
        if self.job.fault is Kind.JOB_FAILED or self._entries is None:
            self._end(FAILED, BROKEN if self.job.fault is Kind.JOB_FAILED else NOT_JSON)
            return
        self.job.summary = self.counts
        self._end(*((COMPLETED, "") if in_time else (FAILED, TOO_LONG)))

    def _end(self, status: str, details: str) -> None:
        self.job.work = None
        self.job.status, self.job.details = status, details
        facts = {"job": self.job.id, "status": status, "summary": self.job.summary}
        self.history.note("job-ended", facts, at=self.at)

    def _take(self, entry: Any, judge: Judge) -> None:
        self.counts["total"] += 1
        faults = judge.faults(entry) or self._repeated(entry) or list(self._conflicts(entry))
        if faults:
            self._fail(entry, faults)
            return
        existing = self.users.find(self.connection, "email", entry["email"])
        factors = entry.get("mfa_factors", ())
        usable = all(FACTORS[kind] in self.factors for each in factors for kind in each)
        user = self._insert(entry) if existing is None else self._update(existing, entry)
        if factors and usable:
            user.factors = tuple(factors)
        if usable:
            self.counts["inserted" if existing is None else "updated"] += 1
        else:
            self._fail(entry, [NO_FACTORS])

    def _fail(self, entry: Any, faults: list[Fault]) -> None:
        self.counts["failed"] += 1
        self.job.errors.append({"user": redacted(entry), "errors": faults})
        facts = {"job": self.job.id, "codes": [fault["code"] for fault in faults], **_who(entry)}
        self.history.note("user-failed", facts, at=self.at)

    def _repeated(self, entry: dict[str, Any]) -> list[Fault]:
        """Later entries for somebody the file has already named are errors, also with `upsert`."""
        keys = [(name, folded(name, entry[name])) for name in IDENTIFIERS[:3] if name in entry]
        twice = any(key in self.seen for key in keys)
        self.seen.update(dict.fromkeys(keys, 1))
        return [TWICE] if twice else []

    def _conflicts(self, entry: dict[str, Any]) -> Iterator[Fault]:
        if "username" in entry and not self.connection.options.get("requires_username"):
            yield NO_USERNAME
        same = self.users.find(self.connection, "email", entry["email"])
        upsert = self.job.asked.get("upsert", False)
        if same is not None and not upsert:
            yield EXISTS
        elif "user_id" in entry and self.users.get(f"{STRATEGY}|{entry['user_id']}") not in (same, None):
            yield EXISTS if not upsert else TWICE
        for name, code in (("username", "CONFLICT_USERNAME"), ("phone_number", "CONFLICT")):
            wanted = name in entry and (name != "phone_number" or _is_identifier(name, self.connection))
            holder = self.users.find(self.connection, name, entry[name]) if wanted else None
            if holder not in (same, None):
                yield {"code": code, "message": f"A user with this {name} already exists"}
        if same is not None and upsert and "custom_password_hash" in entry and same.own_hash:
            yield HAS_PASSWORD

    def _insert(self, entry: dict[str, Any]) -> User:
        local_id = entry.get("user_id") or new_id("")
        profile = made(entry, self.connection, local_id=local_id, now=timestamp(self.at))
        credential = {name: entry[name] for name in _HASHES if name in entry}
        user = User(profile, self.connection, credential, own_hash=not credential)
        self.users.add(user)
        facts = _fingerprint(self.job, user, entry)
        self.history.note("user-created", facts, at=self.at)
        return user

    def _update(self, user: User, entry: dict[str, Any]) -> User:
        changes = {name: entry[name] for name in UPSERTABLE if name in entry}
        self.users.change(user, user.profile | changes | {"updated_at": timestamp(self.at)})
        if "custom_password_hash" in entry:
            user.credential = {"custom_password_hash": entry["custom_password_hash"]}
        facts = _fingerprint(self.job, user, entry)
        self.history.note("user-changed", facts, at=self.at)
        return user


def _entries(data: bytes) -> list[Any] | None:
    """The users of a file, None where it is not one JSON array as JavaScript reads it."""
    try:
        document = json.loads(data.decode("utf-8", "replace"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, list) and not _is_deep(document) else None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _is_deep(document: Any) -> bool:
    """Whether lists and objects stand in each other more than DEEPEST times: no store of Auth0's kind takes that."""
    level = [document]
    for _ in range(DEEPEST):
        inner = (value for node in level for value in (node.values() if isinstance(node, dict) else node))
        level = [value for value in inner if isinstance(value, dict | list)]
    return bool(level)


def _is_identifier(name: str, connection: Connection) -> bool:
    """Whether people may log in with it (flexible identifiers); a telephone number may be shared otherwise."""
    attribute = connection.options.get("attributes", {}).get(name, {})
    return bool(attribute.get("identifier", {}).get("active"))


def _fingerprint(job: Job, user: User, entry: dict[str, Any]) -> dict[str, str]:
    return {"job": job.id, "user_id": user.id, "email": user.profile["email"], "content": content(entry)}


def _who(entry: Any) -> dict[str, str]:
    if not isinstance(entry, dict):
        return {}
    return {name: entry[name] for name in IDENTIFIERS[:2] if isinstance(entry.get(name), str)}
