"""The gateway's HTTP: `POST /login`, `POST /get_user`, `GET /health`, `GET /metrics`.

The body of an answer is `{"user": …}` or `{"error": …}` with one of a few words. A login that fails is answered at a
multiple of `Rules.floor` seconds after it came in, so that its time does not tell why.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from converter.gateway.attempt import Attempt, Pseudonyms
from converter.gateway.door import Door, Network, Question, Turned
from converter.gateway.metrics import Metrics
from converter.gateway.migration import Migration
from converter.gateway.renewal import Renewed
from converter.gateway.signing import Gate
from converter.gateway.throttle import Limit, Throttle
from converter.gateway.verdict import Answer, Verdict
from converter.gateway.work import CAPACITY, Capacity, Work

LOGIN, GET_USER = "login", "get_user"
FAILURES = Limit(5, 300)
PER_SOURCE = Limit(6000, 60)
_TOLD = {
    (LOGIN, Verdict.WRONG): (403, "wrong"),
    (LOGIN, Verdict.UNKNOWN): (403, "wrong"),
    (GET_USER, Verdict.UNKNOWN): (404, "unknown"),
    (LOGIN, Verdict.LOCKED): (403, "locked"),
    (LOGIN, Verdict.MUST_CHANGE): (403, "must_change"),
    (GET_USER, Verdict.LOCKED): (403, "locked"),
}
_CLOSED = (503, "unavailable")
"""What is told of every other verdict but RIGHT."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the gateway bears. `floor` is in seconds; `failures` are logins of one identifier.

    `per_source` are signed requests of one address.
    """

    floor: float = 0.25
    failures: Limit = FAILURES
    per_source: Limit = PER_SOURCE
    capacity: Capacity = CAPACITY
    get_user: bool = True
    proxies: Sequence[Network] = ()


class Gateway:
    """Takes requests in, lets through those that may ask, and tells no more than it must."""

    def __init__(
        self,
        migration: Migration | Renewed,
        gate: Gate,
        *,
        rules: Rules,
        pseudonyms: Pseudonyms,
        log: Callable[[Attempt], None],
    ) -> None:
        """`log` gets every attempt, in the thread of the event loop."""
        self._migration = migration
        self._door = Door(gate, limit=rules.per_source, proxies=rules.proxies)
        self._rules = rules
        self._pseudonyms = pseudonyms
        self._log = log
        self._metrics = Metrics()
        self._work = Work(rules.capacity)
        self._failures = Throttle(rules.failures, time.monotonic)
        self._guesses = Throttle(rules.failures, time.monotonic)

    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/login", self._login, methods=["POST"]),
            *([Route("/get_user", self._get_user, methods=["POST"])] if self._rules.get_user else []),
            Route("/health", self._health),
            Route("/metrics", self._measured),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        yield
        self._work.close()
        self._migration.close()

    async def _login(self, request: Request) -> Response:
        return await self._answered(request, LOGIN, self._tried)

    async def _get_user(self, request: Request) -> Response:
        return await self._answered(request, GET_USER, self._looked_up)

    async def _health(self, _request: Request) -> Response:
        """Can people be found now? 200 or 503."""
        found = await self._work.put(self._migration.ready)
        up = found.verdict is Verdict.RIGHT
        return _response(200 if up else 503, {"status": "ok" if up else "unavailable"})

    async def _measured(self, _request: Request) -> Response:
        return Response(self._metrics.text(waiting=self._work.under_way), media_type="text/plain; version=0.0.4")

    async def _answered(self, request: Request, action: str, put: Callable[[Question, str], Any]) -> Response:
        began = time.monotonic()
        attempt = Attempt(time.time(), action, "", 0.0, source=self._door.source(request))
        try:
            question = await self._door.admit(request, source=attempt.source, login=action == LOGIN)
            person = self._pseudonyms.of(question.identifier)
            attempt = replace(attempt, key=question.key, person=person)
            answer: Answer = await put(question, person)
        except Turned as turned:
            self._note(replace(attempt, outcome=turned.outcome, reason=str(turned)), began)
            return _response(turned.status, {"error": turned.outcome})
        right = answer.verdict is Verdict.RIGHT
        user = self._pseudonyms.of(answer.user["user_id"]) if right else ""
        self._note(replace(attempt, outcome=answer.verdict.value, reason=answer.reason, user=user), began)
        if right:
            return _response(200, {"user": answer.user})
        status, error = _TOLD.get((action, answer.verdict), _CLOSED)
        return _response(status, {"error": error})

    async def _looked_up(self, question: Question, _person: str) -> Answer:
        return await self._work.put(lambda: self._migration.get_user(question.identifier))

    async def _tried(self, question: Question, person: str) -> Answer:
        began = time.monotonic()
        if self._failures.wait(person):
            raise Turned(429, "throttled", "too many failed logins of this person")
        # counted beforehand, so that guesses put at the same time count as well
        self._failures.count(person)
        answer = await self._work.put(lambda: self._migration.login(question.identifier, question.password))
        exhausted = self._guessed(answer)
        if answer.verdict is Verdict.RIGHT and not exhausted:
            self._failures.forget(person)
            return answer
        if answer.verdict is Verdict.UNAVAILABLE and not answer.tried:
            self._failures.take_back(person)
        spent = time.monotonic() - began
        await asyncio.sleep(math.ceil(spent / self._rules.floor) * self._rules.floor - spent)
        if exhausted:
            raise Turned(429, "throttled", "too many failed logins of this person, by several names")
        return answer

    def _guessed(self, answer: Answer) -> bool:
        """Count the answer for whom it is about, whatever was typed. True where it must not be told any more."""
        if not answer.found or (answer.verdict is Verdict.UNAVAILABLE and not answer.tried):
            return False
        found = self._pseudonyms.of(answer.found)
        if self._guesses.wait(found):
            return True
        if answer.verdict is Verdict.RIGHT:
            self._guesses.forget(found)
        else:
            self._guesses.count(found)
        return False

    def _note(self, attempt: Attempt, began: float) -> None:
        seconds = time.monotonic() - began
        self._metrics.ended(attempt.action, attempt.outcome, seconds=seconds)
        self._log(replace(attempt, seconds=seconds))


def _response(status: int, document: dict[str, Any]) -> Response:
    headers = {"cache-control": "no-store"} | ({"retry-after": "5"} if status in (429, 503) else {})
    return Response(orjson.dumps(document), status, headers, "application/json")
