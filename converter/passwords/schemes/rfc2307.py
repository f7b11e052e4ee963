"""`{SSHA}` and its relatives: base64 of a digest over the password and a salt, with the salt behind it.

RFC 2307 section 5.3 has the labels; the digest is taken over password ‖ salt, and salts have any length
(OpenLDAP 4 or 8 bytes, 389 Directory Server 8, IBM 8, older Sun servers 8).
"""

from __future__ import annotations

from functools import partial

from converter.passwords.alphabets import at_least, base64, exactly
from converter.passwords.hash import Function, PasswordHash, SaltPosition
from converter.passwords.schemes.scheme import Scheme, unlabelled

DIGEST_BYTES = {"md5": 16, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
"""Digest -> length in bytes, for the digests directories use."""

_ORIGIN = "OpenLDAP, 389, Oracle, IBM, OpenDJ, ApacheDS and most LDAP servers; RFC 2307 section 5.3"


def _read(text: str, *, scheme: str, digest: str) -> PasswordHash:
    raw = exactly(base64(unlabelled(text)), DIGEST_BYTES[digest], what="digest")
    return PasswordHash(scheme, Function.LDAP, digest, salt_position=SaltPosition.SUFFIX, digest=raw)


def _read_salted(text: str, *, scheme: str, digest: str) -> PasswordHash:
    length = DIGEST_BYTES[digest]
    raw = at_least(base64(unlabelled(text)), length + 1, what="digest and salt")
    digest_bytes, salt = raw[:length], raw[length:]
    suffix = SaltPosition.SUFFIX
    return PasswordHash(scheme, Function.LDAP, digest, salt_position=suffix, digest=digest_bytes, salt=salt)


def _plain(name: str, digest: str, *labels: str) -> Scheme:
    read = partial(_read, scheme=name, digest=digest)
    return Scheme(name, f"unsalted {digest.upper()} in base64", _ORIGIN, "ldap", read, labels)


def _salted(name: str, digest: str, *labels: str) -> Scheme:
    read = partial(_read_salted, scheme=name, digest=digest)
    return Scheme(name, f"salted {digest.upper()} in base64", _ORIGIN, "ldap", read, labels)


SCHEMES = (
    _salted("ssha", "sha1", "{SSHA}", "{SSHA1}", "{SSHA-1}"),
    _salted("ssha224", "sha224", "{SSHA224}", "{SSHA-224}"),
    _salted("ssha256", "sha256", "{SSHA256}", "{SSHA-256}"),
    _salted("ssha384", "sha384", "{SSHA384}", "{SSHA-384}"),
    _salted("ssha512", "sha512", "{SSHA512}", "{SSHA-512}"),
    _salted("smd5", "md5", "{SMD5}"),
    _plain("sha", "sha1", "{SHA}", "{SHA1}", "{SHA-1}"),
    _plain("sha224", "sha224", "{SHA224}", "{SHA-224}"),
    _plain("sha256", "sha256", "{SHA256}", "{SHA-256}"),
    _plain("sha384", "sha384", "{SHA384}", "{SHA-384}"),
    _plain("sha512", "sha512", "{SHA512}", "{SHA-512}"),
    _plain("md5", "md5", "{MD5}", "{LDAP-MD5}"),
)
