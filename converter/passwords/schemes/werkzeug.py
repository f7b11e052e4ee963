"""Werkzeug's `generate_password_hash`, used by most Flask applications: `method$salt$base 16`.

werkzeug.security, versions 0.5 to 3.1. Salts are text. Before 3.0 a bare digest as method (`sha256$…`) meant an
HMAC with the salt as key, which Django's `sha1$…` does not mean.
"""

from __future__ import annotations

from functools import partial

from converter.passwords.alphabets import at_least, count, exactly, fields, hexadecimal
from converter.passwords.hash import Cost, Function, Malformed, PasswordHash
from converter.passwords.schemes.pbkdf2 import pbkdf2
from converter.passwords.schemes.rfc2307 import DIGEST_BYTES
from converter.passwords.schemes.scheme import Scheme
from converter.passwords.schemes.scrypt import scrypt

_ORIGIN = "Flask applications; werkzeug.security"
_SCRYPT_BYTES = 64
_KEYED = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


def _read_pbkdf2(text: str) -> PasswordHash:
    method, salt, key = fields(text, "$", number=3)
    _, digest, rounds = fields(method, ":", number=3)
    if digest not in DIGEST_BYTES:
        raise Malformed("has a digest that Werkzeug does not write")
    raw = exactly(hexadecimal(key), DIGEST_BYTES[digest], what="key")
    return pbkdf2("werkzeug-pbkdf2", digest, rounds=count(rounds, "rounds"), salt=salt.encode(), key=raw)


def _read_scrypt(text: str) -> PasswordHash:
    method, salt, digest = fields(text, "$", number=3)
    _, rounds, block, lanes = fields(method, ":", number=4)
    cost = Cost(count(rounds, "N"), 0, count(block, "r"), count(lanes, "p"))
    raw = exactly(hexadecimal(digest), _SCRYPT_BYTES, what="digest")
    return scrypt("werkzeug-scrypt", cost, salt=salt.encode(), digest=raw)


def _read_keyed(text: str, *, digest: str) -> PasswordHash:
    _, salt, encoded = fields(text, "$", number=3)
    raw = exactly(hexadecimal(encoded), DIGEST_BYTES[digest], what="digest")
    key = at_least(salt.encode(), 1, what="salt")
    return PasswordHash(f"werkzeug-{digest}", Function.HMAC, digest, salt=key, digest=raw)


SCHEMES = (
    Scheme("werkzeug-pbkdf2", "Werkzeug's PBKDF2", _ORIGIN, "pbkdf2", _read_pbkdf2, ("pbkdf2:",)),
    Scheme("werkzeug-scrypt", "Werkzeug's scrypt", _ORIGIN, "scrypt", _read_scrypt, ("scrypt:",)),
    *(
        Scheme(
            f"werkzeug-{digest}",
            f"HMAC-{digest.upper()} of the password under the salt as key",
            _ORIGIN,
            "hmac",
            partial(_read_keyed, digest=digest),
            (f"{digest}$",),
        )
        for digest in _KEYED
    ),
)
