"""What is due next: two jobs whenever there are two parts, never three, and an end in every case."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from converter.auth0.journal_tables import PartState
from converter.auth0.schedule import JOB_LIFE, SLOTS, Step, Track, due, poll_pause, wake, whole_time

STATES = [state for state in PartState if state not in (PartState.INTENT, PartState.SETTLED)]


def _sends(tracks: list[Track], now: float = 0.0, sends_from: float = 0.0) -> list[int]:
    return [track.part for track, step in due(tracks, now, sends_from=sends_from) if step is Step.SEND]


def test_two_parts_are_sent_at_once_in_their_order() -> None:
    assert _sends([Track(number, PartState.WRITTEN) for number in range(5)]) == [0, 1]


def test_a_slot_is_filled_as_soon_as_its_job_has_ended() -> None:
    running, ended = Track(0, PartState.ACCEPTED, ready=9.0), Track(1, PartState.FINISHED)

    assert due([running, ended, Track(2, PartState.WRITTEN)], 1.0) == [
        (Track(2, PartState.WRITTEN), Step.SEND),
        (ended, Step.ERRORS),
    ]


def test_a_job_that_may_exist_takes_a_slot() -> None:
    lost = Track(0, PartState.AMBIGUOUS, ready=20.0, shadow_until=JOB_LIFE)
    running = Track(1, PartState.ACCEPTED, ready=5.0)

    assert _sends([lost, Track(2, PartState.WRITTEN), Track(3, PartState.WRITTEN)]) == [2]
    assert _sends([lost, running, Track(2, PartState.WRITTEN)]) == []
    assert _sends([lost, running, Track(2, PartState.WRITTEN)], now=JOB_LIFE + 1) == [2]


def test_an_ambiguous_part_is_looked_at_and_then_sent_alone() -> None:
    lost = Track(0, PartState.AMBIGUOUS, ready=20.0, shadow_until=JOB_LIFE)
    fresh, running = Track(1, PartState.WRITTEN), Track(2, PartState.ACCEPTED, ready=90.0)

    assert due([lost], 10.0) == []
    assert due([lost], 20.0) == [(lost, Step.PROBE)]
    lost.probed = True
    assert due([lost, fresh, running], 20.0) == []
    assert due([lost, fresh], 20.0) == [(lost, Step.SEND)]


def test_nothing_is_sent_before_auth0_may_take_it() -> None:
    tracks = [Track(0, PartState.WRITTEN)]

    assert _sends(tracks, now=4.0, sends_from=5.0) == []
    assert wake(tracks, 4.0, sends_from=5.0) == 1.0
    assert _sends(tracks, now=5.0, sends_from=5.0) == [0]


TRACKS = [
    Track(0, state, ready=ready, shadow_until=shadow, probed=probed)
    for state in STATES
    for ready in (0.0, 50.0)
    for shadow in (0.0, 10.0, 99.0)
    for probed in (False, True)
]


@pytest.mark.parametrize("seed", range(20))
def test_never_three_and_never_stuck(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(200):
        _check_one_turn(
            [replace(track) for track in chance.choices(TRACKS, k=chance.randrange(7))],
            chance.choice([0.0, 20.0, 60.0]),
        )


def _check_one_turn(tracks: list[Track], now: float) -> None:
    if sum(track.running for track in tracks) > SLOTS:
        return  # never so
    before = sum(track.running for track in tracks)
    steps = due(tracks, now)
    for track, step in steps:
        assert track.busy is None
        track.busy = step
    running = sum(track.running for track in tracks)
    shadows = sum(track.shadow_until > now for track in tracks)
    sends = [track for track, step in steps if step is Step.SEND]

    assert len({id(track) for track, _ in steps}) == len(steps)
    assert running <= SLOTS
    if any(track.state is PartState.WRITTEN for track in sends):
        assert running + shadows <= SLOTS
    if any(track.state is PartState.AMBIGUOUS for track in sends):
        assert (before, len(sends)) == (0, 1)
    if tracks and not steps:
        assert wake(tracks, now) is not None


def test_what_was_learnt_from_earlier_jobs_saves_requests() -> None:
    assert poll_pause(0.0, 10.0) == 8.5
    assert poll_pause(9.9, 10.0) == pytest.approx(0.099)
    assert poll_pause(20.0, 10.0) == pytest.approx(0.6)
    assert poll_pause(0.0, 3600.0) == 30.0
    assert poll_pause(0.0, 0.01) == 0.02


def test_the_first_job_tells_by_its_own_progress_when_it_will_end() -> None:
    assert whole_time(5.0, 25) == 20.0
    assert [whole_time(5.0, percentage) for percentage in (None, 0, 9, 101)] == [None] * 4


@pytest.mark.parametrize("seconds", [60, 600, 7200])
def test_looking_closely_about_the_end_costs_few_requests(seconds: int) -> None:
    age, count = 0.0, 0
    while age < seconds * 1.2:
        age, count = age + poll_pause(age, seconds), count + 1
    assert count < 60 + seconds / 30


@pytest.mark.parametrize(("seconds", "requests"), [(10, 21), (600, 160), (7200, 380)])
def test_polling_stays_far_below_any_limit_and_loses_little_time(seconds: int, requests: int) -> None:
    age, count, gaps = 0.0, 0, 0.0
    while age < seconds:
        gaps = poll_pause(age)
        age, count = age + gaps, count + 1

    assert count <= requests
    assert gaps <= max(0.5, 0.03 * seconds)
    assert gaps <= 30.0
