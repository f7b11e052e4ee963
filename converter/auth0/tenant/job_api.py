"""`/api/v2/jobs`: imports and what became of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from converter.auth0.tenant.export_api import link
from converter.auth0.tenant.faults import Fault, Kind
from converter.auth0.tenant.imports import Import
from converter.auth0.tenant.jobs import COMPLETED, EXPORT, FAILED, IMPORT, PENDING, Job, new_id
from converter.auth0.tenant.message import NOTHING, Answer, Refusal, as_json
from converter.auth0.tenant.multipart import Part, parts
from converter.auth0.tenant.settings import Connection
from converter.auth0.tenant.state import Call, State
from converter.auth0.tenant.users import STRATEGY

_CONNECTION_ID = re.compile(r"con_[A-Za-z0-9]{16}")
_PATTERN = "Payload validation error: 'String does not match pattern ^con_[A-Za-z0-9]{16}$' on property connection_id"
BUSY = "There are {} active import users jobs, please wait until some of them are finished and try again"


def create_import(state: State, call: Call) -> Answer:
    """`POST /jobs/users-imports`: 202 with the job, which runs by itself."""
    fields = parts(call.request)
    if "users" not in fields:
        raise Refusal(400, "Must provide 'users' file as multipart part.", "invalid_body")
    if not fields["users"].data:
        raise Refusal(400, "Users file must not be empty.", "invalid_body")
    connection = _connection(state, fields)
    asked = _asked(fields)
    if len(state.jobs.alive()) >= state.settings.limits.active_imports:
        raise Refusal(429, BUSY.format(state.settings.limits.active_imports))
    users = fields["users"].data
    job = _job(state, connection, asked, users)
    _spoil(job, call.fault)
    state.jobs.add(job)
    facts = {"job": job.id, "connection": connection.id, "bytes": len(users), "alive": len(state.jobs.alive())}
    state.history.note("job-created", facts | asked)
    return as_json(job.born(), 202)


def _connection(state: State, fields: Mapping[str, Part]) -> Connection:
    if "connection_id" not in fields:
        raise Refusal(400, "Must provide 'connection_id' as multipart part.", "invalid_body")
    wanted = fields["connection_id"].text()
    if not _CONNECTION_ID.fullmatch(wanted):
        raise Refusal(400, _PATTERN, "invalid_body")
    connection = state.connection(wanted)
    if connection is None:
        raise Refusal(400, "The connection does not exist.", "connection_not_found")
    if connection.strategy != STRATEGY:
        raise Refusal(400, "Connection must be a database connection.", "invalid_connection")
    if not connection.enabled_clients:
        raise Refusal(400, "Connection must be enabled.", "connection_is_disabled")
    if connection.options.get("enabledDatabaseCustomization") and not connection.options.get("import_mode"):
        raise Refusal(400, "Custom Database Connections without import mode are not allowed.", "invalid_connection")
    return connection


def _asked(fields: Mapping[str, Part]) -> dict[str, bool | str]:
    """What the answer repeats: `upsert`, `send_completion_email` and `external_id`."""
    asked: dict[str, bool | str] = {
        "upsert": _flag(fields, "upsert", default=False),
        "send_completion_email": _flag(fields, "send_completion_email", default=True),
    }
    return asked | ({"external_id": fields["external_id"].text()} if "external_id" in fields else {})


def _flag(fields: Mapping[str, Part], name: str, *, default: bool) -> bool:
    text = fields[name].text() if name in fields else str(default).lower()
    if text not in ("true", "false"):
        message = f"Payload validation error: 'Expected type boolean but found type string' on property {name}"
        raise Refusal(400, message, "invalid_body")
    return text == "true"


def _job(state: State, connection: Connection, asked: dict[str, bool | str], users: bytes) -> Job:
    now = state.clock.now()
    # the number of users is only known to whoever reads the file, which the job does
    ends = now + state.settings.speed.seconds(users.count(b'"email"'))
    job = Job(new_id("job_"), IMPORT, connection, now, ends, asked)
    job.work = Import(job, state.users, state.history, users, state.settings.factors)
    return job


def _spoil(job: Job, fault: Fault | None) -> None:
    if fault is None:
        return
    job.fault = fault.do
    if fault.do is Kind.JOB_STUCK:
        job.ends = float("inf")


def show(state: State, call: Call) -> Answer:
    """`GET /jobs/{id}`."""
    job = _find(state, call)
    document = job.shown(state.clock.now())
    if job.fault is Kind.SUMMARY_WRONG and job.summary:
        document["summary"] = job.summary | {"total": job.summary["total"] + 1}
    if job.type == EXPORT and job.status == COMPLETED:
        document["location"] = link(state, job)
    return as_json(document)


def show_errors(state: State, call: Call) -> Answer:
    """`GET /jobs/{id}/errors`: the failed users, the job where it failed as a whole, or 204."""
    job = _find(state, call)
    if job.status == FAILED:
        return as_json(job.shown(state.clock.now()))
    if job.status == PENDING or not job.errors or job.fault is Kind.ERRORS_LOST:
        return NOTHING
    assert job.status == COMPLETED
    return as_json(job.errors)


def _find(state: State, call: Call) -> Job:
    job = state.jobs.get(call.parts[0])
    if job is None:
        raise Refusal(404, "Job not found.", "inexistent_job")
    return job
