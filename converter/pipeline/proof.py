"""Would these people get in? Known passwords against the users that a mapping makes of its source.

The check is `passwords.verify`: Auth0's documented meaning of an imported hash, independent of how it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from converter.mapping.fate import Exported, Filtered, Rejected, Skipped
from converter.pipeline.credentials import Credential
from converter.pipeline.fates import Ending
from converter.pipeline.search import Search
from converter.record import Origin
from converter.validation.violation import Document

_HASHES = ("password_hash", "custom_password_hash")


class Answer(StrEnum):
    """What was found out about a person's password."""

    RIGHT = "right"
    WRONG = "wrong"
    NO_HASH = "no hash"
    UNSUPPORTED = "unsupported"
    UNCHECKED = "not checked"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    NOT_FOUND = "not found"


class Proof(Struct, frozen=True):
    """The answer for one row of the credentials; `origin` is where the person's record stands, if there is one."""

    row: int
    identifier: str
    answer: Answer
    reason: str = ""
    scheme: str = ""
    origin: Origin | None = None

    def as_document(self) -> dict[str, Any]:
        """The proof as a JSON object; what is not known is left out."""
        known = {"reason": self.reason, "scheme": self.scheme, "origin": self.origin and self.origin.as_document()}
        found = {name: value for name, value in known.items() if value}
        return {"row": self.row, "identifier": self.identifier, "answer": self.answer.value, **found}


def prove(credentials: Sequence[Credential], endings: Iterable[Ending]) -> list[Proof]:
    """An answer for every credential, in their order. Raises ExtraMissing where a library is wanted."""
    search = Search(credential.identifier for credential in credentials)
    for ending in endings:
        search.look(ending)
    return [_proof(credential, search.found.get(credential.identifier)) for credential in credentials]


def _proof(credential: Credential, ending: Ending | None) -> Proof:
    if ending is None:
        return Proof(credential.row, credential.identifier, Answer.NOT_FOUND, "no record becomes such a user")
    answer, reason = _answer(ending, credential.password)
    fate = ending.fate
    password = None if isinstance(fate, Filtered) else fate.password
    scheme = password.scheme if password else ""
    return Proof(credential.row, credential.identifier, answer, reason, scheme, ending.origin)


def _answer(ending: Ending, password: str) -> tuple[Answer, str]:
    match ending.fate:
        case Exported(document=user) if any(name in user for name in _HASHES):
            return _checked(user, password)
        case Exported(password=stored) | Skipped(password=stored) if stored:
            return Answer.UNSUPPORTED, stored.target
        case Exported():
            return Answer.NO_HASH, "the user has no password stored"
        case Rejected(reasons=reasons):
            return Answer.REJECTED, "; ".join(f"{r.path}: {r.rule}" if r.path else r.rule for r in reasons)
        case Skipped(id=identifier):
            return Answer.SKIPPED, f"by the rule {identifier}"
    raise AssertionError("a filtered record has no identifiers")


def _checked(user: Document, password: str) -> tuple[Answer, str]:
    from converter.passwords.verify import verify

    try:
        right = verify(user, password)
    except (ValueError, KeyError):
        # their texts may hold a part of the hash
        return Answer.UNCHECKED, "this hash cannot be computed here"
    return (Answer.RIGHT, "") if right else (Answer.WRONG, "the password does not fit the hash")
