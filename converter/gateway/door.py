"""Who comes in: the body within limits, the source under its limit, the signature, and what is asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TypeAlias

from converter.gateway.rsgi import Exchange, Headers, Scope
from converter.gateway.signing import Gate, Refused, Signed
from converter.gateway.throttle import Limit, Throttle
from converter.sources.json_line import LineError, read_object

LONGEST_BODY = 16 << 10
BODY_SECONDS = 5.0
_SLOW = "the body comes too slowly"
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

    def source(self, scope: Scope) -> str:
        """The address that asks: the connection's own, or behind proxies the last one that is none of them."""
        address = scope.client.rpartition(":")[0].strip("[]")
        if not self._proxies:
            return address
        forwarded = ",".join(value for name, value in scope.headers.items() if name == "x-forwarded-for").split(",")
        while forwarded and self._is_proxy(address) and (named := forwarded.pop().strip()):
            address = named
        return address[:64]

    async def admit(self, scope: Scope, exchange: Exchange, *, source: str, login: bool) -> Question:
        """What the request asks. Raises Turned."""
        headers = scope.headers
        body = await _body(headers, exchange)
        try:
            key = self._gate.admit(headers.get("authorization", ""), Signed(scope.method, scope.path, body))
        except Refused as refused:
            raise Turned(401, "refused", str(refused)) from None
        # only what is signed counts: strangers share Auth0's addresses with us, and must not use up what is ours
        if not self._requests.count(source):
            raise Turned(429, "throttled", "too many requests of this source")
        return _question(key, body, login=login)

    def _is_proxy(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._proxies)


async def _body(headers: Headers, exchange: Exchange) -> bytes:
    """The body, at once where its length says that it is not too large, piece by piece where nothing says so."""
    said = headers.get("content-length", "")
    if said.isdecimal() and int(said) > LONGEST_BODY:
        raise Turned(413, "malformed", "the body is too large")
    reading = asyncio.current_task()
    assert reading is not None
    late = asyncio.get_running_loop().call_later(BODY_SECONDS, reading.cancel, _SLOW)
    try:
        return await exchange() if said.isdecimal() else await _pieces(exchange)
    except asyncio.CancelledError as error:
        if error.args != (_SLOW,):
            raise
        raise Turned(408, "malformed", _SLOW) from None
    except (RuntimeError, OSError):
        raise Turned(400, "malformed", "the body cannot be read to its end") from None
    finally:
        late.cancel()


async def _pieces(exchange: Exchange) -> bytes:
    body = b""
    async for piece in exchange:
        body += piece
        if len(body) > LONGEST_BODY:
            raise Turned(413, "malformed", "the body is too large")
    return body


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
