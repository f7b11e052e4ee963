"""The access token of the Management API: client credentials, by secret or by Private Key JWT (RFC 6749, RFC 7523).

A token lives for a day by default and is used until shortly before its end; it is kept in memory only.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from converter.auth0.access import Access
from converter.auth0.timing import Timing
from converter.errors import ExtraMissing, TenantFailure, UsageError

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_LIFE = 60
_MARGIN = 60.0
_DAY = 86_400.0


class _Token(Struct, frozen=True):
    text: str
    renew_at: float

    __repr__ = object.__repr__  # the text is a secret


class TokenStore:
    """Gives the current token, from any thread; asks for a new one when it is about to end.

    `ask` posts a form to `/oauth/token` and gives the JSON answer.
    """

    def __init__(self, access: Access, timing: Timing, ask: Callable[[Mapping[str, str]], Any]) -> None:
        self._access = access
        self._timing = timing
        self._ask = ask
        self._lock = threading.Lock()
        self._held: _Token | None = None

    def current(self) -> str:
        """A token that is good for the next request. Errors: TenantFailure, UsageError, ExtraMissing."""
        with self._lock:
            held = self._held
            if held is None or self._timing.ticks() >= held.renew_at:
                held = self._held = self._new()
            return held.text

    def forget(self, text: str) -> None:
        """Auth0 did not take this token: the next call of `current` asks for another."""
        with self._lock:
            if self._held is not None and self._held.text == text:
                self._held = None

    def _new(self) -> _Token:
        began = self._timing.ticks()
        answer = self._ask(token_request(self._access, self._timing.now()))
        try:
            text, life = str(answer["access_token"]), float(answer.get("expires_in", _DAY))
        except (KeyError, TypeError, ValueError):
            raise TenantFailure(f"{self._access.domain} answered the request for a token with no token") from None
        return _Token(text, began + life - min(_MARGIN, life / 10))


def token_request(access: Access, now: float) -> dict[str, str]:
    """The form to post to `/oauth/token`. `now` is in seconds since 1970. Errors: UsageError, ExtraMissing."""
    form = {"grant_type": "client_credentials", "client_id": access.client_id, "audience": access.audience}
    if access.secret:
        return form | {"client_secret": access.secret}
    return form | {"client_assertion_type": _ASSERTION, "client_assertion": _assertion(access, now)}


def _assertion(access: Access, now: float) -> str:
    try:
        import jwt
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise ExtraMissing("AUTH0_PRIVATE_KEY needs a library: pip install 'auth0-convert[private-key-jwt]'") from None
    claims = {
        "iss": access.client_id,
        "sub": access.client_id,
        "aud": f"{access.url}/",
        "iat": int(now),
        "exp": int(now) + _ASSERTION_LIFE,
        "jti": secrets.token_urlsafe(16),
    }
    try:
        key = load_pem_private_key(access.private_key.encode(), password=None)
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": access.key_id} if access.key_id else None)  # type: ignore[arg-type]
    except (ValueError, TypeError, jwt.exceptions.PyJWTError):
        # the library's own text may quote the key
        raise UsageError("AUTH0_PRIVATE_KEY is not an RSA private key in PEM form without a passphrase") from None
