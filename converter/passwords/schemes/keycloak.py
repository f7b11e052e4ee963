"""A password credential of Keycloak: the JSON object of a realm export, or of its `credential` table.

`secretData` has the base64 of digest and salt, `credentialData` algorithm and parameters; in exports and in the
table both are JSON texts within JSON. The algorithms are `pbkdf2` (SHA-1), `pbkdf2-sha256`, `pbkdf2-sha512` and,
since release 25 by default, `argon2` (org.keycloak.credential.hash and org.keycloak.crypto.hash). A row of the table
names them `secret_data` and `credential_data`.
"""

from __future__ import annotations

import json
from typing import Any

from converter.passwords.alphabets import at_least, base64, count, exactly
from converter.passwords.hash import Cost, Function, Malformed, PasswordHash
from converter.passwords.schemes import argon2
from converter.passwords.schemes.pbkdf2 import pbkdf2
from converter.passwords.schemes.scheme import Scheme

_PBKDF2 = {"pbkdf2": "sha1", "pbkdf2-sha256": "sha256", "pbkdf2-sha512": "sha512"}
_MEMBERS = (("secretData", "secret_data"), ("credentialData", "credential_data"))
_ARGON2_VERSIONS = {"1.0": 16, "1.3": 19}


def _object(value: Any) -> dict[str, Any]:
    """A JSON object, or the one that a JSON text holds."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = None
    if not isinstance(value, dict):
        raise Malformed("is no JSON object with secretData and credentialData")
    return value


def _text(object_: dict[str, Any], key: str) -> str:
    value = object_.get(key)
    if not isinstance(value, str):
        raise Malformed(f"has no {key}")
    return value


def _parameter(data: dict[str, Any], key: str) -> str:
    """One of `additionalParameters`, which are lists of texts."""
    parameters = data.get("additionalParameters")
    values = parameters.get(key) if isinstance(parameters, dict) else None
    if not isinstance(values, list) or len(values) != 1 or not isinstance(values[0], str):
        raise Malformed(f"has no one {key} among its additionalParameters")
    return values[0]


def _read(text: str) -> PasswordHash:
    credential = _object(text)
    if credential.get("type", "password") != "password":
        raise Malformed("is a credential of another type than password")
    secret, data = (_object(credential.get(export) or credential.get(column)) for export, column in _MEMBERS)
    digest, salt = base64(_text(secret, "value")), base64(_text(secret, "salt"))
    rounds = data.get("hashIterations")
    if not isinstance(rounds, int):
        raise Malformed("has no hashIterations")
    rounds = count(str(rounds), "hashIterations")
    algorithm = _text(data, "algorithm")
    if algorithm == "argon2":
        return _argon2(data, rounds, salt=salt, digest=digest)
    if algorithm not in _PBKDF2:
        raise Malformed("has an algorithm that Keycloak itself does not bring")
    return pbkdf2("keycloak", _PBKDF2[algorithm], rounds=rounds, salt=salt, key=digest)


def _argon2(data: dict[str, Any], passes: int, *, salt: bytes, digest: bytes) -> PasswordHash:
    kind, version = f"argon2{_parameter(data, 'type')}", _ARGON2_VERSIONS.get(_parameter(data, "version"))
    if kind not in {"argon2i", "argon2d", "argon2id"} or version is None:
        raise Malformed("has an unknown type or version of Argon2")
    lanes = count(_parameter(data, "parallelism"), "lanes")
    cost = Cost(passes, count(_parameter(data, "memory"), "KiB of memory"), 0, lanes)
    exactly(digest, count(_parameter(data, "hashLength"), "bytes of digest"), what="digest")
    return PasswordHash(
        "keycloak",
        Function.ARGON2,
        kind,
        cost,
        obstacle=argon2.obstacle(kind, version),
        salt=at_least(salt, 8, what="salt"),
        digest=digest,
    )


SCHEMES = (
    Scheme(
        "keycloak",
        "a password credential of Keycloak as JSON, PBKDF2 or Argon2",
        "Keycloak, Red Hat SSO; org.keycloak.credential.hash",
        "pbkdf2 or argon2",
        _read,
        ("{json}",),
    ),
)
