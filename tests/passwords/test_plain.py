"""Passwords in clear: hashed only when asked, the same every time, differently for everybody."""

from __future__ import annotations

import hashlib

import pytest

from converter.passwords.auth0 import Accepted, to_auth0
from converter.passwords.detect import detect
from converter.passwords.hash import Malformed
from converter.passwords.strength import Grade, strength
from converter.passwords.verify import verify


def test_a_plain_password_is_hashed_and_fits() -> None:
    verdict = to_auth0(detect("pässword", "plain", account="jdoe"))
    assert isinstance(verdict, Accepted)
    assert verify(verdict.fields, "pässword")
    assert not verify(verdict.fields, "password")


def test_the_hash_is_the_same_every_time_and_another_for_another_account() -> None:
    first = detect("secret", "plain", account="jdoe")
    assert first == detect("secret", "plain", account="jdoe") == detect("{CLEARTEXT}secret", "plain", account="jdoe")
    other = detect("secret", "plain", account="asmith")
    assert (first.salt, first.digest) != (other.salt, other.digest)


def test_the_salt_says_nothing_of_the_password() -> None:
    first, second = (detect(password, "plain", account="jdoe") for password in ("secret", "other"))
    assert first.salt == second.salt
    assert first.digest != second.digest
    assert first.digest != hashlib.scrypt(b"secret", salt=b"", n=1 << 14, r=8, p=5, maxmem=1 << 26, dklen=32)


def test_the_password_is_nowhere_in_what_comes_out() -> None:
    hash_ = detect("hunter2hunter2", "plain", account="jdoe")
    assert b"hunter2" not in hash_.digest + hash_.salt
    assert "hunter2" not in repr(hash_)


def test_the_hash_meets_owasps_minimum() -> None:
    assert strength(detect("secret", "plain", account="jdoe")).grade is Grade.STRONG


@pytest.mark.parametrize(("text", "account"), [("secret", ""), ("{CLEARTEXT}", "jdoe")])
def test_without_account_or_password_there_is_no_hash(text: str, account: str) -> None:
    with pytest.raises(Malformed):
        detect(text, "plain", account=account)
