"""The form in which Auth0's bulk import takes a password hash, or the reason why it cannot.

What Auth0 computes is described with its import schema (auth0.com/docs, "Bulk User Import Database Schema",
properties `password_hash` and `custom_password_hash`). Keys stand in the order of that page.
"""

from __future__ import annotations

import binascii
from base64 import b64encode
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct

from converter.passwords.hash import Cost, Function, PasswordEncoding, PasswordHash, SaltPosition

NATIVE_BCRYPT_COST = 10
"""The one cost at which Auth0 takes a bcrypt hash as `password_hash`, as its own."""

DIGESTS = frozenset({"md4", "md5", "sha1", "sha256", "sha512"})
HMAC_DIGESTS = frozenset({"md4", "md5", "ripemd160", "sha1", "sha224", "sha256", "sha384", "sha512", "whirlpool"})
PBKDF2_DIGESTS = frozenset({"md4", "md5", "ripemd160", "sha1", "sha224", "sha256", "sha384", "sha512", "whirlpool"})
LDAP_LABELS = MappingProxyType({"md5": "MD5", "sha1": "SHA"} | {f"sha{n}": f"SHA{n}" for n in (224, 256, 384, 512)})

# What libsodium's verifier, which Auth0's own library calls, decodes.
_ARGON2 = frozenset({"argon2i", "argon2id"})
_ARGON2_SALT_BYTES = 8
_ARGON2_DIGEST_BYTES = 16


class Accepted(Struct, frozen=True):
    """Auth0 takes the hash: `fields` are the properties of the user object that carry it, exactly one."""

    fields: dict[str, Any]

    def __repr__(self) -> str:
        """Nothing of the password."""
        return f"Accepted({', '.join(self.fields)})"


class Refused(Struct, frozen=True):
    """Auth0 cannot check passwords against the hash; `reason` is one sentence without any of it."""

    reason: str


Verdict: TypeAlias = Accepted | Refused


def to_auth0(hash: PasswordHash) -> Verdict:  # noqa: A002 - it is one, and the built-in is not wanted here
    """What Auth0 takes the hash as, or why it does not."""
    if hash.obstacle:
        return Refused(hash.obstacle)
    return _WRITERS[hash.function](hash)


def _custom(algorithm: str, value: dict[str, Any], *further: dict[str, Any]) -> Accepted:
    written: dict[str, Any] = {"algorithm": algorithm, "hash": value}
    for properties in further:
        written |= properties
    return Accepted({"custom_password_hash": written})


def _text(value: str) -> dict[str, Any]:
    return {"value": value, "encoding": "utf8"}


def _hex(value: bytes) -> dict[str, Any]:
    return {"value": binascii.hexlify(value).decode("ascii"), "encoding": "hex"}


def _b64(value: bytes) -> str:
    """Base64 without padding, as PHC strings have it."""
    return b64encode(value).decode("ascii").rstrip("=")


def _password(hash_: PasswordHash) -> dict[str, Any]:
    if hash_.password_encoding is PasswordEncoding.UTF8:
        return {}
    return {"password": {"encoding": str(hash_.password_encoding)}}


def _salt(hash_: PasswordHash) -> dict[str, Any]:
    if not hash_.salt:
        return {}
    return {"salt": _hex(hash_.salt) | {"position": str(hash_.salt_position)}}


def _ldap(hash_: PasswordHash) -> Verdict:
    label = LDAP_LABELS.get(hash_.algorithm)
    if label is None or hash_.salt_position is SaltPosition.PREFIX:
        return Refused(f"Auth0's `ldap` has no form for {hash_.algorithm} with this salt")
    salted = "S" if hash_.salt else ""
    encoded = b64encode(hash_.digest + hash_.salt).decode("ascii")
    return _custom("ldap", _text(f"{{{salted}{label}}}{encoded}"))


def _digest(hash_: PasswordHash) -> Verdict:
    if hash_.algorithm not in DIGESTS:
        return Refused(f"Auth0 has no {hash_.algorithm} outside the forms of RFC 2307")
    return _custom(hash_.algorithm, _hex(hash_.digest), _salt(hash_), _password(hash_))


def _hmac(hash_: PasswordHash) -> Verdict:
    if hash_.algorithm not in HMAC_DIGESTS:
        return Refused(f"Auth0 has no HMAC with {hash_.algorithm}")
    if not hash_.salt:
        return Refused("Auth0's form of HMAC cannot be written without a key")
    value = _hex(hash_.digest) | {"digest": hash_.algorithm, "key": _hex(hash_.salt)}
    return _custom("hmac", value, _password(hash_))


def _pbkdf2(hash_: PasswordHash) -> Verdict:
    if hash_.algorithm not in PBKDF2_DIGESTS:
        return Refused(f"Auth0 has no PBKDF2 with {hash_.algorithm}")
    if not hash_.salt:
        return Refused("Auth0's form of PBKDF2 cannot be written without a salt")
    parameters = f"i={hash_.cost.rounds},l={len(hash_.digest)}"
    phc = f"$pbkdf2-{hash_.algorithm}${parameters}${_b64(hash_.salt)}${_b64(hash_.digest)}"
    return _custom("pbkdf2", _text(phc), _password(hash_))


def _bcrypt(hash_: PasswordHash) -> Verdict:
    # $2y$ is PHP's name for what the others call $2b$; libraries of other languages know only the latter.
    variant = "2b" if hash_.algorithm == "2y" else hash_.algorithm
    text = f"${variant}${hash_.cost.rounds:02d}${hash_.digest.decode('ascii')}"
    if hash_.cost.rounds == NATIVE_BCRYPT_COST and not hash_.salt:
        return Accepted({"password_hash": text})
    return _custom("bcrypt", _text(text), _salt(hash_))


def _scrypt(hash_: PasswordHash) -> Verdict:
    cost = hash_.cost
    if cost.rounds < 2 or cost.rounds & (cost.rounds - 1):
        return Refused("scrypt's N is no power of two")
    if not hash_.salt:
        return Refused("Auth0's form of scrypt cannot be written without a salt")
    salt = {"salt": _hex(hash_.salt)}
    return _custom("scrypt", _hex(hash_.digest), salt, _password(hash_), _scrypt_numbers(cost, len(hash_.digest)))


def _scrypt_numbers(cost: Cost, length: int) -> dict[str, int]:
    return {
        "keylen": length,
        "cost": cost.rounds,
        "blockSize": cost.block_size,
        "parallelization": cost.parallelism,
    }


def _argon2(hash_: PasswordHash) -> Verdict:
    if hash_.algorithm not in _ARGON2:
        return Refused(f"Auth0 takes Argon2i and Argon2id, not {hash_.algorithm.capitalize()}")
    if len(hash_.salt) < _ARGON2_SALT_BYTES or len(hash_.digest) < _ARGON2_DIGEST_BYTES:
        return Refused("the Argon2 salt or digest is shorter than Auth0's verifier takes (8 and 16 bytes)")
    cost = hash_.cost
    parameters = f"m={cost.memory},t={cost.rounds},p={cost.parallelism}"
    return _custom("argon2", _text(f"${hash_.algorithm}$v=19${parameters}${_b64(hash_.salt)}${_b64(hash_.digest)}"))


def _other(hash_: PasswordHash) -> Verdict:
    raise AssertionError(f"{hash_.scheme} reads into no function and names no obstacle")


_WRITERS: Mapping[Function, Callable[[PasswordHash], Verdict]] = MappingProxyType(
    {
        Function.LDAP: _ldap,
        Function.DIGEST: _digest,
        Function.HMAC: _hmac,
        Function.PBKDF2: _pbkdf2,
        Function.BCRYPT: _bcrypt,
        Function.SCRYPT: _scrypt,
        Function.ARGON2: _argon2,
        Function.OTHER: _other,
    }
)
