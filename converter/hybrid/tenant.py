"""Who is in the tenant, by its export, in little memory: identifiers as digests, a few bytes for each user.

Who came by a script has `app_metadata.lazyMigration: true` (`converter.gateway.scripts`); nothing else in Auth0 tells.
"""

from __future__ import annotations

import secrets
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

from converter.mapping.target import compared
from converter.pipeline.duplicates import Seen
from converter.validation.profile_rules import ID_PREFIX
from converter.validation.violation import Document

FLAG = "lazyMigration"
_NAMES = ("email", "username", "phone_number")
_LAZY, _BARE = 1, 2
_DIGEST = 12


class Tenant:
    """The users of an export, to be asked about one at a time. `moved` counts those who came by login, by day."""

    def __init__(self, users: Iterable[Mapping[str, Any]]) -> None:
        self._secret = secrets.token_bytes(32)
        self._ids, self._names = Seen(), Seen()
        self._traits = array("B")
        self.moved: Counter[date] = Counter()
        for user in users:
            self._add(user)

    @property
    def size(self) -> int:
        """The users of the export."""
        return len(self._traits)

    def place(self, user_id: str) -> int | None:
        """The number of the user with this id, which is without `auth0|`; None where there is none."""
        return self._ids.place(self._digest("user_id", user_id))

    def came_by_login(self, place: int) -> bool:
        """Was the user made by a script?"""
        return bool(self._traits[place] & _LAZY)

    def is_bare(self, place: int) -> bool:
        """Has the user no `app_metadata` at all?"""
        return bool(self._traits[place] & _BARE)

    def others(self, user: Document) -> list[str]:
        """The fields in which somebody in the tenant has the same identifier."""
        return [
            name
            for name in _NAMES
            if isinstance(value := user.get(name), str) and self._names.place(self._digest(name, value)) is not None
        ]

    def _add(self, user: Mapping[str, Any]) -> None:
        place = self.size
        metadata = user.get("app_metadata") or {}
        lazy = isinstance(metadata, Mapping) and metadata.get(FLAG) is True
        self._traits.append((_LAZY if lazy else 0) | (0 if metadata else _BARE))
        self._ids.add(self._digest("user_id", str(user["user_id"]).removeprefix(ID_PREFIX)), place)
        for name in _NAMES:
            if isinstance(value := user.get(name), str) and value:
                self._names.add(self._digest(name, value), place)
        if lazy and (day := day_of(user.get("created_at"))):
            self.moved[day] += 1

    def _digest(self, name: str, value: str) -> bytes:
        text = f"{name} {compared(name, value)}"
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST, key=self._secret).digest()


def day_of(written: object) -> date | None:
    """The day, in UTC, of a time as Auth0 and our log write it; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).date()
