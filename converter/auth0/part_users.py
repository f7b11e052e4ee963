"""The users of one import file, as far as they are needed to understand Auth0's answers about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from converter.validation.profile_rules import ID_PREFIX

_IDENTIFIERS = ("user_id", "email", "username", "phone_number")
_LONG_ENOUGH = 4
_SECRET_FIELDS = ("password_hash", "custom_password_hash", "mfa_factors")
_SECRET_PATHS = ("passwordhash", "password_hash", "custompasswordhash", "mfa", "totp", "salt")
_HIDDEN = "*****"


@dataclass(frozen=True, slots=True)
class PartUser:
    """A user of an import file; `position` counts from 0. Identifiers that the user lacks are empty."""

    position: int
    user_id: str = ""
    email: str = ""
    username: str = ""
    phone_number: str = ""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """Every text below the user's password and second factors."""


class PartUsers:
    """The users of a part, to be found by what Auth0 says of them."""

    def __init__(self, data: bytes) -> None:
        self.all = [_user(position, document) for position, document in enumerate(orjson.loads(data))]
        secrets = {secret for user in self.all for secret in user.secrets if len(secret) >= _LONG_ENOUGH}
        self._secrets = sorted(secrets, key=len, reverse=True)
        self._known: dict[tuple[str, str], PartUser | None] = {}
        for user in self.all:
            for key in _keys({name: getattr(user, name) for name in _IDENTIFIERS}):
                # somebody who stands there twice cannot be told apart
                self._known[key] = None if key in self._known else user

    def find(self, document: Mapping[str, Any]) -> PartUser | None:
        """The one whom Auth0's copy of an entry stands for; None where it fits nobody, or several."""
        found = {user.position: user for user in map(self._known.get, _keys(document)) if user is not None}
        return next(iter(found.values())) if len(found) == 1 else None

    def clean(self, errors: Any) -> list[dict[str, str]]:
        """Auth0's `[{"code", "message", "path"}]` about a user, without any secret of the part that it may quote."""
        return [_cleaned(error, self._secrets) for error in errors or [] if isinstance(error, dict)]


def sample(users: Sequence[PartUser]) -> list[PartUser]:
    """The first, the middle and the last: enough to see how far a job has come."""
    positions = sorted({0, len(users) // 2, len(users) - 1}) if users else []
    return [users[position] for position in positions]


def _user(position: int, document: Any) -> PartUser:
    document = document if isinstance(document, dict) else {}
    texts = {name: document[name] for name in _IDENTIFIERS if isinstance(document.get(name), str)}
    secrets = frozenset(text for name in _SECRET_FIELDS for text in _texts(document.get(name)))
    return PartUser(position, **texts, secrets=secrets)


def _texts(value: Any) -> Iterator[str]:
    """Whatever is not a word of the schema such as `sha256` or `base64`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in ("algorithm", "encoding", "position", "digest"):
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _keys(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Identifiers, as Auth0 compares them: case does not count, and `auth0|` may stand before the id."""
    given = {name: document.get(name) for name in _IDENTIFIERS}
    keys = [(name, value.lower()) for name, value in given.items() if isinstance(value, str) and value]
    return [(name, value.removeprefix(ID_PREFIX)) for name, value in keys]


def _cleaned(error: Mapping[str, Any], secrets: Iterable[str]) -> dict[str, str]:
    texts = {name: error[name] for name in ("code", "message", "path") if isinstance(error.get(name), str)}
    message = texts.get("message", "")
    for secret in secrets:
        message = message.replace(secret, _HIDDEN)
    about = texts.get("path", "") + message.partition(" property")[0]
    if any(name in about.lower() for name in _SECRET_PATHS):
        # a value that Auth0 has cut short or written otherwise
        message = message.rpartition(": ")[0] or message
    return texts | ({"message": message} if message else {})
