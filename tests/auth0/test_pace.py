"""Rate limits as the answers tell them."""

from __future__ import annotations

import pytest

from converter.auth0.pace import LONGEST, Pace, pause_of

NOW = 1_800_000_000.0
DATE = "Fri, 15 Jan 2027 08:00:00 GMT"
"""The same moment."""


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "7", "x-ratelimit-reset": "1800000020"}, 7.0),
        ({"x-ratelimit-reset": "1800000020"}, 20.0),
        ({"x-ratelimit-reset": "1800000020", "date": "Fri, 15 Jan 2027 08:00:15 GMT"}, 5.0),
        ({"x-ratelimit-reset": "1799999999"}, 0.25),
        ({"x-ratelimit-reset": "9999999999"}, LONGEST),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:00 GMT"}, None),
        ({"x-ratelimit-reset": "soon", "date": "yesterday"}, None),
        ({"x-ratelimit-reset": "1800000020", "date": "yesterday"}, 20.0),
    ],
    ids=str,
)
def test_how_long_to_wait(headers: dict[str, str], pause: float | None) -> None:
    assert pause_of(headers, NOW) == pause


def test_an_empty_bucket_holds_up_its_own_kind_only() -> None:
    pace = Pace()
    pace.note("GET jobs", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000003"}, ticks=10.0, now=NOW)
    pace.note("GET users", {"x-ratelimit-remaining": "1", "x-ratelimit-reset": "1800000003"}, ticks=10.0, now=NOW)

    assert pace.wait("GET jobs", 11.0) == 2.0
    assert pace.wait("GET jobs", 14.0) == 0.0
    assert pace.wait("GET users", 11.0) == 0.0


def test_what_can_wait_leaves_half_of_the_limit_to_the_rest() -> None:
    pace = Pace()

    def left(remaining: int) -> float:
        headers = {"x-ratelimit-limit": "10", "x-ratelimit-remaining": str(remaining), "x-ratelimit-reset": "100"}
        pace.note("other", headers, ticks=0.0, now=99.0)
        return pace.ease("other")

    assert [left(9), left(5), left(4), left(3)] == [0.0, 0.0, 0.25, 0.5]
    assert [left(2) for _ in range(9)][-1] == 8.0
    assert pace.ease("GET users") == 0.0
    assert [left(8) for _ in range(20)][-1] == 0.0
    pace.note("other", {}, ticks=0.0, now=0.0)
    assert pace.ease("other") == 0.0
