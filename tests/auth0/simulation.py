"""A whole upload in one process and virtual time: the real client, journal and decisions against a tenant.

Between client and tenant stands a wire that can break at any request, in any of the ways of `FAULTS`; the process can
be "killed" at any request and around any transaction.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from converter.auth0.access import Access
from converter.auth0.answers import Connection
from converter.auth0.client import Client
from converter.auth0.crew import InTurn
from converter.auth0.errands import Order
from converter.auth0.journal import Journal, open_journal
from converter.auth0.journal_tables import Fate
from converter.auth0.result import Result, result_of
from converter.auth0.tenant.clock import Clock, VirtualTime, timestamp
from converter.auth0.tenant.message import Request, as_json
from converter.auth0.tenant.settings import Limits, Settings, Speed
from converter.auth0.tenant.tenant import Tenant
from converter.auth0.tenant.users import User, made
from converter.auth0.timing import Timing
from converter.auth0.upload import Upload
from converter.errors import TenantFailure
from tests.auth0.folder import finished_run, users_of

FAULTS = (
    "refused", "head", "byte-1", "half-body", "last-byte", "whole-body",
    "acted", "answer-head", "answer-half", "answer-last",
    "500", "502-acted", "408", "429", "429-bare", "401", "html", "no-json", "slow",
)  # fmt: skip
"""What can happen to a request. Up to `whole-body` the tenant never hears of it; from `acted` on it does its work."""

_LATENCY = 0.05
_SILENT = ("acted", "answer-head", "answer-half", "answer-last", "502-acted", "slow")


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Plan:
    """What goes wrong: by number of the request and of the transaction, both from 0 in each session."""

    faults: Mapping[int, str] = field(default_factory=dict)
    kill_at_request: int = -1
    kill_after_acting: bool = False
    kill_at_commit: int = -1
    kill_after_commit: bool = False
    said: Mapping[str, str] | None = None
    """An error that the tenant's answers carry in place of its own."""

    @classmethod
    def drawn(cls, seed: int, requests: int = 120) -> Plan:
        """A bad line: every fifth request goes wrong, and a third of the programs dies."""
        chance = random.Random(seed)
        faults = {number: chance.choice(FAULTS) for number in range(requests) if chance.random() < 0.2}
        death = chance.choice(("request", "commit", "", ""))
        return cls(
            faults,
            kill_at_request=chance.randrange(30) if death == "request" else -1,
            kill_after_acting=chance.random() < 0.5,
            kill_at_commit=chance.randrange(20) if death == "commit" else -1,
            kill_after_commit=chance.random() < 0.5,
        )


class Wire(httpx2.BaseTransport):
    """The network between a client and a tenant in the same process."""

    def __init__(self, tenant: Tenant, time: VirtualTime, plan: Plan) -> None:
        self.tenant, self.time, self.plan = tenant, time, plan
        self.count = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        number, self.count = self.count, self.count + 1
        self.time.sleep(_LATENCY)
        fault = self.plan.faults.get(number, "")
        if fault == "refused":
            raise httpx2.ConnectError("refused")
        body = self._received(request, fault)
        if number == self.plan.kill_at_request and not self.plan.kill_after_acting:
            raise Killed
        asked = Request(request.method, request.url.raw_path.decode(), dict(request.headers), body)
        answer = None if fault and fault not in _SILENT else self.tenant.answer(asked, self.tenant.strike(asked))
        if number == self.plan.kill_at_request:
            raise Killed
        if fault == "slow":
            self.time.sleep(200.0)
        if fault in ("acted", "answer-head"):
            raise httpx2.ReadError("reset") if fault == "acted" else httpx2.RemoteProtocolError("cut in the head")
        if answer is None or fault == "502-acted":
            return self._instead(fault)
        if self.plan.said and asked.path.endswith("/errors") and answer.body:
            items = [item | {"errors": [self.plan.said]} for item in answer.document()]
            answer = as_json(items)
        cut = {"answer-half": len(answer.body) // 2, "answer-last": len(answer.body) - 1}.get(fault)
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        stream = _Cut(answer.body if cut is None else answer.body[: max(cut, 0)], broken=cut is not None)
        return httpx2.Response(answer.status, headers=headers, stream=stream)

    def _received(self, request: httpx2.Request, fault: str) -> bytes:
        if fault == "head":
            raise httpx2.WriteError("reset")
        body = b""
        for piece in request.stream:  # type: ignore[union-attr]
            body += piece
            if fault == "byte-1":
                raise httpx2.WriteError("reset")
        if fault in ("half-body", "last-byte"):
            raise httpx2.WriteError("reset")
        if fault == "whole-body":
            raise httpx2.ReadError("reset")
        return body

    def _instead(self, fault: str) -> httpx2.Response:
        if fault == "401":
            return httpx2.Response(401, json={"statusCode": 401, "error": "Unauthorized", "message": "Invalid token."})
        if fault in ("429", "429-bare"):
            reset = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(self.time()) + 2)}
            return httpx2.Response(429, headers=reset if fault == "429" else {}, json={"message": "Too many"})
        if fault in ("html", "no-json"):
            return httpx2.Response(200, content=b"<html>" if fault == "html" else b"")
        return httpx2.Response(int(fault[:3]), json={"message": "Internal error."})


class _Cut(httpx2.SyncByteStream):
    def __init__(self, data: bytes, *, broken: bool) -> None:
        self.data, self.broken = data, broken

    def __iter__(self) -> Iterator[bytes]:
        yield self.data
        if self.broken:
            raise httpx2.ReadError("reset")


class Dying(Journal):
    """A journal whose process may be killed before or after a commit."""

    plan = Plan()
    commits = 0

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        number, self.commits = self.commits, self.commits + 1
        with super().transaction() as rows:
            yield rows
            if number == self.plan.kill_at_commit and not self.plan.kill_after_commit:
                raise Killed
        if number == self.plan.kill_at_commit:
            raise Killed


@dataclass
class Rehearsal:
    """A folder of parts and a tenant for it."""

    folder: Path
    parts: int = 3
    users: int = 6
    upsert: bool = False
    ids: bool = True
    by_email: bool = False
    crew: type[InTurn] = InTurn
    gap: float = 0.0
    """How far the tenant's clock is from ours."""
    settings: Settings = field(default_factory=lambda: Settings(speed=Speed(3.0, 100.0), limits=Limits(token=600.0)))
    time: VirtualTime = field(default_factory=VirtualTime)
    requests: int = 0
    commits: int = 0
    sessions: int = 0

    def __post_init__(self) -> None:
        self.tenant = Tenant(self.settings, clock=Clock(lambda: self.time() + self.gap))
        self.documents = [users_of(part, self.users) for part in range(self.parts)]
        if not self.ids:
            for user in itertools.chain.from_iterable(self.documents):
                del user["user_id"]
        self.written = finished_run(self.folder, self.documents)
        self.put_there_before(ago=1000.0)

    def put_there_before(self, ago: float) -> None:
        """The third user of each part came before, by an earlier migration, say: of the same id, with another name."""
        connection, state = self.settings.connections[0], self.tenant.state
        then = timestamp(state.clock.now() - ago)
        for users in self.documents:
            entry = users[2] | {"name": "before"}
            state.users.add(User(made(entry, connection, local_id=entry["username"], now=then), connection))

    def session(self, plan: Plan | None = None) -> bool:
        """One start of the program, to its end or its death. Gives whether everything is settled."""
        plan, self.sessions = plan or Plan(), self.sessions + 1
        wire = Wire(self.tenant, self.time, plan)
        timing = Timing(self.time, self.time, self.time.sleep)
        journal = open_journal(self.folder)
        dying = Dying(journal._connection, journal.path)
        dying.plan = plan
        access = Access("http://127.0.0.1:1", "rehearsal", secret="rehearsal-secret", audience="http://x/api/v2/")
        try:
            with Client(access, timing=timing, transport=wire) as client:
                self.connection = client.connection(self.settings.connections[0].name)
                assert self.connection is not None
                if not dying.bound():
                    dying.begin({"domain": "x", "connection": self.connection.name}, self.written)
                return self.upload(dying, client, self.connection, timing).run()
        finally:
            self.requests, self.commits = wire.count, dying.commits
            journal.close()

    def upload(self, journal: Journal, client: Client, connection: Connection, timing: Timing) -> Upload:
        order = Order(connection, "test-", upsert=self.upsert, by_email=self.by_email)
        return Upload(self.folder, journal, client, order, self.crew(timing), timing)

    def result(self) -> Result:
        with open_journal(self.folder) as journal:
            return result_of(journal)

    def problems(self) -> list[str]:
        """Everything that is not as it has to be once all is settled; judged by the tenant's own records."""
        expected = {
            f"auth0|{user['user_id']}" for users in self.documents for n, user in enumerate(users) if n not in (1, 2)
        }
        before = {f"auth0|{users[2]['user_id']}" for users in self.documents}
        events = self.tenant.state.history.events
        created = [event["user_id"] for event in events if event["event"] == "user-created"]
        found = [f"lost: {user}" for user in sorted(expected - set(created))]
        found += [f"too much: {user}" for user in sorted(set(created) - expected)]
        if len(created) != len(set(created)):
            found.append("somebody was created twice")
        if {user.id for user in self.tenant.state.users} != expected | before:
            found.append("the tenant does not hold the users it should")
        if any(user.profile["name"] != "before" for user in self.tenant.state.users if user.id in before):
            found.append("somebody who was there before was changed")
        found += [f"{e['alive']} jobs at once" for e in events if e["event"] == "job-created" and e["alive"] > 2]
        return found + list(self._miscounted(len(expected)))

    def _miscounted(self, expected: int) -> Iterator[str]:
        result, parts = self.result(), len(self.documents)
        counts = (result.created, result.failed, result.users)
        wanted = (expected, 2 * parts, parts * self.users)
        if counts != wanted or result.updated + result.existed + result.absent + result.unresolved + result.waiting:
            yield f"the journal says {result.as_document()}, not {wanted}"
        with open_journal(self.folder) as journal:
            failed = [(row.part, row.position) for row in journal.users(Fate.FAILED)]
        if failed != [(part, position) for part in range(1, parts + 1) for position in (1, 2)]:
            yield f"failed, by part and position: {failed}"


def to_the_end(rehearsal: Rehearsal, plan: Plan) -> list[str]:
    """Start again until everything is settled; gives what is wrong then."""
    for _ in range(20):
        try:
            if rehearsal.session(plan):
                return rehearsal.problems()
        except (TenantFailure, Killed):
            plan = Plan()
    return ["it does not come to an end"]
