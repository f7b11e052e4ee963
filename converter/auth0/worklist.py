"""The users that are not in Auth0 as they should be, each with its origin, the reasons, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from converter.auth0.delivery import IMPORTED, Delivery, Sent
from converter.auth0.journal import PartRow, UserRow
from converter.auth0.journal_tables import Fate
from converter.auth0.verdict import FAILED, is_partial
from converter.record import Origin
from converter.validation.import_errors import UNKNOWN, Blame, ImportFault, field_of, known, rules_for
from converter.validation.validator import Validator
from converter.validation.violation import Document


class Verdict(StrEnum):
    """How our own rules stand to an error of Auth0.

    MISS: they let the user pass, and should not have. WARNED: they warned of it. NONE: no rule of ours can know.
    """

    MISS = "our miss"
    WARNED = "we warned"
    NONE = ""


class Reason(Struct, frozen=True):
    """Why a user is not in Auth0: the code and words of Auth0, what they mean, and the field of the file."""

    code: str
    message: str
    field: str
    fault: ImportFault
    verdict: Verdict = Verdict.NONE


class Failure(Struct, frozen=True):
    """Somebody who is not in Auth0 as sent. `origin` is None, and `position` -1, where Auth0 named nobody we know."""

    part: int
    round: int
    file: str
    position: int
    user_id: str
    email: str
    username: str
    origin: Origin | None
    fate: Fate
    reasons: tuple[Reason, ...]


_ABSENT = ImportFault(
    "not-found",
    "not in Auth0, which had forgotten the reason when it was asked",
    Blame.AGAIN,
    "send the user again with convert retry; then the reason is kept",
)
_BROKEN = ImportFault(
    "job-failed",
    "not in Auth0: the job of the file failed as a whole, each time it was sent",
    Blame.AGAIN,
    "if Auth0's words name a cause, remove it; then send the user again with convert retry",
)
_EXISTED = ImportFault(
    "existed",
    "in Auth0 since before the upload, which has changed nothing",
    Blame.TAKEN,
    "if it is the same person, nothing is lost; an upload with --upsert, from another folder, updates it",
)
_UNRESOLVED = ImportFault(
    "unresolved",
    "it is not known whether Auth0 has this user",
    Blame.UNKNOWN,
    "run convert upload again, which looks for the user",
)
_FACTORLESS = ImportFault(
    "MFA_FACTORS_FAILED",
    "in Auth0, but without the second factors",
    Blame.AGAIN,
    "switch these factors on in the Dashboard; then convert retry, if the upload was with --upsert, or one with "
    "--upsert from another folder, or let the user enrol again",
)
_OF_FATE = {Fate.ABSENT: _ABSENT, Fate.EXISTED: _EXISTED, Fate.UNRESOLVED: _UNRESOLVED}
OPEN = (Fate.FAILED, *_OF_FATE)
"""The fates of users of whom something is left to be done."""


def failures(delivery: Delivery) -> Iterator[Failure]:
    """Everybody of whom something is left to be done, in the order of the parts."""
    return (failure for failure, _ in failures_as_sent(delivery))


def failures_as_sent(delivery: Delivery) -> Iterator[tuple[Failure, Document | None]]:
    """The same, each beside the user as it was sent: with the hashes that Auth0's answers have blackened.

    None stands beside those of whom Auth0 does not say who they are.
    """
    validator = Validator()
    parts = {row.part for row in delivery.journal.users() if _is_open(row)}
    broken = {each.part: each.details if each.status == FAILED else "" for each in delivery.journal.attempts()}
    for part, users in delivery.walk(parts):
        for row in delivery.journal.users(part=part.id):
            if _is_open(row):
                sent = users[row.position] if row.position is not None else None
                failure = _failure(row, part, sent, validator=validator)
                yield _explained(failure, broken.get(part.id, "")), sent.document if sent else None


def _is_open(row: UserRow) -> bool:
    """Is something left to be done? Also of those who have come without their second factors."""
    return row.fate in OPEN or (row.fate in IMPORTED and is_partial(row.errors))


def _failure(row: UserRow, part: PartRow, sent: Sent | None, *, validator: Validator) -> Failure:
    warned = _warned(sent.document, validator) if sent else frozenset()
    reasons = tuple(reason_of(error, warned) for error in row.errors)
    fate = _OF_FATE.get(row.fate)
    if row.fate in IMPORTED:
        reasons = tuple(replace(reason, fault=_FACTORLESS) for reason in reasons)
    if fate and not reasons:
        reasons = (Reason(fate.code, "", "", fate),)
    return Failure(
        part=row.part,
        round=part.round,
        file=part.name,
        position=-1 if row.position is None else row.position,
        user_id=row.user_id,
        email=row.email,
        username=row.username,
        origin=sent.origin if sent else None,
        fate=row.fate,
        reasons=reasons or (Reason("", "", "", UNKNOWN),),
    )


def _explained(failure: Failure, broken: str) -> Failure:
    """With Auth0's words on why the job of the file failed as a whole, where that is why the user is absent."""
    if failure.fate is not Fate.ABSENT or not broken:
        return failure
    return replace(failure, reasons=(Reason(_BROKEN.code, broken, "", _BROKEN),))


def reason_of(error: Mapping[str, str], warned: frozenset[str]) -> Reason:
    """One of Auth0's errors; `warned` are the codes of our rules that had something to say about the user."""
    fault, field = known(error), field_of(error)
    verdict = Verdict.NONE
    if fault.blame is Blame.DATA:
        verdict = Verdict.MISS if warned.isdisjoint(rules_for(fault, field)) else Verdict.WARNED
    return Reason(error.get("code", ""), error.get("message", ""), field, fault, verdict)


def _warned(document: Document, validator: Validator) -> frozenset[str]:
    return frozenset(violation.rule for violation in validator.judge(document)[1])


class Group(Struct):
    """Users with the same kind of error about the same field. `examples` are the first of them."""

    fault: ImportFault
    field: str
    code: str
    users: int = 0
    misses: int = 0
    examples: tuple[tuple[Failure, Reason], ...] = ()


_EXAMPLES = 3


def grouped(found: Iterable[Failure]) -> tuple[list[Group], int]:
    """The kinds of errors, the most frequent first, and the number of users.

    A user with several errors counts in each of their groups.
    """
    groups: dict[tuple[str, str, str], Group] = {}
    users = 0
    for failure in found:
        users += 1
        for reason in failure.reasons:
            key = reason.code, reason.fault.meaning, reason.field
            group = groups.setdefault(key, Group(reason.fault, reason.field, reason.code))
            group.users += 1
            group.misses += reason.verdict is Verdict.MISS
            if len(group.examples) < _EXAMPLES:
                group.examples += ((failure, reason),)
    return sorted(groups.values(), key=lambda group: (-group.users, group.code, group.field)), users
