from __future__ import annotations

from typing import Any

import pytest

from converter.auth0.tenant.checker import Judgement, judge
from tests.auth0.tenant.caller import Caller

USERS = [{"email": f"u{n}@acme.com", "user_id": str(n)} for n in range(4)]


def _judged(caller: Caller, entries: list[Any]) -> Judgement:
    return judge(caller.tenant.state.history.events, entries)


def test_a_flawless_rehearsal_is_sound(caller: Caller) -> None:
    caller.finished(USERS)
    found = _judged(caller, USERS)
    assert found.sound
    assert (found.sent, found.jobs, found.jobs_at_once) == (4, 1, 1)


def test_whoever_was_never_sent_is_lost(caller: Caller) -> None:
    caller.finished(USERS[1:])
    assert _judged(caller, USERS).lost == ("u0@acme.com",)


def test_whoever_was_refused_is_not_lost(caller: Caller) -> None:
    caller.finished([{"email": "U0@corp"}])
    found = _judged(caller, [{"email": "U0@corp"}])
    assert found.sound
    assert found.refused == ("u0@corp",)


def test_whoever_was_deleted_and_made_again_is_doubled(caller: Caller) -> None:
    caller.finished(USERS)
    caller.http.delete("/api/v2/users/auth0%7C0")
    caller.finished(USERS[:1])
    assert _judged(caller, USERS).doubled == ("u0@acme.com",)


def test_another_content_and_a_stranger_are_told(caller: Caller) -> None:
    caller.finished([USERS[0] | {"name": "somebody else"}, *USERS[1:]])
    found = _judged(caller, USERS[:3])
    assert (found.altered, found.unexpected) == (("u0@acme.com",), ("u3@acme.com",))


@pytest.mark.parametrize(("pause", "busy"), [(0.0, 1.0), (0.1, 2 / 3)])
def test_the_share_of_busy_slots_is_measured(pause: float, busy: float) -> None:
    events: list[dict[str, Any]] = []
    for number in range(10):
        start = (number // 2) * (0.2 + pause)
        events.append({"at": start, "event": "job-created", "job": number})
        events.append({"at": start + 0.2, "event": "job-ended", "job": number})
    found = judge(events, [])
    assert found.jobs_at_once == 2
    assert found.busy == pytest.approx(busy)
