"""The shape of a hash, one function an algorithm: what is wrong with it, or nothing.

Each gets `hash.value` and the whole custom_password_hash and returns the end of a sentence, empty where the
hash has the shape that Auth0 documents. None of them shows any of the hash.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from converter.regex import regex
from converter.validation.encoding import base64_bytes, base64_length, decoded_length, unpadded_length

Shape: TypeAlias = Callable[[str, dict[str, Any]], str]

DIGEST_BYTES = {
    "md4": 16, "md5": 16, "ripemd160": 20, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64,
    "whirlpool": 64,
}  # fmt: skip

PBKDF2_DIGESTS = frozenset(
    [
        "RSA-MD4",
        "RSA-MD5",
        "RSA-MDC2",
        "RSA-RIPEMD160",
        "RSA-SHA1",
        "RSA-SHA1-2",
        "RSA-SHA224",
        "RSA-SHA256",
        "RSA-SHA384",
        "RSA-SHA512",
        "md4",
        "md4WithRSAEncryption",
        "md5",
        "md5WithRSAEncryption",
        "mdc2",
        "mdc2WithRSA",
        "ripemd",
        "ripemd160",
        "ripemd160WithRSA",
        "rmd160",
        "sha1",
        "sha1WithRSAEncryption",
        "sha224",
        "sha224WithRSAEncryption",
        "sha256",
        "sha256WithRSAEncryption",
        "sha384",
        "sha384WithRSAEncryption",
        "sha512",
        "sha512WithRSAEncryption",
        "ssl3-md5",
        "ssl3-sha1",
        "whirlpool",
    ]
)
"""The digests that may stand in a pbkdf2 identifier (Auth0's schema page, by their names in OpenSSL)."""

PASSWORD_HASH = regex(r"\$2[ab]\$10\$[./A-Za-z0-9]{53}")
"""The form of the property password_hash."""

_BCRYPT = regex(r"\$2[aby]\$(?:0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}")
_ARGON2 = regex(
    r"\$argon2(?:id|i)\$v=19\$m=(0|[1-9][0-9]{0,9}),t=(0|[1-9][0-9]{0,9}),p=(0|[1-9][0-9]{0,9})"
    r"\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)"
)
_PBKDF2 = regex(
    r"\$pbkdf2-([A-Za-z0-9-]+)(?:\$(?:i=[1-9][0-9]{0,9}(?:,l=([1-9][0-9]{0,9}))?|l=([1-9][0-9]{0,9})))?"
    r"\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)"
)
_LDAP = regex(r"\{([A-Za-z0-9-]+)\}([A-Za-z0-9+/_-]*)(={0,2})")
_LDAP_DIGESTS = {"md5": 16, "sha": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
_LDAP_SCHEMES = {
    **{name: (size, False) for name, size in _LDAP_DIGESTS.items()},
    **{f"s{name}": (size, True) for name, size in _LDAP_DIGESTS.items()},
}
_DEFAULT_PBKDF2_BYTES = 64


def argon2(value: str, _whole: dict[str, Any]) -> str:
    """The string form that libsodium reads (argon2-encoding.c): argon2id or argon2i of version 19."""
    parts = _ARGON2.fullmatch(value)
    if not parts:
        return "must read $argon2id$v=19$m=…,t=…,p=…$salt$hash (or $argon2i$), base64 without ="
    memory, passes, lanes = (int(number) for number in parts.group(1, 2, 3))
    if lanes < 1 or passes < 1 or memory < 8 * lanes:
        return "must have t and p of at least 1 and m of at least 8 times p"
    salt, digest = unpadded_length(parts[4]), unpadded_length(parts[5])
    if salt is None or digest is None:
        return "has a salt or hash that is not base64 without ="
    if salt < 8 or digest < 16:
        return "must have a salt of at least 8 bytes and a hash of at least 16"
    return ""


def bcrypt(value: str, _whole: dict[str, Any]) -> str:
    """The 60 characters of bcrypt with the identifiers 2a, 2b or 2y."""
    if _BCRYPT.fullmatch(value):
        return ""
    return "must be the 60 characters of bcrypt: $2a$, $2b$ or $2y$, a cost of 04 to 31, then 53 characters"


def ldap(value: str, _whole: dict[str, Any]) -> str:
    """A userPassword value of RFC 2307, section 5.3, with the digests that Auth0 takes."""
    parts = _LDAP.fullmatch(value)
    if not parts:
        return "must read {SCHEME} and base64, as in RFC 2307"
    known = _LDAP_SCHEMES.get(parts[1].lower())
    if known is None:
        return "has a scheme that Auth0 does not verify; it knows MD5, SMD5, SHA…, SSHA… and not CRYPT"
    size, salted = known
    length = base64_bytes(len(parts[2]), len(parts[3]))
    if length is None:
        return "has no base64 behind its scheme"
    if salted and length <= size:
        return f"must hold {size} bytes of digest and a salt, holds {length} bytes: truncated, or not salted"
    if not salted and length != size:
        return f"must hold {size} bytes, holds {length}"
    return ""


def pbkdf2(value: str, _whole: dict[str, Any]) -> str:
    """The string form of PHC for PBKDF2, with i=100000 and l=64 where they are left out."""
    parts = _PBKDF2.fullmatch(value)
    if not parts:
        return "must read $pbkdf2-<digest>$i=<iterations>,l=<bytes>$salt$hash, base64 without ="
    if parts[1] not in PBKDF2_DIGESTS:
        return "names a digest that Auth0 does not know; common ones are sha1, sha256 and sha512"
    wanted = int(parts[2] or parts[3] or _DEFAULT_PBKDF2_BYTES)
    salt, digest = base64_length(parts[4]), base64_length(parts[5])
    if salt is None or digest is None:
        return "has a salt or hash that is not base64"
    if digest != wanted:
        return f"has a hash of {digest} bytes, not the {wanted} that l says (64 where l is left out)"
    return ""


def scrypt(value: str, whole: dict[str, Any]) -> str:
    """Hex or base64 of `keylen` bytes."""
    wanted = whole.get("keylen")
    return _sized(value, whole, int(wanted) if isinstance(wanted, int | float) and is_whole(wanted) else None)


def hmac(value: str, whole: dict[str, Any]) -> str:
    """Hex or base64 of as many bytes as the digest has."""
    digest = whole["hash"].get("digest")
    return _sized(value, whole, DIGEST_BYTES.get(digest) if isinstance(digest, str) else None)


def digest(value: str, whole: dict[str, Any]) -> str:
    """Hex or base64 of a plain digest: md4, md5, sha1, sha256 or sha512."""
    return _sized(value, whole, DIGEST_BYTES[whole["algorithm"]])


def is_whole(value: float) -> bool:
    """Whether JSON Schema calls the number an integer: 8 and 8.0 are, true is not."""
    return not isinstance(value, bool) and value == int(value)


def _sized(value: str, whole: dict[str, Any], wanted: int | None) -> str:
    encoding = whole["hash"].get("encoding")
    if encoding not in ("hex", "base64"):
        return ""
    length = decoded_length(value, encoding)
    if length is None:
        return f"is not {encoding}"
    if wanted is not None and length != wanted:
        return f"holds {length} bytes, must hold {wanted}"
    return ""
