"""A user logs in: the imported hash is tried as Auth0 documents it, and replaced after the first success."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from converter.auth0.tenant.clock import timestamp
from converter.auth0.tenant.message import OAuthRefusal
from converter.auth0.tenant.settings import Connection
from converter.auth0.tenant.state import State
from converter.auth0.tenant.users import User
from converter.passwords.verify import verify

GRANTS = ("password", "http://auth0.com/oauth/grant-type/password-realm")
_SCRYPT = {"keylen": 32, "cost": 1024, "blockSize": 8, "parallelization": 1}
_WRONG = "Wrong email or password."


def own_credential(password: str) -> dict[str, Any]:
    """A hash of the tenant's own making. Auth0 takes bcrypt; scrypt needs no library here."""
    salt = secrets.token_bytes(16)
    key = hashlib.scrypt(password.encode(), salt=salt, n=_SCRYPT["cost"], r=8, p=1, dklen=_SCRYPT["keylen"])
    stored = {"value": key.hex(), "encoding": "hex"}
    return {
        "custom_password_hash": {
            "algorithm": "scrypt",
            "hash": stored,
            "salt": {"value": salt.hex(), "encoding": "hex"},
            **_SCRYPT,
        }
    }


def log_in(state: State, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to the password grant (RFC 6749, 4.3; `realm` names the connection). Raises OAuthRefusal."""
    user = _user(state, str(fields.get("username", "")), str(fields.get("realm", "")))
    password = str(fields.get("password", ""))
    if user is None or not password or not _fits(user.credential, password):
        state.history.note("login-failed", {"user_id": user.id} if user else {})
        raise OAuthRefusal(403, "invalid_grant", _WRONG)
    if user.profile.get("blocked"):
        raise OAuthRefusal(401, "unauthorized", "user is blocked")
    first = not user.own_hash
    user.credential, user.own_hash = own_credential(password) if first else user.credential, True
    count = user.profile.get("logins_count", 0) + 1
    seen = {"logins_count": count, "last_login": timestamp(state.clock.now())}
    state.users.change(user, user.profile | seen)
    state.history.note("login", {"user_id": user.id, "first": first})
    return {"access_token": secrets.token_urlsafe(32), "token_type": "Bearer", "expires_in": 86400}


def _user(state: State, name: str, realm: str) -> User | None:
    connections = [one for one in state.settings.connections if realm in ("", one.name)]
    found = (_in(state, one, name) for one in connections)
    return next((user for user in found if user), None)


def _in(state: State, connection: Connection, name: str) -> User | None:
    return state.users.find(connection, "email", name) or state.users.find(connection, "username", name)


def _fits(credential: Mapping[str, Any], password: str) -> bool:
    try:
        return bool(credential) and verify(credential, password)
    except (ValueError, KeyError):
        return False
