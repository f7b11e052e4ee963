"""Grades against OWASP's sheet, at and beside its figures."""

from __future__ import annotations

import pytest

from converter.passwords.description import describe
from converter.passwords.hash import Cost, Function, PasswordHash
from converter.passwords.strength import strength


def _hash(function: Function, algorithm: str, cost: Cost) -> PasswordHash:
    return PasswordHash("x", function, algorithm, cost, digest=b"d" * 32, salt=b"s" * 16)


@pytest.mark.parametrize(
    ("function", "algorithm", "cost", "grade"),
    [
        (Function.BCRYPT, "2b", Cost(10), "strong"),
        (Function.BCRYPT, "2b", Cost(9), "acceptable"),
        (Function.BCRYPT, "2b", Cost(7), "acceptable"),
        (Function.BCRYPT, "2b", Cost(6), "weak"),
        (Function.PBKDF2, "sha256", Cost(600_000), "strong"),
        (Function.PBKDF2, "sha256", Cost(599_999), "acceptable"),
        (Function.PBKDF2, "sha256", Cost(10_000), "weak"),
        (Function.PBKDF2, "sha512", Cost(210_000), "strong"),
        (Function.PBKDF2, "sha1", Cost(210_000), "acceptable"),
        (Function.SCRYPT, "scrypt", Cost(1 << 17, 0, 8, 1), "strong"),
        (Function.SCRYPT, "scrypt", Cost(1 << 14, 0, 8, 5), "strong"),
        (Function.SCRYPT, "scrypt", Cost(1 << 14, 0, 8, 1), "acceptable"),
        (Function.SCRYPT, "scrypt", Cost(1 << 10, 0, 8, 1), "weak"),
        (Function.ARGON2, "argon2id", Cost(2, 19_456, 0, 1), "strong"),
        (Function.ARGON2, "argon2id", Cost(5, 7_168, 0, 1), "strong"),
        (Function.ARGON2, "argon2id", Cost(3, 4_096, 0, 1), "acceptable"),
        (Function.ARGON2, "argon2id", Cost(1, 64, 0, 1), "weak"),
        (Function.LDAP, "sha512", Cost(), "weak"),
        (Function.HMAC, "sha256", Cost(), "weak"),
    ],
)
def test_the_grade_follows_the_sheet(function: Function, algorithm: str, cost: Cost, grade: str) -> None:
    found = strength(_hash(function, algorithm, cost))
    assert (found.grade, bool(found.reason)) == (grade, True)


def test_an_unsalted_digest_is_named_as_such() -> None:
    assert "unsalted" in strength(PasswordHash("sha", Function.LDAP, "sha1", digest=b"d" * 20)).reason


def test_a_description_is_the_same_for_hashes_that_differ_in_bytes_alone() -> None:
    first = _hash(Function.LDAP, "sha1", Cost())
    second = PasswordHash("x", Function.LDAP, "sha1", digest=b"e" * 20, salt=b"t" * 8)
    assert describe(first).strength == describe(second).strength
