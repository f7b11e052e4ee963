"""Faults on demand: what goes wrong, with which request, and when.

A list of faults is YAML or JSON; each names a request, which of those it strikes, and what happens:

    - {request: POST /api/v2/jobs/users-imports, at: [1, 3], do: drop-after-body}
    - {request: GET /api/v2/jobs/*, chance: 0.1, do: error, status: 503}
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct

from converter.errors import UsageError


class Kind(StrEnum):
    """What a fault does. Those from DROP_BEFORE_BODY to SLOW happen on the wire; the others are the tenant's."""

    DROP_BEFORE_BODY = "drop-before-body"
    DROP_IN_BODY = "drop-in-body"
    DROP_AFTER_BODY = "drop-after-body"
    DROP_AFTER_ACTING = "drop-after-acting"
    HALF_ANSWER = "half-answer"
    SLOW = "slow"
    ERROR = "error"
    ERROR_AFTER_ACTING = "error-after-acting"
    WRONG_TYPE = "wrong-type"
    RATE_LIMIT = "rate-limit"
    RATE_LIMIT_BARE = "rate-limit-bare"
    TOKEN_EXPIRED = "token-expired"  # noqa: S105 - the name of a fault
    JOB_STUCK = "job-stuck"
    JOB_FAILED = "job-failed"
    ERRORS_LOST = "errors-lost"
    SUMMARY_WRONG = "summary-wrong"


EXPLAINED: dict[Kind, str] = {
    Kind.DROP_BEFORE_BODY: "the connection is reset when the head of the request has come",
    Kind.DROP_IN_BODY: "the connection is reset after `bytes` of the body",
    Kind.DROP_AFTER_BODY: "the whole request has come, nothing is done, the connection is reset",
    Kind.DROP_AFTER_ACTING: "the request is carried out, and the connection reset instead of an answer",
    Kind.HALF_ANSWER: "the request is carried out, and the connection reset in the middle of the answer",
    Kind.SLOW: "the answer comes `seconds` late",
    Kind.ERROR: "nothing is done, the answer is `status` (500)",
    Kind.ERROR_AFTER_ACTING: "the request is carried out, and the answer is `status` (500) all the same",
    Kind.WRONG_TYPE: "nothing is done, the answer is an HTML page with status 200",
    Kind.RATE_LIMIT: "nothing is done, the answer is 429 with the rate limit's headers",
    Kind.RATE_LIMIT_BARE: "the same without headers",
    Kind.TOKEN_EXPIRED: "all tokens expire before the request is looked at",
    Kind.JOB_STUCK: "a job created by the request stays pending until Auth0 gives it up after two hours",
    Kind.JOB_FAILED: "a job created by the request fails as a whole and imports nobody",
    Kind.ERRORS_LOST: "the errors of a job created by the request are answered with 204",
    Kind.SUMMARY_WRONG: "the summary of a job created by the request counts one user too many",
}

JOB_KINDS = frozenset((Kind.JOB_STUCK, Kind.JOB_FAILED, Kind.ERRORS_LOST, Kind.SUMMARY_WRONG))


class Fault(Struct, frozen=True):
    """One line of the list. `at` counts the requests that match, from 1; empty and without `chance`: each of them."""

    request: str
    do: Kind
    at: tuple[int, ...] = ()
    chance: float = 1.0
    bytes: int = 1024
    seconds: float = 2.0
    status: int = 500


_FIELDS = ("request", "do", "at", "chance", "bytes", "seconds", "status")


class Faults:
    """The list of faults at work: it counts requests. `seed` makes the chances repeatable."""

    def __init__(self, faults: Iterable[Fault] = (), *, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a rehearsal that can be repeated
        self.replace(faults)

    def replace(self, faults: Iterable[Fault]) -> None:
        """Another list from now on; requests are counted anew."""
        self.list = list(faults)
        self._counts = [0] * len(self.list)

    def strike(self, method: str, path: str) -> Fault | None:
        """The first fault that strikes this request, if one does. Every fault counts every request it matches."""
        struck = None
        for index, fault in enumerate(self.list):
            if fnmatchcase(f"{method} {path}", fault.request):
                self._counts[index] += 1
                if struck is None and self._is_due(fault, self._counts[index]):
                    struck = fault
        return struck

    def _is_due(self, fault: Fault, count: int) -> bool:
        return (not fault.at or count in fault.at) and (fault.chance >= 1 or self._random.random() < fault.chance)


def parse(document: Any) -> list[Fault]:
    """Faults from what YAML or JSON says. Raises UsageError, which names the entry and what would be right."""
    if not isinstance(document, list):
        raise UsageError("a list of faults is wanted, each as {request: METHOD PATH, do: KIND, at: [N, …]}")
    return [_one(entry, f"fault {index}") for index, entry in enumerate(document, 1)]


def _one(entry: Any, where: str) -> Fault:
    if not isinstance(entry, dict) or not {"request", "do"} <= entry.keys():
        raise UsageError(f"{where}: wants `request: METHOD PATH` and `do: KIND`")
    if unknown := sorted(map(str, entry.keys() - set(_FIELDS))):
        raise UsageError(f"{where}: {', '.join(unknown)} is not known; it may say {', '.join(_FIELDS)}")
    if entry["do"] not in list(Kind):
        raise UsageError(f"{where}: {entry['do']} is no fault; there are {', '.join(Kind)}")
    at = entry.get("at", [])
    at = [at] if isinstance(at, int) else at
    if not isinstance(at, list) or not all(isinstance(number, int) and number > 0 for number in at):
        raise UsageError(f"{where}: `at` wants numbers of requests, counted from 1")
    numbers = {name: entry[name] for name in _FIELDS[3:] if name in entry}
    if wrong := [name for name, value in numbers.items() if not isinstance(value, int | float) or value < 0]:
        raise UsageError(f"{where}: `{wrong[0]}` wants a number")
    return Fault(str(entry["request"]), Kind(entry["do"]), tuple(at), **numbers)
