"""Spring Security's `{id}…`, as its DelegatingPasswordEncoder writes it.

PasswordEncoderFactories fixes what each id means: `pbkdf2` is the settings of 5.5 (8 bytes of salt, 185,000 rounds of
SHA-1), `pbkdf2@SpringSecurity_v5_8` those of 5.8 (16 bytes, 310,000 rounds of SHA-256); `scrypt` carries its own.
An application with a secret or settings of its own writes the same ids, and its users could then not log in:
check a known password. `{bcrypt}`, `{argon2}` and `{ldap}` hold the formats of those names.
"""

from __future__ import annotations

import re
from functools import partial

from converter.passwords.alphabets import base64, exactly, hexadecimal, match
from converter.passwords.hash import Cost, Function, Malformed, PasswordHash, SaltPosition
from converter.passwords.schemes import rfc2307
from converter.passwords.schemes.foreign import Foreign
from converter.passwords.schemes.foreign import scheme as foreign_scheme
from converter.passwords.schemes.pbkdf2 import pbkdf2
from converter.passwords.schemes.scheme import Scheme, marker, unlabelled
from converter.passwords.schemes.scrypt import scrypt
from converter.regex import regex

_ORIGIN = "Spring Security; DelegatingPasswordEncoder, PasswordEncoderFactories"
_SCRYPT = regex(r"\$([0-9a-f]{5,8})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)", re.ASCII)
_DIGEST = regex(r"(\{[^{}]*\})?([0-9a-f]+)", re.ASCII)
_DIGEST_BYTES = {"md4": 16, "md5": 16, "sha1": 20, "sha256": 32}
_KEY_BYTES = 32


def _read_pbkdf2(text: str, *, scheme: str, salt_bytes: int, digest: str, rounds: int) -> PasswordHash:
    raw = exactly(hexadecimal(unlabelled(text)), salt_bytes + _KEY_BYTES, what="salt and key")
    return pbkdf2(scheme, digest, rounds=rounds, salt=raw[:salt_bytes], key=raw[salt_bytes:])


def _read_scrypt(text: str) -> PasswordHash:
    found = match(
        _SCRYPT, unlabelled(text), shape="an scrypt hash of Spring ($, parameters in base 16, salt and digest)"
    )
    numbers = int(found[1], 16)
    exponent, block, lanes = numbers >> 16, numbers >> 8 & 0xFF, numbers & 0xFF
    if exponent > 31 or not block or not lanes:
        raise Malformed("has impossible scrypt parameters")
    return scrypt("spring-scrypt", Cost(1 << exponent, 0, block, lanes), salt=base64(found[2]), digest=base64(found[3]))


def _read_digest(text: str, *, digest: str) -> PasswordHash:
    """One pass over the password and then the salt, whose braces are hashed with it (MessageDigestPasswordEncoder)."""
    salt, encoded = match(
        _DIGEST, unlabelled(text), shape="a digest in base 16, perhaps behind a salt in braces"
    ).groups()
    raw = exactly(hexadecimal(encoded), _DIGEST_BYTES[digest], what="digest")
    salt_bytes = (salt or "").encode()
    suffix = SaltPosition.SUFFIX
    return PasswordHash(f"spring-{digest}", Function.DIGEST, digest, salt_position=suffix, digest=raw, salt=salt_bytes)


def _read_ldap(text: str) -> PasswordHash:
    inner = unlabelled(text)
    for scheme in rfc2307.SCHEMES:
        if marker(inner) in scheme.markers:
            return scheme.read(inner)
    raise Malformed("holds no scheme of RFC 2307")


_STANDARD = Foreign(
    "spring-sha256-standard",
    "Spring's StandardPasswordEncoder",
    _ORIGIN,
    "StandardPasswordEncoder takes SHA-256 1024 times, and Auth0 takes it once",
    regex(r"[0-9a-f]{80}", re.ASCII),
    ("{SHA256}",),
)

SCHEMES = (
    Scheme(
        "spring-pbkdf2",
        "Spring's PBKDF2 with the settings of 5.5",
        _ORIGIN,
        "pbkdf2",
        partial(_read_pbkdf2, scheme="spring-pbkdf2", salt_bytes=8, digest="sha1", rounds=185_000),
        ("{PBKDF2}",),
    ),
    Scheme(
        "spring-pbkdf2-v5.8",
        "Spring's PBKDF2 with the settings of 5.8",
        _ORIGIN,
        "pbkdf2",
        partial(_read_pbkdf2, scheme="spring-pbkdf2-v5.8", salt_bytes=16, digest="sha256", rounds=310_000),
        ("{PBKDF2@SPRINGSECURITY_V5_8}",),
    ),
    Scheme(
        "spring-scrypt",
        "Spring's scrypt",
        _ORIGIN,
        "scrypt",
        _read_scrypt,
        ("{SCRYPT}", "{SCRYPT@SPRINGSECURITY_V5_8}"),
    ),
    *(
        Scheme(
            f"spring-{digest}",
            f"{digest.upper()} of the password and a salt in braces, in base 16",
            _ORIGIN,
            digest,
            partial(_read_digest, digest=digest),
            (label,),
        )
        for digest, label in (("md4", "{MD4}"), ("md5", "{MD5}"), ("sha1", "{SHA-1}"), ("sha256", "{SHA-256}"))
    ),
    Scheme("spring-ldap", "a scheme of RFC 2307 behind `{ldap}`", _ORIGIN, "ldap", _read_ldap, ("{LDAP}",)),
    foreign_scheme(_STANDARD),
)
