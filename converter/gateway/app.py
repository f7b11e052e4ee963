"""The gateway's HTTP: `POST /login`, `POST /get_user`, `GET /health`, `GET /metrics`.

An application of RSGI (granian's interface, https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md).
The body of an answer is `{"user": …}` or `{"error": …}` with one of a few words. A login that fails is answered at a
multiple of `Rules.floor` seconds after it came in, so that its time does not tell why.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

import orjson
from msgspec import Struct

from converter.gateway.ask import Ask, Hands
from converter.gateway.attempt import Attempt, Pseudonyms
from converter.gateway.door import Door, Network, Question, Turned
from converter.gateway.health import Health
from converter.gateway.metrics import Metrics
from converter.gateway.rsgi import Exchange, Scope
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
    (LOGIN, Verdict.THROTTLED): (429, "throttled"),
    (GET_USER, Verdict.LOCKED): (403, "locked"),
}
_CLOSED = (503, "unavailable")
"""What is told of every other verdict but RIGHT."""
_JSON = "application/json"


class Rules(Struct, frozen=True):
    """What the gateway bears. `floor` is in seconds; `failures` are logins of one identifier.

    `per_source` are signed requests of one address.
    """

    floor: float = 0.25
    failures: Limit = FAILURES
    per_source: Limit = PER_SOURCE
    capacity: Capacity = CAPACITY
    get_user: bool = True
    proxies: Sequence[Network] = ()


class Reply(NamedTuple):
    """What is answered."""

    status: int
    body: bytes
    kind: str = _JSON


Put: TypeAlias = Callable[[Question, Attempt], Awaitable[Answer]]
"""Puts the question of an attempt."""


class Gateway:
    """Takes requests in, lets through those that may ask, and tells no more than it must."""

    def __init__(
        self, hands: Hands, gate: Gate, *, rules: Rules, pseudonyms: Pseudonyms, log: Callable[[Attempt], None]
    ) -> None:
        """`log` gets every attempt, in the thread of the event loop."""
        self._door = Door(gate, limit=rules.per_source, proxies=rules.proxies)
        self._failures = Throttle(rules.failures, time.monotonic)
        self._floor = rules.floor
        self._pseudonyms = pseudonyms
        self._log = log
        self._metrics = Metrics()
        self._work = Work(hands, rules.capacity)
        self._health = Health(hands.ready)
        self._routes: dict[str, tuple[str, Callable[[Scope, Exchange], Awaitable[Reply]]]] = {
            "/login": ("POST", self._login),
            "/health": ("GET", self._healthy),
            "/metrics": ("GET", self._measured),
        }
        if rules.get_user:
            self._routes["/get_user"] = ("POST", self._get_user)

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        try:
            reply = await self._reply(scope, exchange)
        except Exception:  # noqa: BLE001 - also where nothing can be written down, the door stays closed
            reply = _reply(*_CLOSED)
        headers = [("content-type", reply.kind), ("cache-control", "no-store")]
        if reply.status in (429, 503):
            headers.append(("retry-after", "5"))
        exchange.response_bytes(reply.status, headers, reply.body)

    def __rsgi_init__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """Begin, in the event loop."""
        self._work.start()

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """Give everything up."""
        self._work.close()

    async def _reply(self, scope: Scope, exchange: Exchange) -> Reply:
        method, answer = self._routes.get(scope.path, ("", None))
        if answer is None:
            return _reply(404, "not found")
        if scope.method != method and (scope.method, method) != ("HEAD", "GET"):
            return _reply(405, "not allowed")
        return await answer(scope, exchange)

    async def _login(self, scope: Scope, exchange: Exchange) -> Reply:
        return await self._answered(scope, exchange, action=LOGIN, put=self._tried)

    async def _get_user(self, scope: Scope, exchange: Exchange) -> Reply:
        return await self._answered(scope, exchange, action=GET_USER, put=self._looked_up)

    async def _healthy(self, _scope: Scope, _exchange: Exchange) -> Reply:
        """Can people be found now? 200 or 503."""
        up = await self._health.up()
        return Reply(200 if up else 503, orjson.dumps({"status": "ok" if up else "unavailable"}))

    async def _measured(self, _scope: Scope, _exchange: Exchange) -> Reply:
        text = self._metrics.text(waiting=self._work.under_way)
        return Reply(200, text.encode(), "text/plain; version=0.0.4")

    async def _answered(self, scope: Scope, exchange: Exchange, *, action: str, put: Put) -> Reply:
        began = time.monotonic()
        attempt = Attempt(time.time(), action, source=self._door.source(scope))
        try:
            question = await self._door.admit(scope, exchange, source=attempt.source, login=action == LOGIN)
            attempt.key = question.key
            attempt.person = self._pseudonyms.of(question.identifier)
            answer = await put(question, attempt)
        except Turned as turned:
            attempt.outcome, attempt.reason = turned.outcome, str(turned)
            self._note(attempt, began)
            return _reply(turned.status, turned.outcome)
        except Exception as error:  # noqa: BLE001 - whatever fails, the door stays closed, and the log has it
            answer = Answer(Verdict.UNAVAILABLE, reason=f"a bug: {type(error).__name__}")
        attempt.outcome, attempt.reason = answer.verdict.value, answer.reason
        if answer.verdict is not Verdict.RIGHT:
            self._note(attempt, began)
            return _reply(*_TOLD.get((action, answer.verdict), _CLOSED))
        attempt.user = self._pseudonyms.of(answer.user["user_id"])
        self._note(attempt, began)
        return Reply(200, orjson.dumps({"user": answer.user}))

    async def _looked_up(self, question: Question, _attempt: Attempt) -> Answer:
        return await self._work.put(Ask(question.identifier))

    async def _tried(self, question: Question, attempt: Attempt) -> Answer:
        began = time.monotonic()
        # counted beforehand, so that guesses put at the same time count as well
        if not self._failures.count(attempt.person):
            raise Turned(429, "throttled", "too many failed logins of this person")
        answer = await self._work.put(
            Ask(question.identifier, question.password), partial(self._settled, attempt.person)
        )
        if answer.verdict is not Verdict.RIGHT:
            spent = time.monotonic() - began
            await asyncio.sleep(math.ceil(spent / self._floor) * self._floor - spent)
        return answer

    def _settled(self, person: str, answer: Answer) -> None:
        """The answer, however late: the person starts anew, or the guess counts, or nothing was guessed."""
        if answer.verdict is Verdict.RIGHT:
            self._failures.forget(person)
        elif answer.verdict is Verdict.UNAVAILABLE and not answer.tried:
            self._failures.take_back(person)

    def _note(self, attempt: Attempt, began: float) -> None:
        attempt.seconds = time.monotonic() - began
        self._metrics.ended(attempt.action, attempt.outcome, seconds=attempt.seconds)
        self._log(attempt)


def _reply(status: int, error: str) -> Reply:
    return Reply(status, orjson.dumps({"error": error}))
