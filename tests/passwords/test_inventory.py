"""Passwords counted by what can be said of them."""

from __future__ import annotations

import pickle
from random import Random

import pytest

from converter import native
from converter.passwords.description import Description, describe
from converter.passwords.detect import detect
from converter.passwords.inventory import Inventory, Passwords, numbered
from converter.passwords.strength import Grade, Strength

SHA = describe(detect("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="))
SASL = describe(detect("{SASL/MD5}X03MO1qnZdYdgyfeuILPmQ=="))


def pbkdf2(rounds: int) -> Description:
    return describe(detect(f"$pbkdf2-sha256${rounds}$c2FsdHNhbHQ${'A' * 43}"))


def counted(*passwords: Description | None) -> Inventory:
    inventory = Inventory()
    for password in passwords:
        inventory.add(password)
    return inventory


@pytest.mark.parametrize("is_compiled", [True, False])
@pytest.mark.parametrize("kinds", [3, 256, 257])
def test_passwords_counted_together_are_those_counted_one_by_one(
    is_compiled: bool, kinds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_compiled:
        monkeypatch.setattr(native, "compiled", lambda _: None)
    some = [None, *(pbkdf2(1000 + number) for number in range(kinds - 1))]
    column = Random(kinds).choices(some, k=100) + some
    found = native.form("kinds", numbered)(column)
    assert (found is None) is (kinds > 256)
    passwords = Passwords(*found) if found else Passwords(column)
    assert list(passwords.between(0, len(column))) == column
    together = Inventory()
    together.add_all(passwords, [(0, 0), (3, 40), (50, len(column))])
    assert together.rows() == counted(*column[3:40], *column[50:]).rows()


def test_the_last_kinds_that_are_told_apart_are_the_first_that_came() -> None:
    known, (first, second) = [pbkdf2(number + 1) for number in range(999)], (pbkdf2(1000), pbkdf2(1001))
    together = counted(*known)
    # the one who is left out had the second kind before
    together.add_all(Passwords([second, first], b"\x00\x01\x00"), [(1, 3)])
    assert together.rows() == counted(*known, first, second).rows()
    assert (first, 1) in together.rows()


def test_what_auth0_takes_comes_first_and_those_without_a_password_last() -> None:
    assert counted(None, SASL, SASL, SASL, SHA, None).rows() == [(SHA, 1), (SASL, 3), (None, 2)]


def test_a_row_says_what_a_hash_is_taken_as_or_why_it_is_not() -> None:
    assert counted(SHA, None, SASL).as_document() == [
        {
            "scheme": "sha",
            "records": 1,
            "auth0": "ldap",
            "strength": {"grade": "weak", "reason": "an unsalted fast digest (sha1), made to be quick"},
        },
        {
            "scheme": "sasl-md5",
            "records": 1,
            "cannot": SASL.target,
            "strength": {"grade": "weak", "reason": "not graded: Auth0 cannot compute it"},
        },
        {"scheme": "none", "records": 1},
    ]


def test_one_scheme_with_two_costs_is_two_rows() -> None:
    assert [count for _, count in counted(pbkdf2(1000), pbkdf2(600_000), pbkdf2(1000)).rows()] == [2, 1]


def test_an_empty_one_is_false_and_the_number_without_a_password_is_known() -> None:
    assert not counted()
    assert counted(None)
    assert counted(None, SHA, None).without == 2


def test_the_order_in_which_they_are_met_does_not_matter() -> None:
    passwords = [SHA, pbkdf2(5), SASL, None, pbkdf2(7), SHA]
    assert counted(*passwords).as_document() == counted(*reversed(passwords)).as_document()


def test_descriptions_of_another_process_are_the_same() -> None:
    assert counted(SHA, pickle.loads(pickle.dumps(SHA))).rows() == [(SHA, 2)]


def test_parameters_without_end_do_not_fill_the_memory() -> None:
    inventory = Inventory()
    for number in range(5000):
        inventory.add(Description("pbkdf2", True, "pbkdf2", Strength(Grade.WEAK, f"{number} rounds")))
    rows = inventory.rows()
    assert len(rows) == 1001
    assert rows[0][1] == 4000
    assert rows[0][0] is not None
    assert rows[0][0].strength.reason == "with various parameters"
