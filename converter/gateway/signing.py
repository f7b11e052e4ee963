"""Who may ask: requests signed with a shared key, or, for the simplest case, a bearer token.

A signature covers method, path, time, nonce and body, each on a line of its own, under HMAC-SHA-256 (RFC 2104):

    Authorization: Convert-HMAC-SHA256 time=1700000000, nonce=8d5e957f297893487bd98fa830fa6413, signature=<64 hex>

A request is taken once, and only within a minute of its time. Two keys may be valid at once, so that they can be
exchanged without a pause.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from converter.gateway.ahead import Ahead

SCHEME = "Convert-HMAC-SHA256"
SHORTEST_KEY = 32
WINDOW = 60
_NONCES = 1_000_000
_HEADER = re.compile(rf"{SCHEME} time=([0-9]{{1,12}}), nonce=([0-9a-f]{{32}}), signature=([0-9a-f]{{64}})", re.ASCII)
_BEARER = re.compile(r"Bearer ([\x21-\x7e]{1,512})", re.ASCII)


class Refused(Exception):
    """The caller has not shown that it may ask; the text, for the log, says why."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets, by the names under which the log shows which of them was used. Without repr of any secret."""

    signing: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    bearer: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature is made over."""

    method: str
    path: str
    body: bytes = field(repr=False)

    def text(self, time: str, nonce: str) -> bytes:
        """The bytes under the HMAC."""
        digest = hashlib.sha256(self.body).hexdigest()
        return "\n".join(("v1", self.method, self.path, time, nonce, digest)).encode()


class Gate:
    """Lets signed requests through, each once. `clock` gives seconds since 1970."""

    def __init__(self, keys: Keys, clock: Callable[[], float], state: Path | None = None) -> None:
        """`state` is a file for what a restart must not forget. Raises UsageError."""
        self._keys = keys
        self._clock = clock
        # a nonce that was seen before a restart is forgotten: what was signed before it is not taken
        self._start = int(clock())
        self._ahead = Ahead(state, self._start)
        self._nonces: set[str] = set(self._ahead.nonces)
        self._order: deque[tuple[float, str]] = deque((clock(), nonce) for nonce in self._ahead.nonces)

    def admit(self, authorization: str, request: Signed) -> str:
        """The name of the key that the caller holds. Raises Refused."""
        if token := _BEARER.fullmatch(authorization):
            return _holder(self._keys.bearer, lambda key: hmac.compare_digest(key, token[1].encode()), "token")
        parts = _HEADER.fullmatch(authorization)
        if parts is None:
            raise Refused("no signature" if not authorization else "malformed authorization")
        time, nonce, signature = parts.groups()
        text = request.text(time, nonce)
        name = _holder(
            self._keys.signing,
            lambda key: hmac.compare_digest(hmac.digest(key, text, "sha256").hex(), signature),
            "signature",
        )
        self._take(int(time), nonce)
        return name

    def _take(self, time: int, nonce: str) -> None:
        """Note a nonce; only those of signed requests are, so that nobody else can fill the memory."""
        now = self._clock()
        while self._order and self._order[0][0] < now - 2 * WINDOW:
            self._nonces.discard(self._order.popleft()[1])
        if abs(now - time) > WINDOW or time < self._start:
            raise Refused("stale: the clocks of the two sides must agree to a minute")
        if nonce in self._nonces:
            raise Refused("replayed")
        if len(self._nonces) >= _NONCES:
            raise Refused("too many requests to remember")
        if time > now and not self._ahead.keep(nonce, time=time, now=now):
            raise Refused("stale: dated ahead of this machine's clock, which could not be kept for a restart")
        self._nonces.add(nonce)
        self._order.append((now, nonce))


def _holder(keys: Mapping[str, bytes], fits: Callable[[bytes], bool], what: str) -> str:
    """The name of the key that fits; all are tried, so that the time does not tell which."""
    found = [name for name, key in keys.items() if fits(key)]
    if not found:
        raise Refused(f"wrong {what}")
    return found[0]


def authorization(key: bytes, request: Signed, *, time: int, nonce: str) -> str:
    """The header of a signed request."""
    signature = hmac.digest(key, request.text(str(time), nonce), "sha256").hex()
    return f"{SCHEME} time={time}, nonce={nonce}, signature={signature}"
