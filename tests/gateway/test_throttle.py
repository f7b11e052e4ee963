"""Limits over a moving window, against a list of all events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from converter.gateway.throttle import Limit, Throttle

_STEPS = st.lists(st.tuples(st.sampled_from(["count", "forget", "take_back"]), st.integers(0, 90)), max_size=60)


@given(_STEPS)
def test_a_name_waits_exactly_while_its_window_is_full(steps: list[tuple[str, int]]) -> None:
    now = [0.0]
    throttle = Throttle(Limit(3, 100), lambda: now[0])
    events: list[float] = []
    for what, seconds in steps:
        now[0] += seconds
        events = [event for event in events if event > now[0] - 100]
        if what == "count" and not throttle.wait("ann"):
            throttle.count("ann")
            events.append(now[0])
        elif what == "forget":
            throttle.forget("ann")
            events = []
        elif what == "take_back" and events:
            throttle.take_back("ann")
            events.pop()
        assert (throttle.wait("ann") > 0) is (len(events) >= 3)
        assert throttle.wait("bob") == 0


def test_after_the_wait_there_is_none() -> None:
    now = [0.0]
    throttle = Throttle(Limit(2, 60), lambda: now[0])
    throttle.count("ann")
    now[0] = 20
    throttle.count("ann")
    assert throttle.wait("ann") == 40
    now[0] += 40
    assert throttle.wait("ann") == 0
    throttle.count("ann")
    assert throttle.wait("ann") == 20


def test_memory_is_bounded() -> None:
    throttle = Throttle(Limit(1, 1e9), lambda: 0.0)
    for number in range(100_010):
        throttle.count(str(number))
    assert throttle.wait("0") == 0
    assert throttle.wait("100009") > 0
