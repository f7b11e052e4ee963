"""ASP.NET: Identity's binary blocks, and the older Membership's two columns.

Identity (Microsoft.AspNetCore.Identity.PasswordHasher, and Microsoft.AspNet.Identity's Crypto before): version 2
is 0x00, 16 bytes of salt and 32 of PBKDF2-SHA1 at 1000 rounds; version 3 is 0x01, three 32-bit big-endian numbers
(0 SHA-1, 1 SHA-256, 2 SHA-512; rounds; bytes of salt), salt and key.
Membership (System.Web.Security.SqlMembershipProvider) hashes the salt and then the password in UTF-16; put its
columns Password and PasswordSalt together as `Password:PasswordSalt`.
"""

from __future__ import annotations

import struct
from functools import partial

from converter.passwords.alphabets import at_least, base64, exactly, fields
from converter.passwords.hash import Function, Malformed, PasswordEncoding, PasswordHash
from converter.passwords.schemes.pbkdf2 import pbkdf2
from converter.passwords.schemes.rfc2307 import DIGEST_BYTES
from converter.passwords.schemes.scheme import Scheme

_V2_ROUNDS = 1000
_V2_BYTES = 49
_V3_DIGESTS = ("sha1", "sha256", "sha512")
_V3_LEAST_BYTES = 16
_HMAC_KEY_BYTES = 64


def _read_identity(text: str) -> PasswordHash:
    raw = at_least(base64(text), _V2_BYTES, what="marker, salt and key")
    if raw[0] == 0:
        exactly(raw, _V2_BYTES, what="marker, salt and key")
        return pbkdf2("aspnet-identity", "sha1", rounds=_V2_ROUNDS, salt=raw[1:17], key=raw[17:])
    if raw[0] == 1:
        return _version_3(raw)
    raise Malformed("begins with a marker byte other than 0 and 1")


def _version_3(raw: bytes) -> PasswordHash:
    function, rounds, length = struct.unpack_from(">III", raw, 1)
    if function >= len(_V3_DIGESTS) or not rounds:
        raise Malformed("names no digest or no number of rounds")
    salt, key = raw[13 : 13 + length], raw[13 + length :]
    if length < _V3_LEAST_BYTES or len(key) < _V3_LEAST_BYTES:
        raise Malformed("has less than 16 bytes of salt or of key")
    return pbkdf2("aspnet-identity", _V3_DIGESTS[function], rounds=rounds, salt=salt, key=key)


def _read_membership(text: str, *, shape: PasswordHash) -> PasswordHash:
    digest, salt = fields(text, ":", number=2)
    raw_salt = at_least(base64(salt), 8, what="salt")
    if shape.function is Function.HMAC:
        # The provider fills the key, 64 bytes, with the salt over and over.
        raw_salt = (raw_salt * _HMAC_KEY_BYTES)[:_HMAC_KEY_BYTES]
    return PasswordHash(
        shape.scheme,
        shape.function,
        shape.algorithm,
        password_encoding=PasswordEncoding.UTF16LE,
        digest=exactly(base64(digest), DIGEST_BYTES[shape.algorithm], what="digest"),
        salt=raw_salt,
    )


def _membership(name: str, function: Function, *, algorithm: str) -> Scheme:
    target = "hmac" if function is Function.HMAC else algorithm
    summary = (
        f"{'HMAC-' if function is Function.HMAC else ''}{algorithm.upper()} of the salt and the password in UTF-16"
    )
    read = partial(_read_membership, shape=PasswordHash(name, function, algorithm))
    return Scheme(name, summary, "ASP.NET Membership, DNN, older Umbraco; SqlMembershipProvider", target, read)


SCHEMES = (
    Scheme(
        "aspnet-identity",
        "PBKDF2 of ASP.NET Identity, versions 2 and 3",
        "ASP.NET Identity and its users (Duende IdentityServer, ABP); PasswordHasher<TUser>",
        "pbkdf2",
        _read_identity,
        ("AQAAAA",),
    ),
    _membership("aspnet-membership", Function.DIGEST, algorithm="sha1"),
    _membership("aspnet-membership-sha256", Function.DIGEST, algorithm="sha256"),
    _membership("aspnet-membership-hmac-sha256", Function.HMAC, algorithm="sha256"),
)
