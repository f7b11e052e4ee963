"""The examples of Auth0's own page, and the corners of its encodings."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from converter.errors import ExtraMissing
from converter.passwords.verify import verify

EXAMPLES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "auth0_examples.json").read_text("utf-8"))
SECRET_MD5 = hashlib.md5(b"secret").digest()


def _custom(algorithm: str, hash_: dict[str, Any], **further: Any) -> dict[str, Any]:
    return {"custom_password_hash": {"algorithm": algorithm, "hash": hash_, **further}}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_auth0_fits_its_password_and_no_other(example: dict[str, Any]) -> None:
    assert verify(example["fields"], example["password"])
    assert not verify(example["fields"], example["password"] + " ")
    assert not verify(example["fields"], "")


def test_pbkdf2_takes_its_defaults_where_the_string_is_silent() -> None:
    key = base64.b64encode(hashlib.pbkdf2_hmac("sha1", b"secret", b"saltsalt", 100_000, 64)).decode().rstrip("=")
    assert verify(_custom("pbkdf2", {"value": f"$pbkdf2-sha1$c2FsdHNhbHQ${key}"}), "secret")


def test_pbkdf2_knows_md4_without_openssl() -> None:
    # Made by PHP 8.2: hash_pbkdf2("md4", "secret", "saltsalt", 3, 20, true).
    value = "$pbkdf2-md4$i=3,l=20$c2FsdHNhbHQ$wKoImU+vg+zJqLPgyt7/w/X3J9g"
    assert verify(_custom("pbkdf2", {"value": value}), "secret")
    assert not verify(_custom("pbkdf2", {"value": value}), "other")


def test_hmac_knows_md4_without_openssl() -> None:
    # Made by PHP 8.2: hash_hmac("md4", "secret", str_repeat("k", 70)).
    value = {
        "value": "d69a7b509597a43735a37efeb746cbad",
        "encoding": "hex",
        "digest": "md4",
        "key": {"value": "k" * 70},
    }
    assert verify(_custom("hmac", value), "secret")
    assert not verify(_custom("hmac", value), "other")


@pytest.mark.parametrize("library", ["bcrypt", "argon2"])
def test_a_library_that_is_missing_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ExtraMissing, match=r"pip install 'auth0-convert\[verify\]'"):
        verify(_custom(library, {"value": "$2b$10$x"}), "secret")


def test_a_key_of_another_length_than_it_says_fits_nothing() -> None:
    key = base64.b64encode(hashlib.pbkdf2_hmac("sha1", b"secret", b"saltsalt", 10, 20)).decode().rstrip("=")
    assert not verify(_custom("pbkdf2", {"value": f"$pbkdf2-sha1$i=10,l=32$c2FsdHNhbHQ${key}"}), "secret")


@pytest.mark.parametrize(
    ("value", "encoding"),
    [
        (SECRET_MD5.hex(), "hex"),
        (SECRET_MD5.hex().upper(), "hex"),
        (base64.b64encode(SECRET_MD5).decode(), "base64"),
        (base64.urlsafe_b64encode(SECRET_MD5).decode().rstrip("="), "base64"),
    ],
)
def test_a_digest_may_be_written_in_several_ways(value: str, encoding: str) -> None:
    assert verify(_custom("md5", {"value": value, "encoding": encoding}), "secret")


@pytest.mark.parametrize(
    ("encoding", "password", "data"),
    [
        ("utf8", "é€", "é€".encode()),
        ("utf16le", "é€", "é€".encode("utf-16-le")),
        ("ucs2", "é", "é".encode("utf-16-le")),
        ("latin1", "é", b"\xe9"),
        ("binary", "é", b"\xe9"),
        ("ascii", "e", b"e"),
    ],
)
def test_a_password_becomes_bytes_as_in_node(encoding: str, password: str, data: bytes) -> None:
    value = {"value": hashlib.sha1(data).hexdigest(), "encoding": "hex"}
    assert verify(_custom("sha1", value, password={"encoding": encoding}), password)


@pytest.mark.parametrize("position", ["prefix", "suffix"])
@pytest.mark.parametrize("salt", [("73616c74", "hex"), ("c2FsdA==", "base64"), ("salt", "utf8")])
def test_a_salt_stands_on_either_side_in_any_encoding(position: str, salt: tuple[str, str]) -> None:
    data = b"saltsecret" if position == "prefix" else b"secretsalt"
    fields = _custom(
        "sha512",
        {"value": hashlib.sha512(data).hexdigest(), "encoding": "hex"},
        salt={"value": salt[0], "encoding": salt[1], "position": position},
    )
    assert verify(fields, "secret")


@pytest.mark.parametrize("label", ["{MD5}", "{md5}", "{Md5}"])
def test_labels_of_ldap_ignore_case(label: str) -> None:
    assert verify(_custom("ldap", {"value": label + base64.b64encode(SECRET_MD5).decode()}), "secret")


@pytest.mark.parametrize(
    "fields",
    [
        _custom("sha224", {"value": "", "encoding": "hex"}),
        _custom("ldap", {"value": "{CRYPT}abcdefghijklm"}),
        _custom("md5", {"value": "", "encoding": "base32"}),
        _custom("md5", {"value": "", "encoding": "hex"}, password={"encoding": "utf32"}),
        {"password_hash": "$2x$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K"},
    ],
)
def test_what_auth0_does_not_describe_is_an_error(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Auth0"):
        verify(fields, "secret")


def test_bcrypt_reads_72_bytes() -> None:
    import bcrypt

    hash_ = bcrypt.hashpw(b"a" * 72, bcrypt.gensalt(4, b"2a")).decode()
    assert verify(_custom("bcrypt", {"value": hash_}), "a" * 100)
