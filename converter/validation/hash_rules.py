"""The rules on password_hash and custom_password_hash, which differ by algorithm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from msgspec import Struct

from converter.validation import hash_shape as shape
from converter.validation.encoding import decoded_length
from converter.validation.rule import Fault, Rule
from converter.validation.violation import Severity, join


class Salt(StrEnum):
    """What the object `salt` is to an algorithm."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    UNUSED = "unused"


class Algorithm(Struct, frozen=True):
    """What one algorithm wants. `reads` are the properties it uses beside algorithm, hash, salt and password."""

    text: bool
    salt: Salt
    shape: shape.Shape
    reads: frozenset[str] = frozenset()


_DIGEST = Algorithm(text=False, salt=Salt.ALLOWED, shape=shape.digest)
_SCRYPT_NUMBERS = ("keylen", "cost", "blockSize", "parallelization")

ALGORITHMS = {
    "argon2": Algorithm(text=True, salt=Salt.REFUSED, shape=shape.argon2),
    "bcrypt": Algorithm(text=True, salt=Salt.ALLOWED, shape=shape.bcrypt),
    "hmac": Algorithm(text=False, salt=Salt.UNUSED, shape=shape.hmac, reads=frozenset(("digest", "key"))),
    "ldap": Algorithm(text=True, salt=Salt.REFUSED, shape=shape.ldap),
    "md4": _DIGEST,
    "md5": _DIGEST,
    "sha1": _DIGEST,
    "sha256": _DIGEST,
    "sha512": _DIGEST,
    "pbkdf2": Algorithm(text=True, salt=Salt.REFUSED, shape=shape.pbkdf2),
    "scrypt": Algorithm(text=False, salt=Salt.ALLOWED, shape=shape.scrypt, reads=frozenset(_SCRYPT_NUMBERS)),
}
"""Every algorithm of the schema; `text` says that the hash is a self-describing text rather than hex or base64."""

_HASH_MEMBERS = frozenset(("value", "encoding", "digest", "key"))
_KEY_MEMBERS = frozenset(("value", "encoding"))
_SALT_MEMBERS = frozenset(("value", "encoding", "position"))
_PASSWORD_MEMBERS = frozenset(("encoding",))
_ONE_ALGORITHMS = frozenset((*_SCRYPT_NUMBERS, "digest", "key"))


def _algorithm(custom: dict[str, Any]) -> Algorithm | None:
    name = custom.get("algorithm")
    return ALGORITHMS.get(name) if isinstance(name, str) and isinstance(custom.get("hash"), dict) else None


def _password_hash(path: str, text: str) -> Iterable[Fault]:
    if shape.PASSWORD_HASH.fullmatch(text):
        return ()
    message = "must be bcrypt with $2a$10$ or $2b$10$ and 53 characters; other hashes go into custom_password_hash"
    return (Fault(path, message, text),)


def _value(path: str, custom: dict[str, Any]) -> Iterable[Fault]:
    stored = custom.get("hash")
    if not isinstance(stored, dict) or stored.get("value", "") != "":
        return ()
    return (Fault(f"{path}.hash.value", "is missing or empty; without it there is nothing to verify"),)


def _encoding(path: str, custom: dict[str, Any]) -> Iterable[Fault]:
    algorithm = _algorithm(custom)
    if not algorithm:
        return ()
    encoding = custom["hash"].get("encoding")
    name, at = custom["algorithm"], f"{path}.hash.encoding"
    if algorithm.text:
        return () if encoding in (None, "utf8") else (Fault(at, f"must be utf8 or left out with {name}", encoding),)
    if encoding in ("hex", "base64"):
        return ()
    message = f"must say hex or base64 with {name}"
    return (Fault(at, message, encoding) if "encoding" in custom["hash"] else Fault(at, message),)


def _format(path: str, custom: dict[str, Any]) -> Iterable[Fault]:
    algorithm = _algorithm(custom)
    value = custom["hash"].get("value") if algorithm else None
    if not algorithm or not isinstance(value, str) or not value:
        return ()
    wrong = algorithm.shape(value, custom)
    return (Fault(f"{path}.hash.value", f"{wrong} ({custom['algorithm']})", value),) if wrong else ()


def _salt(path: str, custom: dict[str, Any]) -> Iterable[Fault]:
    algorithm = _algorithm(custom)
    if not algorithm:
        return ()
    if algorithm.salt is Salt.REFUSED:
        return _refused_salt(path, custom)
    return _undecoded(f"{path}.salt", custom["salt"]) if "salt" in custom else ()


def _refused_salt(path: str, custom: dict[str, Any]) -> Iterator[Fault]:
    message = f"is not allowed with {custom['algorithm']}, whose salt stands in the hash itself"
    if "salt" in custom:
        yield Fault(f"{path}.salt", message, custom["salt"])
    if "salt" in custom["hash"]:
        yield Fault(f"{path}.hash.salt", message, custom["hash"]["salt"])


def _undecoded(path: str, part: Any) -> Iterable[Fault]:
    """A salt or key whose value is not in the encoding it names."""
    if not isinstance(part, dict) or not isinstance(part.get("value"), str):
        return ()
    encoding = part.get("encoding", "utf8")
    if encoding not in ("hex", "base64") or decoded_length(part["value"], encoding) is not None:
        return ()
    return (Fault(f"{path}.value", f"is not {encoding}", part["value"]),)


def _digest(path: str, custom: dict[str, Any]) -> Iterable[Fault]:
    if custom.get("algorithm") != "hmac" or not _algorithm(custom) or "digest" in custom["hash"]:
        return ()
    return (Fault(f"{path}.hash.digest", f"is missing; hmac needs one of {', '.join(shape.DIGEST_BYTES)}"),)


def _key(path: str, custom: dict[str, Any]) -> Iterable[Fault]:
    if custom.get("algorithm") != "hmac" or not _algorithm(custom):
        return ()
    if "key" not in custom["hash"]:
        return (Fault(f"{path}.hash.key", "is missing; hmac needs the key in hash.key.value"),)
    return _undecoded(f"{path}.hash.key", custom["hash"]["key"])


def _scrypt(path: str, custom: dict[str, Any]) -> Iterable[Fault]:
    if custom.get("algorithm") != "scrypt":
        return ()
    return _wrong_numbers(path, custom)


def _wrong_numbers(path: str, custom: dict[str, Any]) -> Iterator[Fault]:
    if "keylen" not in custom:
        yield Fault(f"{path}.keylen", "is missing; scrypt needs the length of its hash in bytes")
    for name in _SCRYPT_NUMBERS:
        number = custom.get(name)
        if not isinstance(number, int | float) or not shape.is_whole(number):
            continue
        if name == "cost" and (number < 2 or int(number) & (int(number) - 1)):
            yield Fault(f"{path}.cost", "must be a power of two greater than one", number)
        elif number < 1:
            yield Fault(f"{path}.{name}", "must be greater than zero", number)


def _unused(path: str, custom: dict[str, Any]) -> Iterable[Fault]:
    algorithm = _algorithm(custom)
    return list(_ignored(path, custom, algorithm)) if algorithm else ()


def _ignored(path: str, custom: dict[str, Any], algorithm: Algorithm) -> Iterator[Fault]:
    stored, name = custom["hash"], custom["algorithm"]
    parts = ((path, custom), (f"{path}.hash", stored))
    for at, part in parts:
        for member in part:
            if member in _ONE_ALGORITHMS and member not in algorithm.reads:
                yield Fault(join(at, member), f"has no effect with {name}", part[member])
    if algorithm.salt is Salt.UNUSED and "salt" in custom:
        yield Fault(f"{path}.salt", f"has no documented effect with {name}", custom["salt"])
    yield from _unknown(
        f"{path}.hash", stored, _HASH_MEMBERS if algorithm.salt is not Salt.REFUSED else _HASH_MEMBERS | {"salt"}
    )
    yield from _unknown(f"{path}.hash.key", stored.get("key"), _KEY_MEMBERS)
    yield from _unknown(f"{path}.salt", custom.get("salt"), _SALT_MEMBERS)
    yield from _unknown(f"{path}.password", custom.get("password"), _PASSWORD_MEMBERS)


def _unknown(path: str, part: Any, known: frozenset[str]) -> Iterator[Fault]:
    """Names that the schema lets pass without a meaning: slips such as `encodng`."""
    if isinstance(part, dict) and not part.keys() <= known:
        for name in part.keys() - known:
            yield Fault(join(path, name), f"has no meaning here; Auth0 reads {', '.join(sorted(known))}", part[name])


_SOURCE = "https://auth0.com/docs/manage-users/user-migration/bulk-user-import-schema"
_CUSTOM = ("custom_password_hash",)

HASH_RULES = (
    Rule(
        "password-hash",
        "a password_hash that is not bcrypt of cost 10",
        _SOURCE,
        ("password_hash",),
        str,
        _password_hash,
    ),
    Rule("hash-value", "a custom hash without a value", _SOURCE, _CUSTOM, dict, _value),
    Rule("hash-encoding", "an encoding that the algorithm does not take", _SOURCE, _CUSTOM, dict, _encoding),
    Rule("hash-format", "a hash without the shape or length of its algorithm", _SOURCE, _CUSTOM, dict, _format),
    Rule("hash-salt", "a salt that is refused or not in its encoding", _SOURCE, _CUSTOM, dict, _salt),
    Rule("hash-digest", "an hmac without a digest", _SOURCE, _CUSTOM, dict, _digest),
    Rule("hash-key", "an hmac without a key, or with one not in its encoding", _SOURCE, _CUSTOM, dict, _key),
    Rule("hash-parameter", "a parameter of scrypt that is missing or out of range", _SOURCE, _CUSTOM, dict, _scrypt),
    Rule(
        "hash-unused",
        "something beside the hash that Auth0 does not read",
        _SOURCE,
        _CUSTOM,
        dict,
        _unused,
        Severity.WARN,
    ),
)
