"""Who logged in through the gateway, by its logs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from msgspec import Struct, field

from converter.errors import SourceUnreadable
from converter.gateway.attempt import Pseudonyms

CLEARED = ("clear", "cleared")
"""Action and outcome of the line that says that a half-created user was removed from Auth0."""


class Logins(Struct):
    """When each user, by the pseudonym of the id that was given out, last logged in with the right password.

    `cleared` are half-created users who were removed from Auth0 since. `unreadable` counts lines that are none of the
    log's, such as one that was cut off.
    """

    pseudonyms: Pseudonyms | None = None
    last: dict[str, datetime] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    unreadable: int = 0

    def of(self, user_id: str) -> datetime | None:
        """When the user last logged in; None where the logs have nothing."""
        return self.last.get(self.pseudonyms.of(user_id)) if self.pseudonyms else None

    def was_cleared(self, user_id: str) -> bool:
        """Was the user removed from Auth0, and has not logged in since?"""
        return self.pseudonyms is not None and self.pseudonyms.of(user_id) in self.cleared


def read_logins(paths: Iterable[Path], pseudonyms: Pseudonyms) -> Logins:
    """The logs of a gateway, `pseudonyms` being those it had. Raises SourceUnreadable."""
    logins = Logins(pseudonyms)
    for path in paths:
        try:
            with path.open("rb") as lines:
                for line in lines:
                    _read(line, logins)
        except OSError as error:
            raise SourceUnreadable(f"the log {path} cannot be read: {error.strerror}") from error
    return logins


def _read(line: bytes, logins: Logins) -> None:
    try:
        attempt: Any = orjson.loads(line)
        ending = attempt["action"], attempt["outcome"]
        moment = datetime.fromisoformat(attempt["time"])
    except (ValueError, KeyError, TypeError):
        logins.unreadable += 1
        return
    user = attempt.get("user")
    if not isinstance(user, str):
        return
    if ending == ("login", "right"):
        logins.last[user] = max(moment, logins.last.get(user, moment))
        logins.cleared.discard(user)
    elif ending == CLEARED:
        logins.last.pop(user, None)
        logins.cleared.add(user)
