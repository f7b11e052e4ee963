"""Access to the Management API: the client-credentials grant (RFC 6749, 4.4) with a secret or a signed assertion."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from converter.auth0.tenant.clock import Clock
from converter.auth0.tenant.message import OAuthRefusal, Refusal, Request
from converter.auth0.tenant.settings import Client, Settings
from converter.errors import ExtraMissing

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_INSTALL = "pip install 'auth0-convert[private-key-jwt]'"
_ASSERTION_SECONDS = 300


class Grant(Struct, frozen=True):
    """What a token is good for."""

    client: Client
    expires: float

    def allows(self, scopes: frozenset[str]) -> bool:
        """Whether the client has one of the scopes."""
        return not scopes or self.client.scopes is None or bool(scopes & self.client.scopes)


class Tokens:
    """Tokens handed out and not expired."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clients = {client.id: client for client in settings.clients}
        self._seconds = settings.limits.token
        self._clock = clock
        self._grants: dict[str, Grant] = {}
        self._assertions: set[str] = set()

    def issue(self, fields: Mapping[str, Any], host: str) -> dict[str, Any]:
        """The answer to `POST /oauth/token`. Raises OAuthRefusal."""
        grant = fields.get("grant_type")
        if grant != "client_credentials":
            raise OAuthRefusal(403, "unsupported_grant_type", f"Unsupported grant type: {grant}")
        client = self._authenticate(fields, host)
        audience = str(fields.get("audience", ""))
        if not audience.endswith("/api/v2/"):
            raise OAuthRefusal(403, "access_denied", f"Service not found: {audience}")
        token = secrets.token_urlsafe(32)
        self._grants[token] = Grant(client, self._clock.now() + self._seconds)
        scope = {} if client.scopes is None else {"scope": " ".join(sorted(client.scopes))}
        return {"access_token": token, "token_type": "Bearer", "expires_in": int(self._seconds), **scope}

    def check(self, request: Request, scopes: frozenset[str]) -> None:
        """Raise Refusal unless the request carries a token that is good for one of the scopes."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer":
            raise Refusal(401, "Missing authentication")
        grant = self._grants.get(token)
        if grant is None:
            raise Refusal(401, "Invalid token.", "invalid_token")
        if self._clock.now() >= grant.expires:
            raise Refusal(401, "Expired token received for JSON Web Token validation", "invalid_token")
        if not grant.allows(scopes):
            raise Refusal(403, f"Insufficient scope, expected any of: {','.join(sorted(scopes))}", "insufficient_scope")

    def may(self, request: Request, scope: str) -> bool:
        """Is the request's token, which has been checked, good for this scope too?"""
        grant = self._grants.get(request.headers.get("authorization", "").partition(" ")[2])
        return grant is not None and grant.allows(frozenset([scope]))

    def expire_all(self) -> None:
        """Let every token be out of date from now on."""
        now = self._clock.now()
        self._grants = {token: Grant(grant.client, now) for token, grant in self._grants.items()}

    def _authenticate(self, fields: Mapping[str, Any], host: str) -> Client:
        assertion = fields.get("client_assertion")
        if isinstance(assertion, str) and fields.get("client_assertion_type") == ASSERTION:
            return self._asserted(assertion, host)
        client = self._clients.get(str(fields.get("client_id", "")))
        given = str(fields.get("client_secret", ""))
        if client is None or not client.secret or not hmac.compare_digest(client.secret.encode(), given.encode()):
            raise OAuthRefusal(401, "access_denied", "Unauthorized")
        return client

    def _asserted(self, assertion: str, host: str) -> Client:
        """The client that signed the assertion (RFC 7523, section 3)."""
        try:
            import jwt
        except ImportError:
            raise ExtraMissing(f"private-key JWT needs its library: {_INSTALL}") from None
        try:
            unproved = jwt.decode(assertion, options={"verify_signature": False})
            client = self._clients[unproved["sub"]]
            claims = jwt.decode(
                assertion,
                client.public_key,
                algorithms=["RS256", "RS384", "PS256"],
                options={"verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except (jwt.InvalidTokenError, jwt.InvalidKeyError, KeyError, TypeError, ValueError):
            raise OAuthRefusal(401, "invalid_client", "Client assertion is not valid") from None
        self._check_claims(claims, client, host)
        return client

    def _check_claims(self, claims: Mapping[str, Any], client: Client, host: str) -> None:
        now, used = self._clock.steady(), str(claims.get("jti", ""))
        expires = claims.get("exp")
        fits = (
            claims.get("iss") == client.id
            and urlsplit(str(claims.get("aud"))).netloc == host
            and isinstance(expires, int | float)
            and now < expires <= now + _ASSERTION_SECONDS
            and used not in self._assertions
        )
        if not fits or not used:
            raise OAuthRefusal(401, "invalid_client", "Client assertion is not valid")
        self._assertions.add(used)


def form(request: Request) -> dict[str, Any]:
    """The fields of a request whose body is a form or JSON. Raises OAuthRefusal."""
    try:
        if "json" in request.headers.get("content-type", ""):
            document = json.loads(request.body)
            if isinstance(document, dict):
                return document
        else:
            return {name: values[0] for name, values in parse_qs(request.body.decode(), strict_parsing=True).items()}
    except ValueError:
        pass
    raise OAuthRefusal(400, "invalid_request", "The body is neither a form nor a JSON object")
