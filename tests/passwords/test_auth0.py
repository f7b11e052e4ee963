"""The exact objects, their keys' order, and the refusals that parameters cause."""

from __future__ import annotations

from typing import Any

import pytest

from converter.passwords.auth0 import Accepted, Refused, to_auth0
from converter.passwords.detect import detect
from converter.passwords.hash import Cost, Function, PasswordHash, SaltPosition

BCRYPT = "nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K"
ARGON2 = "m=65536,t=2,p=1$J6Q/82PCyaNpYKRELJyTZg$m04qUAB8rexWDR4+/0f+SFB+4XMFxt7YAvAq2UycYos"


def _fields(stored: str, say: str = "auto", account: str = "") -> Any:
    verdict = to_auth0(detect(stored, say, account=account))
    assert isinstance(verdict, Accepted), verdict
    return verdict.fields


def _reason(hash_: PasswordHash) -> str:
    verdict = to_auth0(hash_)
    assert isinstance(verdict, Refused)
    return verdict.reason


@pytest.mark.parametrize(
    ("stored", "fields"),
    [
        (f"$2b$10${BCRYPT}", {"password_hash": f"$2b$10${BCRYPT}"}),
        (f"$2a$10${BCRYPT}", {"password_hash": f"$2a$10${BCRYPT}"}),
        (f"$2y$10${BCRYPT}", {"password_hash": f"$2b$10${BCRYPT}"}),
        (f"{{CRYPT}}$2y$10${BCRYPT}", {"password_hash": f"$2b$10${BCRYPT}"}),
        (
            f"$2y$12${BCRYPT}",
            {
                "custom_password_hash": {
                    "algorithm": "bcrypt",
                    "hash": {"value": f"$2b$12${BCRYPT}", "encoding": "utf8"},
                }
            },
        ),
        (
            "{ssha}3VIuNezbZuuUX8Nacd23rIbO6KdX8CwB",
            {
                "custom_password_hash": {
                    "algorithm": "ldap",
                    "hash": {"value": "{SSHA}3VIuNezbZuuUX8Nacd23rIbO6KdX8CwB", "encoding": "utf8"},
                }
            },
        ),
        (
            "{sha1}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
            {
                "custom_password_hash": {
                    "algorithm": "ldap",
                    "hash": {"value": "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "encoding": "utf8"},
                }
            },
        ),
    ],
)
def test_a_stored_text_becomes_exactly_this(stored: str, fields: dict[str, Any]) -> None:
    assert _fields(stored) == fields


def test_keys_stand_in_the_order_of_auth0s_page() -> None:
    digest = _fields("5f4dcc3b5aa765d61d8327deb882cf99:salt", "md5-utf16le-salt-pass")["custom_password_hash"]
    keyed = _fields("5f4dcc3b5aa765d61d8327deb882cf99:salt", "hmac-md5-key-salt")["custom_password_hash"]
    scrypt = _fields("secret", "plain", "jdoe")["custom_password_hash"]
    assert list(digest) == ["algorithm", "hash", "salt", "password"]
    assert list(digest["salt"]) == ["value", "encoding", "position"]
    assert list(keyed["hash"]) == ["value", "encoding", "digest", "key"]
    assert list(scrypt) == ["algorithm", "hash", "salt", "keylen", "cost", "blockSize", "parallelization"]


def test_an_nt_hash_is_md4_of_utf16() -> None:
    assert _fields("8846F7EAEE8FB117AD06BDD830B7586C", "nt") == {
        "custom_password_hash": {
            "algorithm": "md4",
            "hash": {"value": "8846f7eaee8fb117ad06bdd830b7586c", "encoding": "hex"},
            "password": {"encoding": "utf16le"},
        }
    }


def test_pbkdf2_is_written_as_a_phc_string_without_padding() -> None:
    value = _fields("{PBKDF2-SHA256}10000$N3WgUgqd.XId.LPlZnAsfA$mx5IzHSCzhInCSZPSnTLS.P/kq50g1PR8xZfdVbvxTQ")
    assert value["custom_password_hash"]["hash"]["value"] == (
        "$pbkdf2-sha256$i=10000,l=32$N3WgUgqd+XId+LPlZnAsfA$mx5IzHSCzhInCSZPSnTLS+P/kq50g1PR8xZfdVbvxTQ"
    )


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        (f"$2$10${BCRYPT}", "first form"),
        (f"$2x$10${BCRYPT}", "faulty"),
        (f"$argon2d$v=19${ARGON2}", "Argon2d"),
        (f"$argon2id$v=16${ARGON2}", "1.3"),
        (f"$argon2id${ARGON2}", "1.3"),
        ("$argon2id$v=19$m=64,t=2,p=1$J6Q/82PCyaNpYKRELJyTZg$AAAAAAAAAAA", "shorter"),
        ("{CRYPT}abcdefghijklm", "DES"),
        ("md5" + "0" * 32, "account"),
        ("{CLEARTEXT}secret", "scheme: plain"),
        ("{SASL}jdoe@EXAMPLE.COM", "another system"),
        ("{AES256}abcdef", "encrypted"),
        ("!", "no password"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(stored: str, says: str) -> None:
    reason = _reason(detect(stored))
    assert says in reason
    assert stored not in reason


@pytest.mark.parametrize(
    "hash_",
    [
        PasswordHash("x", Function.DIGEST, "sha384", digest=b"d"),
        PasswordHash("x", Function.LDAP, "md4", digest=b"d"),
        PasswordHash("x", Function.LDAP, "sha1", salt_position=SaltPosition.PREFIX, digest=b"d", salt=b"s"),
        PasswordHash("x", Function.HMAC, "sha3", digest=b"d", salt=b"s"),
        PasswordHash("x", Function.HMAC, "sha1", digest=b"d"),
        PasswordHash("x", Function.PBKDF2, "sha3", digest=b"d", salt=b"s"),
        PasswordHash("x", Function.PBKDF2, "sha1", digest=b"d"),
        PasswordHash("x", Function.SCRYPT, "scrypt", Cost(1000, 0, 8, 1), digest=b"d", salt=b"s"),
        PasswordHash("x", Function.SCRYPT, "scrypt", Cost(1024, 0, 8, 1), digest=b"d"),
        PasswordHash("x", Function.ARGON2, "argon2d", Cost(3, 64, 0, 1), digest=b"d" * 32, salt=b"s" * 16),
    ],
)
def test_parameters_without_a_form_at_auth0_are_refused(hash_: PasswordHash) -> None:
    assert _reason(hash_)


def test_a_hash_without_function_or_obstacle_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError):
        to_auth0(PasswordHash("x", Function.OTHER))
