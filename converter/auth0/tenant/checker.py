"""Judges a rehearsal by the tenant's history alone: did everybody arrive, once, and as sent?

It knows nothing of the converter, the uploader's journal or the tenant's inner state: only events, and the
entries of the import files, which say who should be there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from msgspec import Struct

from converter.auth0.tenant.history import Event
from converter.auth0.tenant.users import content


class Judgement(Struct, frozen=True):
    """What the history says. The lists hold e-mail addresses; all but `refused` are empty after a flawless rehearsal.

    `jobs_at_once` is the largest number of imports alive at a time. `busy` is the share of the time, as long as there
    was something left to send, in which as many as Auth0 allows were running.
    """

    sent: int
    refused: tuple[str, ...]
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    altered: tuple[str, ...]
    unexpected: tuple[str, ...]
    jobs: int
    jobs_at_once: int
    busy: float

    @property
    def sound(self) -> bool:
        """Whether everybody arrived or was refused with a reason, once, as sent, and nobody else came."""
        return not (self.lost or self.doubled or self.altered or self.unexpected)


def judge(events: Iterable[Event], entries: Iterable[Any], *, slots: int = 2) -> Judgement:
    """Compare a history with the entries of the import files that were to be sent."""
    history = list(events)
    wanted = {_address(entry): content(entry) for entry in entries}
    changes = [event for event in history if event["event"] in ("user-created", "user-changed") and "content" in event]
    created = Counter(event["email"] for event in history if event["event"] == "user-created")
    last = {event["email"]: event["content"] for event in changes}
    failed = {event.get("email", "").lower() for event in history if event["event"] == "user-failed"}
    spans = sorted(_spans(history))
    return Judgement(
        sent=len(wanted),
        refused=tuple(sorted(failed & wanted.keys() - last.keys())),
        lost=tuple(sorted(wanted.keys() - last.keys() - failed)),
        doubled=tuple(sorted(email for email, times in created.items() if times > 1)),
        altered=tuple(sorted(email for email, stored in last.items() if wanted.get(email, stored) != stored)),
        unexpected=tuple(sorted(last.keys() - wanted.keys())),
        jobs=len(spans),
        jobs_at_once=max((alive for _, _, alive in _levels(spans)), default=0),
        busy=_busy(spans, slots),
    )


def _address(entry: Any) -> str:
    address = entry.get("email") if isinstance(entry, dict) else None
    return address.lower() if isinstance(address, str) else ""


def _spans(history: Iterable[Event]) -> Iterator[tuple[float, float]]:
    """When each import began and ended; one that did not end is alive for ever."""
    ends = {event["job"]: float(event["at"]) for event in history if event["event"] == "job-ended"}
    for event in history:
        if event["event"] == "job-created":
            yield float(event["at"]), ends.get(event["job"], float("inf"))


def _levels(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float, int]]:
    """From when until when how many were alive. Who ends at the moment in which another begins is no longer alive."""
    steps = sorted([(end, -1) for _, end in spans] + [(start, 1) for start, _ in spans])
    alive = 0
    for (at, step), (following, _) in pairwise(steps):
        alive += step
        yield at, following, alive


def _busy(spans: list[tuple[float, float]], slots: int) -> float:
    """The share of the time between the first and the last start in which all slots were taken."""
    if len(spans) <= slots:
        return 1.0
    begin, end = spans[slots - 1][0], spans[-1][0]
    taken = sum(min(until, end) - at for at, until, alive in _levels(spans) if alive >= slots and begin <= at < end)
    return taken / (end - begin) if end > begin else 1.0
