"""The log of attempts: one JSON object a line, without passwords, people as keyed hashes."""

from __future__ import annotations

import hmac
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Hashes identifiers under a key, so that only its holder can tell whom a line is about."""

    key: bytes = field(repr=False)

    def of(self, identifier: str) -> str:
        """The same for the same identifier in any case: 32 hexadecimal digits."""
        text = identifier.strip().lower().encode("utf-8", "surrogatepass")
        return hmac.digest(self.key, text, "sha256").hex()[:_DIGITS]


class Attempt(Struct):
    """One request and how it ended, filled in as that gets known.

    `time` is in seconds since 1970, `person` a pseudonym, `user` one of the user id that was given out. `outcome` is a
    verdict's value or why the question was not put: refused, throttled, malformed.
    """

    time: float
    action: str
    outcome: str = ""
    seconds: float = 0.0
    source: str = ""
    key: str = ""
    person: str = ""
    user: str = ""
    reason: str = ""

    def as_document(self) -> dict[str, Any]:
        """As a JSON object; what is not known is left out."""
        moment = datetime.fromtimestamp(math.floor(self.time * 1000) / 1000, UTC)
        document: dict[str, Any] = {
            "time": f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z",
            "action": self.action,
            "outcome": self.outcome,
            "ms": round(self.seconds * 1000, 1),
        }
        for name in ("source", "key", "person", "user", "reason"):
            if value := getattr(self, name):
                document[name] = value
        return document
