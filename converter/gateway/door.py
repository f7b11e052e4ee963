"""Who comes in: the body within limits, the source under its limit, the signature, and what is asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TypeAlias

from starlette.requests import ClientDisconnect, Request

from converter.gateway.signing import Gate, Refused, Signed
from converter.gateway.throttle import Limit, Throttle
from converter.sources.json_line import LineError, read_object

LONGEST_BODY = 16 << 10
BODY_SECONDS = 5.0
Network: TypeAlias = IPv4Network | IPv6Network


class Turned(Exception):
    """The request is turned away with an HTTP status; the text says why, for the log."""

    def __init__(self, status: int, outcome: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a person by identifier, and for a login the password; `key` names the key that signed it."""

    key: str
    identifier: str
    password: str = field(default="", repr=False)


class Door:
    """Turns away what may not or cannot be answered, before any store is asked."""

    def __init__(self, gate: Gate, *, limit: Limit, proxies: Sequence[Network]) -> None:
        """`limit` is for each source; `proxies` are believed about the address for which they forward."""
        self._gate = gate
        self._proxies = proxies
        self._requests = Throttle(limit, time.monotonic)

    def source(self, request: Request) -> str:
        """The address that asks: the connection's own, or behind proxies the last one that is none of them."""
        address = request.client.host if request.client else ""
        forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        while forwarded and self._is_proxy(address) and (named := forwarded.pop().strip()):
            address = named
        return address[:64]

    async def admit(self, request: Request, *, source: str, login: bool) -> Question:
        """What the request asks. Raises Turned."""
        body = await _body(request)
        signed = Signed(request.method, request.scope["path"], body)
        try:
            key = self._gate.admit(request.headers.get("authorization", ""), signed)
        except Refused as refused:
            raise Turned(401, "refused", str(refused)) from None
        # only what is signed counts: strangers share Auth0's addresses with us, and must not use up what is ours
        if self._requests.wait(source):
            raise Turned(429, "throttled", "too many requests of this source")
        self._requests.count(source)
        return _question(key, body, login=login)

    def _is_proxy(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._proxies)


async def _body(request: Request) -> bytes:
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                size += len(piece)
                if size > LONGEST_BODY:
                    raise Turned(413, "malformed", "the body is too large")
                pieces.append(piece)
    except TimeoutError:
        raise Turned(408, "malformed", "the body comes too slowly") from None
    except ClientDisconnect:
        raise Turned(400, "malformed", "the caller went away") from None
    return b"".join(pieces)


def _question(key: str, body: bytes, *, login: bool) -> Question:
    """Exactly `identifier`, and for a login `password`, both texts."""
    try:
        members = read_object(body)
    except LineError as error:
        raise Turned(400, "malformed", error.code) from None
    names = ("identifier", "password") if login else ("identifier",)
    if set(members) != set(names) or not all(isinstance(members[name], str) for name in names):
        raise Turned(400, "malformed", f"the body has not exactly the texts {' and '.join(names)}")
    return Question(key, *(members[name] for name in names))
