"""The users of a tenant, found by every identifier, each of which is unique within a connection."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from converter.auth0.tenant.settings import Connection

Profile: TypeAlias = dict[str, Any]
"""A user as the Management API shows it."""

IDENTIFIERS = ("email", "user_id", "username", "phone_number")
UPSERTABLE = frozenset(
    ["email_verified", "given_name", "family_name", "name", "nickname", "picture", "app_metadata", "user_metadata"]
)
"""Properties that an import with `upsert` changes (auth0.com/docs, "Bulk User Import Database Schema")."""

STRATEGY = "auth0"
_LOWER = frozenset(("email", "username"))
CHANGEABLE = UPSERTABLE | {"email", "username", "phone_number", "phone_verified", "blocked"}
"""Properties of a profile that can be given and changed one by one; the rest are Auth0's own."""


@dataclass(slots=True)
class User:
    """One user. `credential` holds `password_hash` or `custom_password_hash` until the first login replaces it."""

    profile: Profile
    connection: Connection
    credential: Mapping[str, Any] = field(default_factory=dict, repr=False)
    factors: tuple[Any, ...] = field(default=(), repr=False)
    own_hash: bool = False
    """Whether Auth0 has a hash of its own making: after a first login, or for want of any imported one."""
    roles: set[str] = field(default_factory=set)
    organizations: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The whole user id, `auth0|…`."""
        return str(self.profile["user_id"])


class Users:
    """All users, in the order of their creation."""

    def __init__(self) -> None:
        self._by_id: dict[str, User] = {}
        self._index: dict[tuple[str, str, str], str] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[User]:
        return iter(self._by_id.values())

    def get(self, user_id: str) -> User | None:
        """The user of that whole id."""
        return self._by_id.get(user_id)

    def find(self, connection: Connection, name: str, value: str) -> User | None:
        """The user of a connection with such an e-mail address, username or telephone number."""
        found = self._index.get((connection.id, name, folded(name, value)))
        return self._by_id[found] if found else None

    def add(self, user: User) -> None:
        """Take a new user in. Its identifiers must be free."""
        assert user.id not in self._by_id
        self._by_id[user.id] = user
        self._index.update(dict.fromkeys(_keys(user), user.id))

    def remove(self, user: User) -> None:
        """Forget a user."""
        del self._by_id[user.id]
        for key in self._own(user):
            del self._index[key]

    def change(self, user: User, profile: Profile) -> None:
        """Give a user another profile under the same id."""
        for key in self._own(user):
            del self._index[key]
        user.profile = profile
        self._index.update(dict.fromkeys(_keys(user), user.id))

    def _own(self, user: User) -> list[tuple[str, str, str]]:
        """The keys that lead to the user: a telephone number that several share leads to the last."""
        return [key for key in _keys(user) if self._index.get(key) == user.id]


def _keys(user: User) -> list[tuple[str, str, str]]:
    names = ("email", "username", "phone_number")
    return [(user.connection.id, n, folded(n, user.profile[n])) for n in names if n in user.profile]


def folded(name: str, value: str) -> str:
    """An identifier as it is stored and compared."""
    return value.lower() if name in _LOWER else value


def made(entry: Mapping[str, Any], connection: Connection, *, local_id: str, now: str) -> Profile:
    """The profile that an entry of an import file, or the body of `POST /users`, becomes; with Auth0's defaults."""
    profile: Profile = {name: entry[name] for name in sorted(CHANGEABLE) if name in entry}
    for name in _LOWER & profile.keys():
        profile[name] = profile[name].lower()
    profile.setdefault("email_verified", False)
    email = profile.get("email", "")
    profile.setdefault("nickname", email.partition("@")[0] or profile.get("username", ""))
    profile.setdefault("name", email or profile.get("username", ""))
    profile.setdefault("picture", "https://cdn.auth0.com/avatars/default.png")
    identity = {"connection": connection.name, "user_id": local_id, "provider": STRATEGY, "isSocial": False}
    user_id = f"{STRATEGY}|{local_id}"
    return profile | {"user_id": user_id, "identities": [identity], "created_at": now, "updated_at": now}


def content(entry: Mapping[str, Any]) -> str:
    """A fingerprint of what somebody wanted to store, by which two imports of one user can be told apart."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
