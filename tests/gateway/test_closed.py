"""What comes of a request while a part of the gateway itself fails."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from converter.gateway.app import Gateway, Rules
from converter.gateway.ask import Finished, Task
from converter.gateway.attempt import Attempt, Pseudonyms
from converter.gateway.signing import Gate, Keys
from converter.gateway.verdict import Answer, Verdict
from tests.gateway.served import KEY, signed

BODY = b'{"identifier": "ann", "password": "x"}'


class Broken:
    """Hands that fail, or let everybody in."""

    def __init__(self, *, broken: bool) -> None:
        self._broken = broken

    def start(self, finished: Finished) -> None:
        self._finished = finished

    def take(self, task: Task, *, patient: bool) -> bool:
        if self._broken:
            raise ZeroDivisionError
        answer = Answer(Verdict.RIGHT, {"user_id": "ann"})
        asyncio.get_running_loop().call_soon(self._finished, task, answer)
        return True

    async def ready(self) -> Answer:
        return Answer(Verdict.RIGHT)

    def close(self) -> None:
        return


class Headers(dict[str, str]):
    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(key, default)

    def items(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return list(super().items())


@dataclass
class Request:
    headers: Headers
    client: str = "127.0.0.1:5555"
    method: str = "POST"
    path: str = "/login"


@dataclass
class Exchange:
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    async def __call__(self) -> bytes:
        return BODY

    def __aiter__(self) -> AsyncIterator[bytes]:
        raise NotImplementedError

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, body))


def asked(log: list[Attempt] | None, *, broken: bool) -> tuple[int, bytes]:
    """The answer to a login; without a log, none can be written."""

    def note(attempt: Attempt) -> None:
        if log is None:
            raise OSError("no space left on device")
        log.append(attempt)

    async def run() -> tuple[int, bytes]:
        gate = Gate(Keys({"key": KEY.encode()}), time.time)
        pseudonyms = Pseudonyms(b"p" * 32)
        gateway = Gateway(Broken(broken=broken), gate, rules=Rules(floor=0.01), pseudonyms=pseudonyms, log=note)
        gateway.__rsgi_init__(asyncio.get_running_loop())
        exchange = Exchange()
        headers = Headers({"authorization": signed("/login", BODY), "content-length": str(len(BODY))})
        await gateway.__rsgi__(Request(headers), exchange)
        [answer] = exchange.answers
        return answer

    return asyncio.run(run())


def test_a_login_that_works_is_answered_and_written_down(tmp_path: Path) -> None:
    log: list[Attempt] = []
    status, body = asked(log, broken=False)
    assert (status, json.loads(body)) == (200, {"user": {"user_id": "ann"}})
    assert [attempt.outcome for attempt in log] == ["right"]


def test_where_no_log_can_be_written_nobody_is_let_in() -> None:
    assert asked(None, broken=False) == (503, b'{"error":"unavailable"}')


def test_a_bug_lets_nobody_in_and_is_written_down() -> None:
    log: list[Attempt] = []
    assert asked(log, broken=True) == (503, b'{"error":"unavailable"}')
    assert [(attempt.outcome, attempt.reason) for attempt in log] == [("unavailable", "a bug: ZeroDivisionError")]
