"""What the Management API answers, as values. An answer of another shape is Unanswered: nobody can say what it means.

Shapes: OpenAPI of the Management API v2, `GET /connections`, `/jobs/{id}`, `/jobs/{id}/errors`, `/users/{id}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from msgspec import Struct

from converter.auth0.failures import Unanswered

_NO_CONTENT = 204


class Answer(Struct, frozen=True):
    """A status from 200 to 299, headers in lower case, and the body. Without `repr`: a body may hold a token."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    __repr__ = object.__repr__

    def document(self) -> Any:
        """The body as JSON. Errors: Unanswered."""
        try:
            return orjson.loads(self.body)
        except ValueError:
            raise Unanswered("the answer is not JSON: is AUTH0_DOMAIN the tenant, and nothing in between?") from None


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection: `id` is `con_…`, `strategy` is `auth0` for databases, `options` as Auth0 has them.

    `shown` says whether the application may see the options: that takes the scope `read:connections_options`.
    """

    id: str
    name: str
    strategy: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """A job at Auth0, made at `created` (seconds since 1970, by its clock).

    `status` is `pending`, `completed`, `failed`, or something new.

    `summary` has `inserted`, `updated`, `failed` and `total` once the job has ended. `location` is the link of
    a finished export, good for 60 seconds.
    """

    id: str
    status: str
    details: str = ""
    summary: Mapping[str, int] = field(default_factory=dict)
    percentage: int | None = None
    seconds_left: int | None = None
    location: str = field(default="", repr=False)
    created: float | None = None


@dataclass(frozen=True, slots=True)
class StoredUser:
    """A user as the tenant has it: its `id` (`auth0|…`), identifiers, when it was made and last changed.

    Times are seconds since 1970. A login counts as a change too.
    """

    id: str
    email: str = ""
    username: str = ""
    phone_number: str = ""
    created: float | None = None
    updated: float | None = None
    connections: tuple[str, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)


def connections(answer: Answer) -> list[Connection]:
    """The connections of `GET /connections`."""
    document = answer.document()
    if isinstance(document, dict):
        document = document.get("connections")
    return [connection(item) for item in _items(document)]


def connection(item: Mapping[str, Any]) -> Connection:
    """One connection."""
    options = item.get("options")
    return Connection(
        id=_text(item, "id"),
        name=_text(item, "name"),
        strategy=_text(item, "strategy"),
        options=options if isinstance(options, dict) else {},
        shown=isinstance(options, dict),
    )


def job(answer: Answer) -> Job:
    """A job, as its creation and `GET /jobs/{id}` give it. Errors: Unanswered where it has no id or status."""
    document = answer.document()
    if not isinstance(document, dict) or not _text(document, "id") or not _text(document, "status"):
        raise Unanswered("the answer is not a job: it has no id or no status")
    summary = document.get("summary")
    return Job(
        id=_text(document, "id"),
        status=_text(document, "status"),
        details=_text(document, "status_details"),
        summary={k: v for k, v in summary.items() if isinstance(v, int)} if isinstance(summary, dict) else {},
        percentage=_count(document, "percentage_done"),
        seconds_left=_count(document, "time_left_seconds"),
        location=_text(document, "location"),
        created=_moment(_text(document, "created_at")),
    )


def job_errors(answer: Answer) -> list[Mapping[str, Any]]:
    """The users that a job refused: `[{"user": {…}, "errors": [{"code", "message", "path"}]}]`.

    Empty for 204, and for the object that stands in place of the list when the job failed as a whole.
    """
    if answer.status == _NO_CONTENT:
        return []
    document = answer.document()
    return [] if isinstance(document, dict) else _items(document)


def stored_user(item: Mapping[str, Any]) -> StoredUser:
    """One user of the tenant. Errors: Unanswered where it has no id."""
    if not _text(item, "user_id"):
        raise Unanswered("the answer is not a user: it has no user_id")
    identities = item.get("identities")
    return StoredUser(
        id=_text(item, "user_id"),
        email=_text(item, "email"),
        username=_text(item, "username"),
        phone_number=_text(item, "phone_number"),
        created=_moment(_text(item, "created_at")),
        updated=_moment(_text(item, "updated_at")),
        connections=tuple(_text(i, "connection") for i in identities if isinstance(i, dict))
        if isinstance(identities, list)
        else (),
        document=item,
    )


def one_user(answer: Answer) -> StoredUser:
    """The user of `GET /users/{id}`."""
    document = answer.document()
    return stored_user(document if isinstance(document, dict) else {})


def stored_users(answer: Answer) -> list[StoredUser]:
    """The users of `GET /users-by-email`."""
    return [stored_user(item) for item in _items(answer.document())]


def _items(document: Any) -> list[Mapping[str, Any]]:
    if not isinstance(document, Sequence) or not all(isinstance(item, dict) for item in document):
        raise Unanswered("the answer is not a list of objects")
    return list(document)


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _count(item: Mapping[str, Any], name: str) -> int | None:
    value = item.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _moment(text: str) -> float | None:
    """ISO 8601 as Auth0 writes it: `2026-11-23T10:00:00.000Z`."""
    try:
        return datetime.fromisoformat(text).timestamp() if "-" in text[:8] else None
    except ValueError:
        return None
