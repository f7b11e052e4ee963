"""The only one that speaks to Auth0's Management API.

What is repeated, and what is not:

| request          | nothing left us | no answer, 5xx, 408 | 429             | 401       | other 3xx, 4xx |
| ---------------- | --------------- | ------------------- | --------------- | --------- | -------------- |
| `get`, the token | repeated        | repeated            | waits, repeated | new token | Refused        |
| `send`           | repeated        | Unanswered          | waits, repeated | new token | Refused        |
| … `repeatable`   | repeated        | repeated            | waits, repeated | new token | Refused        |
| `import_users`   | Unsent          | Unanswered          | Refused         | new token | Refused        |

Repetition goes on for `patience` seconds in all, with pauses of 0.5 s, 1 s … 30 s, or as long as Auth0 asks; then
the last failure is raised. A DELETE, and a POST that only says what shall be so (roles of a user, members of an
organization), can be sent as `repeatable`; one that makes something anew cannot. Auth0's own SDKs repeat all of
these, so that a file may be imported three times by one call.

    client = Client(read_access(variable))
    database = client.connection("people")
    user = client.user("auth0|2000")                               # None where there is none
    client.send("DELETE", "/users/" + quoted("auth0|2000"), repeatable=True)
    client.get("/roles", {"per_page": "100"}).document()
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

import orjson

from converter.auth0 import answers
from converter.auth0.access import Access
from converter.auth0.answers import Answer, Connection, Job, StoredUser
from converter.auth0.failures import Refused, Unanswered, Unsent
from converter.auth0.pace import Pace, pause_of, server_time
from converter.auth0.timing import Timing
from converter.auth0.token import TokenStore
from converter.auth0.wire import Request, Wire
from converter.errors import TenantFailure

if TYPE_CHECKING:
    import httpx2

API = "/api/v2"
PATIENCE = 600.0
"""Seconds that a request is repeated before the last failure is raised."""

_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
_FIRST_REDIRECT, _FIRST_ERROR, _FIRST_FAILURE = 300, 400, 500
_UNAUTHORIZED, _TIMEOUT, _MISSING, _TOO_MANY = 401, 408, 404, 429
_OTHER = "other"
_FIELDS = {
    "fields": "user_id,email,username,phone_number,created_at,updated_at,identities,logins_count,last_login",
    "include_fields": "true",
}


T = TypeVar("T")


class Client:
    """One tenant's Management API. May be used from several threads; `close` it, or use it in a `with` block."""

    def __init__(
        self,
        access: Access,
        *,
        timing: Timing | None = None,
        patience: float = PATIENCE,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """`transport` takes the place of the network, for a stand-in in this process."""
        self.access = access
        self.skew = 0.0
        """The server's clock minus ours in seconds, by its last answer; 0 where it does not tell the time."""
        self._timing = timing or Timing()
        self._patience = patience
        self._pace = Pace()
        self._wire = Wire(access, self._timing.ticks, transport)
        self._tokens = TokenStore(access, self._timing, self._ask_for_token)

    @property
    def ease(self) -> float:
        """Seconds to leave between looks at jobs, by how much of Auth0's rate limit is left."""
        return self._pace.ease(_OTHER)

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """Read something below `/api/v2`. Errors: Refused (404 too), Unsent, Unanswered, UsageError."""
        return self._read(path, query, _whole)

    def send(self, method: str, path: str, json: Any = None, *, repeatable: bool = False) -> Answer:
        """Change something below `/api/v2`. Errors: Refused, Unsent, Unanswered, UsageError."""
        request = Request(method, API + path, json=json)
        return self._repeated(lambda: self._authorized(request), repeatable=repeatable)

    def import_users(self, name: str, users: bytes, form: Mapping[str, str]) -> Job:
        """Create an import job of one file; at most one POST ever carries its body to Auth0 and is taken.

        `form` holds the text fields: `connection_id`, `upsert`, `external_id`, `send_completion_email`.
        Errors: Refused (also 429: nothing is waited for), Unsent, Unanswered.
        """
        request = Request("POST", f"{API}/jobs/users-imports", parts=form, file=("users", name, users))
        return answers.job(self._authorized(request))

    def job(self, job_id: str) -> Job | None:
        """A job's state; None once Auth0 has forgotten it, which it does after 24 hours."""
        return self._found(f"/jobs/{quoted(job_id)}", None, answers.job)

    def job_errors(self, job_id: str) -> list[Mapping[str, Any]] | None:
        """The users that a job refused, as Auth0 tells them; None once it has forgotten."""
        return self._found(f"/jobs/{quoted(job_id)}/errors", None, answers.job_errors)

    def connection(self, name: str) -> Connection | None:
        """The database connection of that name."""
        found = self._read("/connections", {"strategy": "auth0", "name": name}, answers.connections)
        return next((each for each in found if each.name == name), None)

    def user(self, user_id: str) -> StoredUser | None:
        """The user with that id, strategy included (`auth0|2000`); read at once, not from the search index."""
        return self._found(f"/users/{quoted(user_id)}", _FIELDS, answers.one_user)

    def users_by_email(self, email: str) -> list[StoredUser]:
        """The users with that address, which has to be in lower case."""
        return self._read("/users-by-email", {"email": email} | _FIELDS, answers.stored_users)

    def rest(self, seconds: float) -> None:
        """Wait, by the clock of the client."""
        self._timing.sleep(seconds)

    def download(self, url: str, take: Callable[[bytes], object]) -> None:
        """Fetch a signed link piece by piece, without the token and without repetition."""
        self._wire.download(url, take)

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _found(self, path: str, query: Mapping[str, str] | None, parse: Callable[[Answer], T]) -> T | None:
        try:
            return self._read(path, query, parse)
        except Refused as refusal:
            if refusal.status == _MISSING:
                return None
            raise

    def _read(self, path: str, query: Mapping[str, str] | None, parse: Callable[[Answer], T]) -> T:
        """An answer that cannot be understood is asked for again as well."""
        request = Request("GET", API + path, query or {})
        return self._repeated(lambda: parse(self._authorized(request)), repeatable=True)

    def _repeated(self, attempt: Callable[[], T], *, repeatable: bool) -> T:
        began, failures = self._timing.ticks(), 0
        while True:
            try:
                return attempt()
            except Refused as refusal:
                if refusal.status != _TOO_MANY:
                    raise
                failure: TenantFailure = refusal
                pause = refusal.wait
            except Unsent as unsent:
                failure, pause = unsent, 0.0
            except Unanswered as unanswered:
                if not repeatable:
                    raise
                failure, pause = unanswered, 0.0
            pause = pause or _PAUSES[min(failures, len(_PAUSES) - 1)]
            if self._timing.ticks() + pause - began > self._patience:
                raise failure
            failures += 1
            self._timing.sleep(pause)

    def _authorized(self, request: Request) -> Answer:
        """With a token; a token that Auth0 does not take is replaced once."""
        kind = _bucket(request)
        for last in (False, True):
            wait = self._pace.wait(kind, self._timing.ticks())
            if wait:
                self._timing.sleep(wait)
            token = self._token()
            try:
                return self._exchanged(request.with_token(token), kind)
            except Refused as refusal:
                if last or refusal.status != _UNAUTHORIZED:
                    raise
                self._tokens.forget(token)
        raise AssertionError("the second time ends it")

    def _token(self) -> str:
        try:
            return self._tokens.current()
        except Unanswered as failure:
            # The token's request is what got no answer; the one that needs it has not begun.
            raise Unsent(str(failure)) from None

    def _ask_for_token(self, form: Mapping[str, str]) -> Any:
        request = Request("POST", "/oauth/token", form=form)
        return self._repeated(lambda: self._exchanged(request, "token").document(), repeatable=True)

    def _exchanged(self, request: Request, kind: str) -> Answer:
        answer = self._wire.exchange(request)
        now = self._timing.now()
        self.skew = server_time(answer.headers, now) - now
        self._pace.note(kind, answer.headers, ticks=self._timing.ticks(), now=now)
        if answer.status < _FIRST_REDIRECT:
            return answer
        raise _failure(answer, self.access.domain, now)


def quoted(name: str) -> str:
    """A name as one segment of a path: `auth0|2000` is `auth0%7C2000`."""
    return quote(name, safe="")


def _bucket(request: Request) -> str:
    """Which of Auth0's rate limits a request counts for: users and connections have their own, by verb."""
    noun = request.path.split("/")[3]
    return f"{request.method} {noun}" if noun.startswith(("users", "connections")) else _OTHER


def _whole(answer: Answer) -> Answer:
    return answer


def _failure(answer: Answer, domain: str, now: float) -> TenantFailure:
    status = answer.status
    code, message = _told(answer.body)
    if status >= _FIRST_FAILURE or status == _TIMEOUT:
        return Unanswered(f"{domain} answered with status {status}" + (f": {message}" if message else ""))
    text = f"{domain} refused with status {status}" + (f": {message}" if message else "")
    if status < _FIRST_ERROR:
        text += ": a redirect, which is never followed. Is AUTH0_DOMAIN right?"
    if status != _TOO_MANY:
        return Refused(text, status=status, code=code)
    return Refused(
        text,
        status=status,
        code=code,
        wait=pause_of(answer.headers, now) or 0.0,
        slots_taken="active import" in message,
    )


def _told(body: bytes) -> tuple[str, str]:
    """The code and the message of an error: `{"statusCode", "error", "message", "errorCode"}`, or OAuth's form."""
    try:
        document = orjson.loads(body)
    except ValueError:
        return "", ""
    if not isinstance(document, dict):
        return "", ""
    code = document.get("errorCode") or document.get("error") or ""
    message = document.get("message") or document.get("error_description") or code
    return str(code), str(message)[:500]
