"""What to do next in an upload: pure decisions over the states of its parts; times are ticks of one clock.

Auth0 runs two import jobs at a time, and waiting ones count. So two parts are on their way whenever there are two,
and never three, jobs included of which nobody knows whether they exist: such a shadow ends after two hours, as a job
does, or when the part that was sent again has ended. A part is sent again only when no other job of ours is running.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from converter.auth0.journal import AttemptRow, PartRow
from converter.auth0.journal_tables import Outcome, PartState

SLOTS = 2
JOB_LIFE = 7200.0
"""Seconds after which Auth0 ends a job."""
JOB_KEPT = 86_400.0
"""Seconds after which Auth0 forgets a job."""

_FIRST_POLL, _SHORTEST_POLL, _LONGEST_POLL, _POLL_SHARE = 0.5, 0.02, 30.0, 0.03
_EARLY, _LATE, _CLOSE_SHARE = 0.85, 1.15, 0.01
_TELLING = 10
"""Percent from which on a job's progress tells when it will end."""


class Step(StrEnum):
    """Something that is done at Auth0.

    SEND a part, POLL its job, fetch the job's ERRORS, PROBE how far a job of unknown id may have come, SETTLE what
    became of single users by reading them.
    """

    SEND = "send"
    POLL = "poll"
    ERRORS = "errors"
    PROBE = "probe"
    SETTLE = "settle"


_SHADOWED = (PartState.AMBIGUOUS, PartState.INTENT, PartState.ACCEPTED)
_NEXT = {
    PartState.ACCEPTED: Step.POLL,
    PartState.FINISHED: Step.ERRORS,
    PartState.ERRORS_STORED: Step.SETTLE,
}


class Track(Struct):
    """Where one part is. `ready` is when its next step may be taken, `busy` the step that is being taken."""

    part: int
    state: PartState
    ready: float = 0.0
    busy: Step | None = None
    shadow_until: float = 0.0
    """Until then a job of this part may run whose id is not known."""
    probed: bool = False
    attempt: int = 0
    """The number of the last attempt, 0 before the first."""
    job_id: str = ""
    began: float = 0.0
    """When the last attempt's job was accepted."""
    failures: int = 0
    """Requests in a row that did not get this part to Auth0, or of which nothing is known."""
    probes: int = 0
    doubts: int = 0
    """Answers in a row about the job that cannot be the last word."""

    @property
    def running(self) -> bool:
        """Is there a job of this part at Auth0, or will there be one in a moment?"""
        return self.busy is Step.SEND or self.state in (PartState.ACCEPTED, PartState.INTENT)


def track_of(part: PartRow, attempts: Sequence[AttemptRow], offset: float) -> Track:
    """Where a part stands after a restart. `offset` is the ticks' clock minus the time of day in the journal."""
    if not attempts:
        return Track(part.id, part.state)
    last = attempts[-1]
    lost = [attempt.began for attempt in attempts if attempt.outcome is Outcome.LOST]
    return Track(
        part.id,
        part.state,
        attempt=last.id,
        job_id=last.job_id or "",
        began=(last.accepted or last.began) + offset,
        # Its end is not seen by us: a part that was sent again ends its shadow.
        shadow_until=max(lost) + offset + JOB_LIFE if lost and part.state in _SHADOWED else 0.0,
        probed=part.state is PartState.AMBIGUOUS and not lost,
    )


def due(tracks: Sequence[Track], now: float, *, sends_from: float = 0.0) -> list[tuple[Track, Step]]:
    """The steps to take at once, each part at most one; `sends_from` is when Auth0 may take another part."""
    idle = [track for track in tracks if track.busy is None and track.ready <= now]
    # Sending comes first: an empty slot costs more than an answer that waits.
    steps = [(track, Step.SEND) for track in _sendable(tracks, idle, now)] if now >= sends_from else []
    steps += [(track, _NEXT[track.state]) for track in idle if track.state in _NEXT]
    return steps + [(track, Step.PROBE) for track in idle if track.state is PartState.AMBIGUOUS and not track.probed]


def wake(tracks: Sequence[Track], now: float, *, sends_from: float = 0.0) -> float | None:
    """Seconds until time alone makes another step due; None where only an answer can."""
    times = [track.ready for track in tracks if track.busy is None and track.ready > now]
    times += [time for time in (sends_from, *(track.shadow_until for track in tracks)) if time > now]
    return min(times) - now if times else None


def poll_pause(age: float, expected: float | None = None) -> float:
    """Seconds until a job that has run for `age` seconds is looked at again.

    A fixed share of its age: a slot then stands empty for 1.5 % of a job's time on average, and a job of an hour costs
    some 260 requests. What is `expected` of it by the jobs before saves those that would come too early, and is worth
    some more about the time at which it should end.
    """
    if expected is None:
        return min(max(age * _POLL_SHARE, _FIRST_POLL), _LONGEST_POLL)
    share = _CLOSE_SHARE if age < expected * _LATE else _POLL_SHARE
    return min(max(expected * _EARLY - age, age * share, _SHORTEST_POLL), _LONGEST_POLL)


def whole_time(age: float, percentage: int | None) -> float | None:
    """Seconds that a job takes by what it says of itself, None while that says nothing."""
    return age * 100 / percentage if percentage and _TELLING <= percentage <= 100 else None


def _sendable(tracks: Sequence[Track], idle: Sequence[Track], now: float) -> list[Track]:
    running = sum(track.running for track in tracks)
    shadows = sum(track.shadow_until > now for track in tracks)
    again = [track for track in idle if track.state is PartState.AMBIGUOUS and track.probed]
    if again:
        return again[:1] if running == 0 else []
    fresh = (track for track in idle if track.state is PartState.WRITTEN)
    return [track for track, _ in zip(fresh, range(SLOTS - running - shadows), strict=False)]
