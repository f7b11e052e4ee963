"""The tenant: a request in, an answer out, whatever faults strike in between."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from converter.auth0.tenant import control, export_api, login, routes
from converter.auth0.tenant.clock import Clock
from converter.auth0.tenant.faults import JOB_KINDS, Fault, Faults, Kind
from converter.auth0.tenant.history import Event
from converter.auth0.tenant.message import Answer, OAuthRefusal, Refusal, Request, as_json
from converter.auth0.tenant.settings import Settings
from converter.auth0.tenant.state import Call, State, new_state
from converter.auth0.tenant.tokens import form

API = "/api/v2"
_LATE = 0.5
"""Seconds by which a job may end late because its users take longer than was thought."""

TOKEN = "/oauth/token"  # noqa: S105 - a path


class Tenant:
    """A stand-in for an Auth0 tenant, without a network. One thread at a time.

    `faults` is the list at work, `state` everything the tenant knows. `tell` gets every event of the history. `at_work`
    says that somebody calls `work` all the time; otherwise jobs run when somebody looks.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: Clock | None = None,
        faults: Faults | None = None,
        tell: Callable[[Event], None] | None = None,
    ) -> None:
        self.at_work = False
        self.state: State = new_state(settings or Settings(), clock or Clock(), faults or Faults(), tell)

    def strike(self, request: Request) -> Fault | None:
        """The fault that strikes the request, to be asked once, as soon as its head is known."""
        return self.state.faults.strike(request.method, request.path)

    def too_large(self, length: int) -> Answer | None:
        """The refusal of a body of so many bytes, which comes before anything else is looked at."""
        limit = self.state.settings.limits.body
        if length <= limit:
            return None
        return Refusal(413, f"Payload content length greater than maximum allowed: {limit}.").answer()

    def answer(self, request: Request, fault: Fault | None = None) -> Answer:
        """Carry the request out. Faults on the wire are the server's business; it knows them too."""
        self.work(0 if self.at_work else inf)
        answer = self._spoiled(fault) or self._carry_out(request, fault)
        if fault and fault.do is Kind.ERROR_AFTER_ACTING:
            answer = _error(fault.status)
        facts = {"method": request.method, "path": request.path, "status": answer.status}
        self.state.history.note("request", facts | ({"fault": str(fault.do)} if fault else {}))
        return answer

    def lost(self, request: Request, fault: Fault) -> None:
        """A request that a fault kept from arriving."""
        facts = {"method": request.method, "path": request.path, "status": 0, "fault": str(fault.do)}
        self.state.history.note("request", facts)

    def settle(self) -> None:
        """Run the jobs that have ended by now, and forget those that are too old."""
        self.work(inf)

    def work(self, most: float) -> bool:
        """Do what is due by now, at most so many entries of imports; whether there is more to be done at once.

        An import that is worked at in bits takes its users in as its time passes, and ends when it is through. One
        whose end is long past, or that nobody works at, is done at once, as if it had been done in time.
        """
        state, now, behind = self.state, self.state.clock.now(), False
        for job in state.jobs.pending():
            end = state.jobs.end(job)
            late = now - end >= (_LATE if most < inf else 0.0)
            if job.work is None and end <= now:
                export_api.run(state, job)
            elif job.work and (most < inf or late):
                before, job.work.at = job.work.taken, end if late else now
                through = job.work.go_on(state.jobs.share(job, now), most=inf if late else most)
                most = max(most - job.work.taken + before, 0)
                if through and end <= now:
                    job.work.end(in_time=end >= job.ends)
                behind = behind or not through
        state.jobs.forget(now)
        return behind

    def _spoiled(self, fault: Fault | None) -> Answer | None:
        """The answer where a fault keeps the request from being carried out."""
        match fault.do if fault else None:
            case Kind.ERROR if fault:
                return _error(fault.status)
            case Kind.WRONG_TYPE:
                return Answer(200, b"<html><body>Service</body></html>", {"content-type": "text/html"})
            case Kind.RATE_LIMIT:
                spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(self.state.clock.steady()) + 1)}
                return _too_many(self.state.bucket.headers() | spent)
            case Kind.RATE_LIMIT_BARE:
                return _too_many({})
            case Kind.TOKEN_EXPIRED:
                self.state.tokens.expire_all()
        return None

    def _carry_out(self, request: Request, fault: Fault | None) -> Answer:
        if request.path == TOKEN and request.method == "POST":
            return self._token(request)
        if request.path.startswith(export_api.LINKS) and request.method == "GET":
            return export_api.fetch(self.state, request.path)
        if request.path.startswith(control.ROOT):
            return control.respond(self.state, request)
        if not self.state.bucket.take():
            return _too_many(self.state.bucket.headers())
        headers = self.state.bucket.headers()
        answer = self._respond(request, fault if fault and fault.do in JOB_KINDS else None)
        return Answer(answer.status, answer.body, {**headers, **answer.headers})

    def _respond(self, request: Request, fault: Fault | None) -> Answer:
        try:
            route, parts = routes.find(request.method, request.path)
            self.state.tokens.check(request, route.scopes)
            return route.respond(self.state, Call(request, parts, fault))
        except Refusal as refusal:
            return refusal.answer()

    def _token(self, request: Request) -> Answer:
        try:
            fields = form(request)
            if fields.get("grant_type") in login.GRANTS:
                return as_json(login.log_in(self.state, fields))
            return as_json(self.state.tokens.issue(fields, request.headers.get("host", "")))
        except OAuthRefusal as refusal:
            return refusal.answer()


def _error(status: int) -> Answer:
    return Refusal(status, "Internal error." if status >= 500 else "Refused.").answer()


def _too_many(headers: dict[str, str]) -> Answer:
    answer = Refusal(429, "Global limit has been reached", "too_many_requests").answer()
    return Answer(answer.status, answer.body, {**answer.headers, **headers})
