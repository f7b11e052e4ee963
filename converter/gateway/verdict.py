"""What came of a question about a person. Closed by default: only RIGHT lets anybody in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NoReturn

from converter.validation.violation import Document


class Verdict(Enum):
    """How an attempt ended. It has no truth value: who asks has to name the verdict that is meant."""

    RIGHT = "right"
    """The person exists and, for a login, the password is right."""
    WRONG = "wrong"
    """The password is not that of the person."""
    UNKNOWN = "unknown"
    """No user of the mapping has this identifier."""
    LOCKED = "locked"
    """The person exists and may not log in: the store or the mapping says so."""
    MUST_CHANGE = "must_change"
    """The password is right, and the store lets the person in only after it has been changed."""
    REJECTED = "rejected"
    """The person exists and cannot become a user by the mapping; its log names the rules."""
    UNAVAILABLE = "unavailable"
    """Nobody can say: the store is down or too slow, or holds a password that cannot be checked here."""
    THROTTLED = "throttled"
    """Too many passwords of the person were wrong of late: the store is not asked about another one."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is neither true nor false; compare it")


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, the user where it is RIGHT, and the reason in words that hold nothing of the person.

    `tried` where it is UNAVAILABLE although the password was compared with something, in vain.
    """

    verdict: Verdict
    user: Document = field(default_factory=dict, repr=False)
    reason: str = ""
    tried: bool = False
