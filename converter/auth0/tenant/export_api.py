"""`/api/v2/jobs/users-exports`, and the links by which the files are fetched."""

from __future__ import annotations

import secrets
from typing import Any

from converter.auth0.tenant.exports import columns, packed
from converter.auth0.tenant.jobs import COMPLETED, EXPORT, Job, new_id
from converter.auth0.tenant.message import Answer, Refusal, as_json
from converter.auth0.tenant.settings import Connection
from converter.auth0.tenant.state import Call, State
from converter.auth0.tenant.user_api import body

LINKS = "/exports/"
"""Where the files are; at Auth0 it is another host."""

_KNOWN = frozenset(("connection_id", "format", "limit", "fields"))
_MOST_COLUMNS = 30
_EXPIRED = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"


def create_export(state: State, call: Call) -> Answer:
    """`POST /jobs/users-exports`: 200 with the job."""
    asked = body(call.request)
    _refuse(asked)
    connection = _connection(state, asked.get("connection_id"))
    now = state.clock.now()
    described = {name: asked[name] for name in ("format", "limit", "fields") if name in asked}
    ends = now + state.settings.speed.seconds(len(state.users))
    job = Job(new_id("job_"), EXPORT, connection, now, ends, {"format": "json"} | described)
    state.jobs.add(job)
    return as_json(job.born())


def _refuse(asked: dict[str, Any]) -> None:
    if unknown := sorted(asked.keys() - _KNOWN):
        raise _invalid(f"Additional properties not allowed: {','.join(unknown)}")
    if asked.get("format", "json") not in ("json", "csv"):
        raise _invalid(f"No enum match for: {asked['format']}")
    limit, fields = asked.get("limit", 1), asked.get("fields", [])
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise _invalid("Expected type integer of at least 1 on property limit")
    if not isinstance(fields, list) or not all(isinstance(f, dict) and isinstance(f.get("name"), str) for f in fields):
        raise _invalid("Missing required property: name on property fields")
    if asked.get("format") == "csv" and len(fields) > _MOST_COLUMNS:
        raise _invalid(f"Array is too long ({len(fields)}), maximum {_MOST_COLUMNS} on property fields")


def _invalid(text: str) -> Refusal:
    return Refusal(400, f"Payload validation error: '{text}'.", "invalid_body")


def _connection(state: State, connection_id: Any) -> Connection | None:
    if connection_id is None:
        return None
    connection = state.connection(connection_id)
    if connection is None:
        raise Refusal(400, "The connection does not exist.", "connection_not_found")
    return connection


def run(state: State, job: Job) -> None:
    """Write the file of an export whose time has come."""
    chosen = [user.profile for user in state.users if job.connection in (None, user.connection)]
    job.result = packed(chosen[: job.asked.get("limit")], columns(job.asked.get("fields")), job.asked["format"])
    job.status = COMPLETED


def link(state: State, job: Job) -> str:
    """A new link to a job's file, good for as long as Auth0's are."""
    key = secrets.token_urlsafe(24)
    state.links[key] = (job.id, state.clock.now() + state.settings.limits.link)
    return f"{state.origin}{LINKS}{key}/{state.settings.name}.{job.asked['format']}.gz"


def fetch(state: State, path: str) -> Answer:
    """The file behind a link, for everybody who has it; 403 once the link has ended."""
    key = path.removeprefix(LINKS).partition("/")[0]
    job_id, ends = state.links.get(key, ("", 0.0))
    job = state.jobs.get(job_id)
    if job is None or state.clock.now() >= ends:
        return Answer(403, _EXPIRED, {"content-type": "application/xml"})
    return Answer(200, job.result, {"content-type": "application/gzip"})
