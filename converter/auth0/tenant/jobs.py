"""Jobs: what was asked for, how long it takes, how it ended, and when it is forgotten."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from converter.auth0.tenant.clock import timestamp
from converter.auth0.tenant.faults import Kind
from converter.auth0.tenant.settings import Connection, Limits

if TYPE_CHECKING:
    from converter.auth0.tenant.imports import Import

PENDING, COMPLETED, FAILED = "pending", "completed", "failed"
IMPORT, EXPORT = "users_import", "users_export"


@dataclass(slots=True)
class Job:
    """A job. `work` is what an import still has to do; `ends` is infinite for a job that is stuck."""

    id: str
    type: str
    connection: Connection | None
    created: float
    ends: float
    asked: dict[str, Any]
    """What the request said beside the users, as answers repeat it."""
    work: Import | None = field(default=None, repr=False)
    status: str = PENDING
    details: str = ""
    summary: dict[str, int] | None = None
    errors: list[dict[str, Any]] = field(default_factory=list, repr=False)
    result: bytes = field(default=b"", repr=False)
    """The file of an export."""
    fault: Kind | None = None
    """What is to go wrong with it."""

    def shown(self, now: float) -> dict[str, Any]:
        """The job as `GET /jobs/{id}` has it, but for the location of an export."""
        document = self.born()
        if self.status == PENDING:
            document |= self._progress(now)
        if self.details:
            document["status_details"] = self.details
        if self.summary is not None:
            document["summary"] = self.summary
        return document

    def born(self) -> dict[str, Any]:
        """The job as the answer to its creation has it."""
        place = {"connection_id": self.connection.id, "connection": self.connection.name} if self.connection else {}
        document = {"id": self.id, "type": self.type, "status": self.status, "created_at": timestamp(self.created)}
        return document | place | self.asked

    def _progress(self, now: float) -> dict[str, int]:
        if self.ends == float("inf"):
            return {"percentage_done": 0}
        share = (now - self.created) / max(self.ends - self.created, 0.001)
        return {
            "percentage_done": min(99, max(0, int(100 * share))),
            "time_left_seconds": max(1, int(self.ends - now)),
        }


class Jobs:
    """The jobs of a tenant that are not forgotten yet."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._jobs: dict[str, Job] = {}

    def add(self, job: Job) -> None:
        """Take a new job in."""
        self._jobs[job.id] = job

    def get(self, job_id: str) -> Job | None:
        """The job of that id."""
        return self._jobs.get(job_id)

    def alive(self) -> list[Job]:
        """Imports that have not ended; Auth0 allows two of them."""
        return [job for job in self._jobs.values() if job.type == IMPORT and job.status == PENDING]

    def forget(self, now: float) -> None:
        """Delete what is older than Auth0 keeps it."""
        old = [j.id for j in self._jobs.values() if now - j.created >= self._limits.retention and j.status != PENDING]
        for job_id in old:
            del self._jobs[job_id]

    def pending(self) -> list[Job]:
        """Those that have not ended, in the order in which they are to end."""
        return sorted((job for job in self._jobs.values() if job.status == PENDING), key=self.end)

    def end(self, job: Job) -> float:
        """When the job ends, be it because Auth0 gives up."""
        return min(job.ends, job.created + self._limits.job)

    def share(self, job: Job, now: float) -> float:
        """How much of a job is done by then, from 0 to 1: one that Auth0 gives up is never done."""
        if job.ends <= min(now, self.end(job)):
            return 1.0
        passed = min(now, self.end(job)) - job.created
        return passed / max(job.ends - job.created, passed)


def new_id(prefix: str) -> str:
    """An identifier such as `job_` and sixteen letters and digits."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return prefix + "".join(secrets.choice(letters) for _ in range(16))
