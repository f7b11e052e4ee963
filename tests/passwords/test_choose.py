"""One value out of several."""

from __future__ import annotations

import pytest

from converter.passwords.choose import choose
from converter.passwords.hash import NotRecognised, PasswordFormatError

SHA = "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="
SSHA = "{SSHA}3VIuNezbZuuUX8Nacd23rIbO6KdX8CwB"
SASL_MD5 = "{SASL/MD5}X03MO1qnZdYdgyfeuILPmQ=="
BCRYPT = "$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K"


@pytest.mark.parametrize(
    ("values", "scheme"),
    [
        ([SHA], "sha"),
        ([SHA, SSHA], "ssha"),
        ([SSHA, BCRYPT, SHA], "bcrypt"),
        ([SASL_MD5, SHA], "sha"),
        ([SASL_MD5], "sasl-md5"),
        (["{SSHA}broken", "5f4dcc3b5aa765d61d8327deb882cf99", SHA], "sha"),
        ([SSHA.encode(), SHA], "ssha"),
    ],
)
def test_the_best_that_auth0_takes_is_chosen(values: list[str | bytes], scheme: str) -> None:
    assert choose(values).scheme == scheme
    assert choose(values[::-1]).scheme == scheme


def test_the_earlier_of_two_equals_is_chosen() -> None:
    other = "{SSHA}" + "A" * 32
    assert choose([other, SSHA]).digest == b"\x00" * 20


def test_where_none_can_be_read_the_first_reason_is_given() -> None:
    with pytest.raises(PasswordFormatError, match="ssha"):
        choose(["{SSHA}broken", "{FOO}bar"])


def test_no_values_are_no_password() -> None:
    with pytest.raises(NotRecognised):
        choose([])
