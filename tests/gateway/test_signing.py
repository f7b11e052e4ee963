"""Signed requests: no changed byte, no second time, no other minute."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.errors import UsageError
from converter.gateway.signing import Gate, Keys, Refused, Signed, authorization

KEY, PREVIOUS = b"k" * 32, b"p" * 32
KEYS = Keys({"key": KEY, "previous": PREVIOUS}, {"token": b"t" * 32})
NOW = 1_700_000_000
NONCE = "8d5e957f297893487bd98fa830fa6413"
REQUEST = Signed("POST", "/login", b'{"identifier": "ann", "password": "secret"}')


class Clock:
    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def header(*, key: bytes = KEY, time: int = NOW, nonce: str = NONCE, request: Signed = REQUEST) -> str:
    return authorization(key, request, time=time, nonce=nonce)


def test_a_signed_request_is_let_in_and_names_its_key() -> None:
    assert Gate(KEYS, Clock()).admit(header(), REQUEST) == "key"
    assert Gate(KEYS, Clock()).admit(header(key=PREVIOUS), REQUEST) == "previous"
    assert Gate(KEYS, Clock()).admit("Bearer " + "t" * 32, REQUEST) == "token"


def test_a_request_is_let_in_once() -> None:
    gate = Gate(KEYS, Clock())
    gate.admit(header(), REQUEST)
    with pytest.raises(Refused, match="replayed"):
        gate.admit(header(), REQUEST)
    gate.admit(header(nonce="0" * 32), REQUEST)


@pytest.mark.parametrize(("age", "taken"), [(0, True), (60, True), (61, False), (-60, True), (-61, False)])
def test_a_request_is_let_in_within_a_minute_of_its_time(tmp_path: Path, age: int, *, taken: bool) -> None:
    clock = Clock()
    gate = Gate(KEYS, clock, tmp_path / "state")
    clock.now += 1000
    signed = header(time=NOW + 1000 - age)
    if taken:
        gate.admit(signed, REQUEST)
    else:
        with pytest.raises(Refused, match="stale"):
            gate.admit(signed, REQUEST)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=30))
def test_no_request_is_ever_let_in_twice(steps: list[tuple[int, int]]) -> None:
    clock = Clock()
    gate = Gate(KEYS, clock)
    signed = [header(time=NOW + 50 * number, nonce=f"{number:032x}") for number in range(4)]
    taken = []
    for seconds, number in steps:
        clock.now += seconds
        try:
            gate.admit(signed[number], REQUEST)
            taken.append(number)
        except Refused:
            pass
    assert len(taken) == len(set(taken))


def test_what_was_dated_ahead_is_not_taken_again_after_a_restart(tmp_path: Path) -> None:
    clock, state = Clock(), tmp_path / "state"
    signed = header(time=NOW + 40)
    Gate(KEYS, clock, state).admit(signed, REQUEST)
    for later in (5, 30, 20):
        clock.now += later
        gate = Gate(KEYS, clock, state)
        with pytest.raises(Refused, match=r"replayed|stale"):
            gate.admit(signed, REQUEST)
    assert state.stat().st_mode & 0o777 == 0o600
    assert state.read_bytes() == b""


def test_where_nothing_is_kept_next_to_nothing_is_taken_that_is_dated_ahead() -> None:
    gate = Gate(KEYS, Clock())
    gate.admit(header(time=NOW + 2), REQUEST)
    with pytest.raises(Refused, match="stale"):
        gate.admit(header(time=NOW + 3, nonce="0" * 32), REQUEST)


def test_what_cannot_be_kept_is_not_taken(tmp_path: Path) -> None:
    gate = Gate(KEYS, Clock(), tmp_path / "state")
    os.close(gate._ahead._file or -1)
    with pytest.raises(Refused, match="could not be kept"):
        gate.admit(header(time=NOW + 9), REQUEST)
    gate.admit(header(), REQUEST)


def test_a_state_that_cannot_be_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be kept"):
        Gate(KEYS, Clock(), tmp_path)


def test_what_was_signed_before_a_restart_is_not_taken_after_it() -> None:
    clock = Clock()
    Gate(KEYS, clock).admit(header(), REQUEST)
    clock.now += 5
    with pytest.raises(Refused, match="stale"):
        Gate(KEYS, clock).admit(header(), REQUEST)


@pytest.mark.parametrize(
    "request_",
    [Signed("GET", "/login", REQUEST.body), Signed("POST", "/get_user", REQUEST.body)],
    ids=["method", "path"],
)
def test_a_signature_is_for_one_method_and_path(request_: Signed) -> None:
    with pytest.raises(Refused, match="wrong signature"):
        Gate(KEYS, Clock()).admit(header(), request_)


def test_no_byte_of_the_body_can_be_changed() -> None:
    gate = Gate(KEYS, Clock())
    for place in range(len(REQUEST.body)):
        body = bytearray(REQUEST.body)
        body[place] ^= 1
        with pytest.raises(Refused, match="wrong signature"):
            gate.admit(header(), Signed("POST", "/login", bytes(body)))


def test_no_character_of_the_header_can_be_changed() -> None:
    gate = Gate(KEYS, Clock())
    good = header()
    for place in range(len(good)):
        for other in {"0", "1", "a", "A", " ", ",", "é", "٣"} - {good[place]}:
            with pytest.raises(Refused):
                gate.admit(good[:place] + other + good[place + 1 :], REQUEST)
    for bad in ("", good[:-1], good + "0", good + "\n", good.upper(), "Bearer ", "Bearer " + "x" * 32, "Basic YTpi"):
        with pytest.raises(Refused):
            gate.admit(bad, REQUEST)
    gate.admit(good, REQUEST)


def test_the_header_is_as_documented() -> None:
    assert re.fullmatch(rf"Convert-HMAC-SHA256 time={NOW}, nonce={NONCE}, signature=[0-9a-f]{{64}}", header())


def test_no_repr_shows_a_secret() -> None:
    assert "kkk" not in repr(KEYS)
    assert "ttt" not in repr(KEYS)
    assert "secret" not in repr(REQUEST)
