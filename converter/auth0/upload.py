"""An upload: brings every part of a folder through its states, two jobs at a time, and can be resumed from anywhere.

`schedule` decides what is due, `errands` does it at Auth0, `journal_steps` writes down before and after; this module
brings them together and knows what to make of each result.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from msgspec import Struct, field

from converter.auth0 import journal_steps as steps
from converter.auth0.answers import Job
from converter.auth0.client import Client
from converter.auth0.crew import Crew, Done
from converter.auth0.errands import Errands, Order, read_part
from converter.auth0.failures import Refused, Unanswered, Unsent
from converter.auth0.journal import AttemptRow, Journal, PartRow, UserRow
from converter.auth0.journal_tables import Fate, Outcome, PartState
from converter.auth0.part_users import PartUsers
from converter.auth0.schedule import JOB_KEPT, JOB_LIFE, Step, Track, due, poll_pause, track_of, wake, whole_time
from converter.auth0.standing import Standing
from converter.auth0.timing import Timing
from converter.auth0.verdict import COMPLETED, FAILED, FORGOTTEN, History
from converter.errors import ConverterError, TenantFailure

GRACE = 4.0
"""Seconds that a stopped upload waits for the answer to what it is sending."""

MOST_UNSENT = 15
MOST_LOST = 5
MOST_PROBES = 8
"""How often in a row one part may fail in each way before the upload stops, or looks no longer."""

MOST_DOUBTS = 6
"""How often a job is asked for again that Auth0 does not know although it is young, or that has ended without counts.
"""

_ENDED = (COMPLETED, FAILED)
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
_SETTLING = 20.0
"""Seconds after which a job of unknown id shows, if there is one."""

_LONGEST_REFUSAL = 5
_TOO_MANY = 429


def _untold(standing: Standing) -> None:
    """Nobody watches."""


class Upload(Struct):
    """One session of an upload. `tell` gets the standing after every step; `stop` may be called from anywhere."""

    folder: Path
    journal: Journal
    client: Client
    order: Order
    crew: Crew
    timing: Timing = field(default_factory=Timing)
    tell: Callable[[Standing], object] = _untold
    standing: Standing = field(default_factory=Standing)
    _stopped: bool = False
    _sends_from: float = 0.0
    _refusals: int = 0
    """How often in a row Auth0 said that it was too much."""
    _pace: float | None = None
    """Seconds a user that the quickest job took."""
    _parts: dict[int, PartRow] = field(default_factory=dict)
    _tracks: list[Track] = field(default_factory=list)

    def run(self) -> bool:
        """Go on until everything is settled, or until `stop`. Gives whether all is settled.

        Errors: TenantFailure, OutputRefused, RunStopped; the same call goes on where it ended.
        """
        steps.adopt(self.journal)
        self._load()
        try:
            while self._tracks and not self._stopped:
                self._turn()
        except ConverterError:
            self._drain()
            raise
        self._drain()
        return not self._tracks

    def stop(self) -> None:
        """Begin nothing more; `run` returns as soon as what is being sent is answered."""
        self._stopped = True
        self.crew.wake()

    def _turn(self) -> None:
        now = self.timing.ticks()
        for track, step in due(self._tracks, now, sends_from=self._sends_from):
            self._begin(track, step)
        self._tell()
        failure: ConverterError | None = None
        for done in self.crew.wait(wake(self._tracks, self.timing.ticks(), sends_from=self._sends_from)):
            try:
                self._take(done)
            except ConverterError as error:
                # What else has come is written down all the same.
                failure = failure or error
        if failure is not None:
            raise failure

    def _load(self) -> None:
        now, ours = self.timing.ticks(), self._server_time()
        last: dict[int, list[AttemptRow]] = {}
        for attempt in self.journal.attempts():
            last.setdefault(attempt.part, []).append(attempt)
        self.standing.began = now
        for part in self.journal.parts():
            self._parts[part.id] = part
            self.standing.users += part.users
            self.standing.parts += 1
            track = track_of(part, last.get(part.id, []), now - ours)
            self._tracks.append(track)
            if part.state is PartState.SETTLED:
                self._settled(track)

    def _server_time(self) -> float:
        return self.timing.now() + self.client.skew

    def _begin(self, track: Track, step: Step) -> None:
        act = self._act(track, step, self._parts[track.part])
        track.busy = step
        self.crew.begin(track, step, act)

    def _act(self, track: Track, step: Step, part: PartRow) -> Callable[[], object]:
        """What to do at Auth0; an intent to send is in the journal before."""
        errands = Errands(self.client, self.order)
        match step:
            case Step.SEND:
                data = read_part(self.folder, part)
                track.attempt = steps.intend(self.journal, part.id, errands.external_id(part), self._server_time())
                track.state = PartState.INTENT
                return partial(errands.send, part, data)
            case Step.POLL:
                return partial(errands.poll, track.job_id)
            case Step.ERRORS:
                return partial(errands.rows, self._history(track), self.folder, part)
            case Step.PROBE:
                users = PartUsers(read_part(self.folder, part))
                errands.require_ids(users.all)
                return partial(errands.probe, users)
            case Step.SETTLE:
                rows = list(self.journal.users(part=part.id))
                errands.require_ids([row for row in rows if row.fate is Fate.UNRESOLVED])
                return partial(errands.settle, rows, self._history(track).since + self.journal.gap())

    def _take(self, done: Done) -> None:
        track, failure, now = done.track, done.failure, self.timing.ticks()
        track.busy = None
        if done.step is Step.SEND and isinstance(failure, TenantFailure):
            self._not_accepted(track, failure, now)
            return
        if failure is not None:
            raise failure
        match done.step:
            case Step.SEND:
                steps.accepted(self.journal, track.attempt, done.result, self._server_time())
                track.state, track.job_id, track.failures = PartState.ACCEPTED, done.result.id, 0
                track.began, track.ready = now, now + self._pause(track, 0.0, None)
                self.standing.waiting, self._refusals = "", 0
            case Step.POLL:
                self._polled(track, done.result, now)
            case Step.ERRORS:
                self._errors_came(track, done.result)
            case Step.PROBE:
                self._probed(track, done.result, now)
            case Step.SETTLE:
                steps.settled(self.journal, track.part, done.result)
                self._settled(track)

    def _not_accepted(self, track: Track, failure: TenantFailure, now: float) -> None:
        """A part was not taken, or nobody knows."""
        pause = _PAUSES[min(track.failures, len(_PAUSES) - 1)]
        if isinstance(failure, Unanswered):
            steps.lost(self.journal, track.attempt, str(failure))
            track.state, track.probed = PartState.AMBIGUOUS, False
            track.shadow_until, track.ready = now + JOB_LIFE, now + max(_SETTLING, pause)
            most = MOST_LOST
        else:
            outcome = Outcome.UNSENT if isinstance(failure, Unsent) else Outcome.REFUSED
            track.state = steps.had_no_effect(self.journal, track.attempt, outcome, str(failure))
            most = MOST_UNSENT
        if isinstance(failure, Refused) and failure.status == _TOO_MANY:
            # Somebody else's jobs, or the rate limit: both pass.
            self._refusals += 1
            self.standing.waiting = "two jobs run already" if failure.slots_taken else "Auth0's rate limit"
            pause = failure.wait or _PAUSES[min(self._refusals, _LONGEST_REFUSAL)]
        elif not isinstance(failure, Unsent | Unanswered) or track.failures + 1 >= most:
            raise failure
        else:
            track.failures += 1
        if track.state is not PartState.AMBIGUOUS or track.probed:
            self._sends_from = now + pause

    def _polled(self, track: Track, job: Job | None, now: float) -> None:
        age = now - track.began
        if job is not None and job.status not in (*_ENDED, "expired"):
            track.ready, track.doubts = now + self._pause(track, age, job.percentage), 0
            return
        if track.doubts < MOST_DOUBTS and _doubtful(job, age):
            track.ready, track.doubts = now + _PAUSES[track.doubts], track.doubts + 1
            return
        ended = job if job is not None and job.status in _ENDED else Job("", FORGOTTEN)
        steps.finished(self.journal, track.attempt, ended, self._server_time())
        track.state, track.shadow_until = PartState.FINISHED, 0.0
        users = self._parts[track.part].users
        self.standing.session += users
        if ended.status == COMPLETED:
            self._pace = min(self._pace or math.inf, (now - track.began) / max(users, 1))

    def _pause(self, track: Track, age: float, percentage: int | None) -> float:
        """Seconds until a job is looked at again; looks leave something of the rate limit to what is more urgent."""
        return max(poll_pause(age, self._expected(track) or whole_time(age, percentage)), self.client.ease)

    def _expected(self, track: Track) -> float | None:
        """Seconds for this part's job, by the quickest so far."""
        return None if self._pace is None else self._pace * self._parts[track.part].users

    def _errors_came(self, track: Track, rows: list[UserRow]) -> None:
        if self._history(track).to_be_sent_again:
            steps.to_be_sent_again(self.journal, track.attempt)
            track.state, track.probed = PartState.AMBIGUOUS, True
            return
        track.state = steps.errors_stored(self.journal, track.attempt, rows)
        if track.state is PartState.SETTLED:
            self._settled(track)

    def _probed(self, track: Track, seen: tuple[int, bool], now: float) -> None:
        """A job that is half through is left alone for a while; otherwise the part is sent again."""
        found, last = seen
        track.probes += 1
        track.probed = last or not found or track.probes >= MOST_PROBES
        track.ready = now if track.probed else now + _SETTLING

    def _history(self, track: Track) -> History:
        return History(self.journal.attempts(track.part))

    def _settled(self, track: Track) -> None:
        track.state = PartState.SETTLED
        self._tracks.remove(track)
        self.standing.done += self._parts[track.part].users
        self.standing.parts_done += 1

    def _tell(self) -> None:
        self.standing.running = sum(track.state is PartState.ACCEPTED for track in self._tracks)
        self.tell(self.standing)

    def _drain(self) -> None:
        """Wait a little for answers to what is being sent: one that is missed has to be guarded against for hours."""
        end = self.timing.ticks() + GRACE
        while any(track.busy is Step.SEND for track in self._tracks):
            left = end - self.timing.ticks()
            if left <= 0:
                return
            for done in self.crew.wait(left):
                if done.step is Step.SEND:
                    with suppress(TenantFailure):
                        self._take(done)


def _doubtful(job: Job | None, age: float) -> bool:
    """Is it too early to believe what a job says of its end? Auth0 keeps it for a day."""
    return age < JOB_KEPT if job is None else job.status == COMPLETED and not job.summary
