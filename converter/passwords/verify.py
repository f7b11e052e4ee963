"""Would Auth0 let a user in? Its documented meaning of an imported hash, computed here.

Independent of how the hash was read and written: it looks only at the properties of the user object, as
Auth0 does (auth0.com/docs, "Bulk User Import Database Schema"). Where the page leaves room, its own
examples decide: a PHC salt is decoded before use, `prefix` is salt ‖ password, `ldap` is password ‖ salt.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

from converter.errors import ExtraMissing
from converter.passwords.md4 import md4

_Custom: TypeAlias = Mapping[str, Any]
_SCRYPT_MEMORY = 1 << 30
_BCRYPT_BYTES = 72
_INSTALL = "pip install 'auth0-convert[verify]'"
_LDAP_DIGESTS = MappingProxyType({"md5": "md5", "sha": "sha1"} | {f"sha{n}": f"sha{n}" for n in (224, 256, 384, 512)})
_PHC_DEFAULTS = MappingProxyType({"i": "100000", "l": "64"})


def verify(fields: Mapping[str, Any], password: str) -> bool:
    """Does the password fit the `password_hash` or `custom_password_hash` among the fields?

    Compares in constant time. Raises ValueError for what Auth0's page does not describe or what cannot be
    computed here (RIPEMD-160 and Whirlpool, where OpenSSL lacks them), and `ExtraMissing` where bcrypt or
    Argon2 is wanted and its library is not installed.
    """
    native = fields.get("password_hash")
    if native is not None:
        return _bcrypt(str(native), password.encode())
    custom = fields["custom_password_hash"]
    check = _CHECKS.get(custom["algorithm"])
    if check is None:
        raise ValueError("Auth0 knows no such algorithm")
    encoding = custom.get("password", {}).get("encoding", "utf8")
    return check(custom, _password_bytes(password, encoding))


def _password_bytes(password: str, encoding: str) -> bytes:
    """As Node's Buffer.from: UTF-16LE without a byte order mark; `latin1` keeps the low byte of each unit."""
    units = password.encode("utf-16-le", "surrogatepass")
    if encoding == "utf8":
        return password.encode("utf-8", "replace")
    if encoding in {"utf16le", "ucs2"}:
        return units
    if encoding in {"ascii", "latin1", "binary"}:
        return units[::2]
    raise ValueError("Auth0 knows no such password encoding")


def _decoded(part: Mapping[str, Any], default: str = "utf8") -> bytes:
    value, encoding = part["value"], part.get("encoding", default)
    if encoding == "utf8":
        return str(value).encode()
    if encoding == "hex":
        return bytes.fromhex(value)
    if encoding == "base64":
        return _unbase64(value)
    raise ValueError("Auth0 knows no such encoding")


def _unbase64(text: str) -> bytes:
    """Both alphabets, with or without padding, as Node takes them."""
    return base64.b64decode(
        text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4),
        altchars=b"-_" if "-" in text or "_" in text else None,
        validate=True,
    )


def _hashed(digest: str, data: bytes) -> bytes:
    return md4(data) if digest == "md4" else hashlib.new(digest, data, usedforsecurity=False).digest()


def _digest(custom: _Custom, password: bytes, *, digest: str) -> bool:
    salt = custom.get("salt")
    if salt:
        password = _beside(salt, password)
    return hmac.compare_digest(_hashed(digest, password), _decoded(custom["hash"], "hex"))


def _beside(salt: Mapping[str, Any], password: bytes) -> bytes:
    raw = _decoded(salt)
    return password + raw if salt.get("position", "prefix") == "suffix" else raw + password


def _ldap(custom: _Custom, password: bytes) -> bool:
    label, _, encoded = custom["hash"]["value"].removeprefix("{").partition("}")
    name = label.lower()
    digest = _LDAP_DIGESTS.get(name) or _LDAP_DIGESTS.get(name.removeprefix("s"))
    if digest is None:
        raise ValueError("Auth0's `ldap` knows no such label")
    stored = _unbase64(encoded)
    length = len(_hashed(digest, b""))
    return hmac.compare_digest(_hashed(digest, password + stored[length:]), stored[:length])


def _hmac(custom: _Custom, password: bytes) -> bool:
    value = custom["hash"]
    key = _decoded(value["key"])
    if value["digest"] == "md4":
        return hmac.compare_digest(_hmac_md4(key, password), _decoded(value, "hex"))
    return hmac.compare_digest(hmac.digest(key, password, value["digest"]), _decoded(value, "hex"))


def _hmac_md4(key: bytes, message: bytes) -> bytes:
    """RFC 2104 over MD4, for which `hmac` has no implementation."""
    block = (md4(key) if len(key) > 64 else key).ljust(64, b"\x00")
    inner = md4(bytes(b ^ 0x36 for b in block) + message)
    return md4(bytes(b ^ 0x5C for b in block) + inner)


def _pbkdf2(custom: _Custom, password: bytes) -> bool:
    _, name, *parameters, salt, digest = custom["hash"]["value"].split("$")
    numbers = dict(_PHC_DEFAULTS) | dict(p.split("=") for p in ",".join(parameters).split(",") if p)
    expected = _unbase64(digest)
    if len(expected) != int(numbers["l"]):
        return False
    key = _derived(
        name.removeprefix("pbkdf2-"), password, salt=_unbase64(salt), shape=(int(numbers["i"]), len(expected))
    )
    return hmac.compare_digest(key, expected)


def _derived(digest: str, password: bytes, *, salt: bytes, shape: tuple[int, int]) -> bytes:
    """PBKDF2 (RFC 8018 section 5.2); `shape` is iterations and bytes wanted."""
    iterations, length = shape
    if digest != "md4":
        return hashlib.pbkdf2_hmac(digest, password, salt, iterations, length)
    derived = b""
    while len(derived) < length:
        block = last = _hmac_md4(password, salt + (len(derived) // 16 + 1).to_bytes(4, "big"))
        for _ in range(iterations - 1):
            last = _hmac_md4(password, last)
            block = bytes(x ^ y for x, y in zip(block, last, strict=True))
        derived += block
    return derived[:length]


def _scrypt(custom: _Custom, password: bytes) -> bool:
    cost, block, lanes = custom.get("cost", 16384), custom.get("blockSize", 8), custom.get("parallelization", 1)
    salt = _decoded(custom["salt"])
    length = custom["keylen"]
    key = hashlib.scrypt(password, salt=salt, n=cost, r=block, p=lanes, maxmem=_SCRYPT_MEMORY, dklen=length)
    return hmac.compare_digest(key, _decoded(custom["hash"], "hex"))


def _custom_bcrypt(custom: _Custom, password: bytes) -> bool:
    salt = custom.get("salt")
    return _bcrypt(custom["hash"]["value"], _beside(salt, password) if salt else password)


def _bcrypt(value: str, password: bytes) -> bool:
    try:
        import bcrypt
    except ImportError:
        raise ExtraMissing(f"checking bcrypt needs its library: {_INSTALL}") from None
    if not value.startswith(("$2a$", "$2b$", "$2y$")):
        raise ValueError("Auth0 takes no such form of bcrypt")
    return bcrypt.checkpw(password[:_BCRYPT_BYTES], value.encode())


def _argon2(custom: _Custom, password: bytes) -> bool:
    try:
        from argon2 import low_level
        from argon2.exceptions import VerificationError, VerifyMismatchError
    except ImportError:
        raise ExtraMissing(f"checking Argon2 needs its library: {_INSTALL}") from None
    value = custom["hash"]["value"]
    kinds = {"argon2i": low_level.Type.I, "argon2id": low_level.Type.ID}
    try:
        return low_level.verify_secret(value.encode(), password, kinds[value.split("$")[1]])
    except VerifyMismatchError:
        return False
    except VerificationError:
        raise ValueError("the Argon2 text cannot be decoded") from None


_CHECKS: Mapping[str, Callable[[_Custom, bytes], bool]] = MappingProxyType(
    {d: partial(_digest, digest=d) for d in ("md4", "md5", "sha1", "sha256", "sha512")}
    | {
        "ldap": _ldap,
        "hmac": _hmac,
        "pbkdf2": _pbkdf2,
        "scrypt": _scrypt,
        "bcrypt": _custom_bcrypt,
        "argon2": _argon2,
    }
)
