"""Runs Auth0's export job and fetches its file: JSON lines, one user a line, usually packed with gzip.

`POST /jobs/users-exports` ("Bulk User Exports"): passwords and second factors are never part of it. The link of a
finished export is good for 60 seconds; asking for the job again gives a new one, for 24 hours.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from converter.auth0.answers import Connection, Job
from converter.auth0.answers import job as read_job
from converter.auth0.client import Client
from converter.auth0.failures import Refused, Unanswered
from converter.auth0.timing import Timing
from converter.errors import SourceUnreadable, TenantFailure, UsageError
from converter.sinks.durable import DurableFile, Written

FIELDS = (
    "user_id", "email", "email_verified", "username", "phone_number", "phone_verified", "given_name", "family_name",
    "name", "nickname", "picture", "blocked", "app_metadata", "user_metadata", "created_at", "updated_at", "last_login",
    "logins_count", "identities",
)  # fmt: skip
"""What is asked for: everything that an import may have brought, and what tells who has changed it since."""

NAME = "export.jsonl.gz"
"""What the file is called where nobody says otherwise."""

_COMPLETED = "completed"
_LOST = ("failed", "expired")
_LONGEST = 2 * 3600.0
"""Seconds after which Auth0 ends a job."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 15.0
_LINKS = 5
"""Links that are asked for before a download is given up."""

_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 16 << 20


def export(
    client: Client, connection: Connection, target: Path, *, timing: Timing, tell: Callable[[Job], None]
) -> Written:
    """Export the users of a connection into a file that only its owner may read; `tell` gets the job after each look.

    Errors: TenantFailure, also where the job fails; RunStopped where the file cannot be written.
    """
    asked = {"connection_id": connection.id, "format": "json", "fields": [{"name": name} for name in FIELDS]}
    # a second job, if the first was made after all, does nothing but read
    job = read_job(client.send("POST", "/jobs/users-exports", asked, repeatable=True))
    pause = _FIRST_PAUSE
    began = timing.ticks()
    # words for a state are an open set: whatever is no end is on its way
    while job.status != _COMPLETED:
        if job.status in _LOST or timing.ticks() - began > _LONGEST:
            raise TenantFailure(f"Auth0 could not export: {job.details or job.status}. Run the command again")
        tell(job)
        timing.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
        job = _again(client, job)
    return _fetched(client, job, target)


def _again(client: Client, job: Job) -> Job:
    found = client.job(job.id)
    if found is None:
        raise TenantFailure("Auth0 has forgotten the export, as it does after 24 hours. Run the command again")
    return found


def _fetched(client: Client, job: Job, target: Path) -> Written:
    """Download; where the link has expired or breaks off, with another one from the beginning."""
    for last in (*[False] * (_LINKS - 1), True):
        try:
            with DurableFile(target.parent, target.name) as file:
                client.download(_link(job), file.write)
                return file.commit()
        except (Refused, Unanswered):
            if last:
                raise
            job = _again(client, job)
    raise AssertionError("the last link ends it")


def _link(job: Job) -> str:
    if not job.location:
        raise TenantFailure("the export has ended without a link to its file. Run the command again")
    return job.location if "://" in job.location else f"https://{job.location}"


def exported_users(path: Path) -> Iterator[dict[str, Any]]:
    """The users of an export, one after the other. Errors: UsageError, SourceUnreadable."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            yield from _users(gzip.GzipFile(fileobj=raw) if packed else raw, path)
    except FileNotFoundError:
        raise UsageError(f"there is no export {path}: run convert export -o {path}") from None
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or "it is cut off or damaged"
        raise SourceUnreadable(f"the export {path} cannot be read: {reason}. Fetch it again: convert export") from None


def _users(lines: IO[bytes] | gzip.GzipFile, path: Path) -> Iterator[dict[str, Any]]:
    number = 0
    while line := lines.readline(_LONGEST_LINE):
        number += 1
        if not line.strip():
            continue
        try:
            user = orjson.loads(line)
        except ValueError:
            user = None
        if not isinstance(user, dict) or not isinstance(user.get("user_id"), str):
            message = f"{path}, line {number}: this is no user with a user_id; an export in JSON has one a line"
            raise SourceUnreadable(message)
        yield user
