"""Django's `auth_user.password`: `<algorithm>$…`, salts as text, digests in padded base64 or base 16.

django.contrib.auth.hashers, versions 1.4 to 5.2. Of `md5$…` and `sha1$…` Werkzeug wrote the same shape with
another meaning, so those two have to be named.
"""

from __future__ import annotations

import re
from functools import partial

from converter.passwords.alphabets import base64, count, exactly, fields, hexadecimal
from converter.passwords.hash import Cost, Function, PasswordHash
from converter.passwords.schemes import argon2, bcrypt
from converter.passwords.schemes.foreign import Foreign
from converter.passwords.schemes.foreign import scheme as foreign_scheme
from converter.passwords.schemes.pbkdf2 import pbkdf2
from converter.passwords.schemes.rfc2307 import DIGEST_BYTES
from converter.passwords.schemes.scheme import Scheme
from converter.passwords.schemes.scrypt import scrypt
from converter.regex import regex

_ORIGIN = "Django; django.contrib.auth.hashers"
_SCRYPT_BYTES = 64
_BCRYPT_SHA256 = r"bcrypt_sha256\$\$2[abxy]\$[0-9]{2}\$[./A-Za-z0-9]{53}"


def _read_pbkdf2(text: str, *, digest: str) -> PasswordHash:
    _, rounds, salt, key = fields(text, "$", number=4)
    raw = exactly(base64(key), DIGEST_BYTES[digest], what="key")
    return pbkdf2(f"django-pbkdf2-{digest}", digest, rounds=count(rounds, "rounds"), salt=salt.encode(), key=raw)


def _read_scrypt(text: str) -> PasswordHash:
    _, rounds, salt, block, lanes, digest = fields(text, "$", number=6)
    cost = Cost(count(rounds, "N"), 0, count(block, "r"), count(lanes, "p"))
    raw = exactly(base64(digest), _SCRYPT_BYTES, what="digest")
    return scrypt("django-scrypt", cost, salt=salt.encode(), digest=raw)


def _read_digest(text: str, *, digest: str) -> PasswordHash:
    _, salt, encoded = fields(text, "$", number=3)
    raw = exactly(hexadecimal(encoded), DIGEST_BYTES[digest], what="digest")
    return PasswordHash(f"django-{digest}", Function.DIGEST, digest, salt=salt.encode(), digest=raw)


def _read_bcrypt(text: str) -> PasswordHash:
    return bcrypt.read(text.removeprefix("bcrypt$"), scheme="django-bcrypt")


def _read_argon2(text: str) -> PasswordHash:
    return argon2.read("$" + text.removeprefix("argon2$"), scheme="django-argon2")


_FOREIGN = (
    Foreign(
        "django-bcrypt-sha256",
        "bcrypt of a SHA-256 of the password",
        _ORIGIN,
        "Django hashed the password with SHA-256 before bcrypt, which Auth0 cannot do first",
        regex(_BCRYPT_SHA256, re.ASCII),
        ("bcrypt_sha256$",),
    ),
    Foreign(
        "django-crypt",
        "traditional DES crypt",
        _ORIGIN,
        "Auth0 has no crypt(3)",
        regex(r"crypt\$[./0-9A-Za-z]{0,2}\$[./0-9A-Za-z]{13}", re.ASCII),
        ("crypt$",),
    ),
    Foreign(
        "unusable",
        "a mark that no password fits",
        "Django's unusable password, locked accounts of Unix",
        "the store holds no password for this user, only a mark that none fits",
        regex(r"[!*]{1,2}|![A-Za-z0-9]{40}|!{1,2}\$.+", re.ASCII),
        ("!",),
    ),
)

SCHEMES = (
    *(
        Scheme(
            f"django-pbkdf2-{digest}",
            f"Django's PBKDF2 with {digest.upper()}",
            _ORIGIN,
            "pbkdf2",
            partial(_read_pbkdf2, digest=digest),
            (f"pbkdf2_{digest}$",),
        )
        for digest in ("sha256", "sha1")
    ),
    Scheme("django-scrypt", "Django's scrypt", _ORIGIN, "scrypt", _read_scrypt, ("scrypt$",)),
    Scheme("django-argon2", "Django's Argon2", _ORIGIN, "argon2", _read_argon2, ("argon2$",)),
    Scheme("django-bcrypt", "Django's bcrypt", _ORIGIN, "bcrypt", _read_bcrypt, ("bcrypt$",)),
    *(
        Scheme(
            f"django-{digest}",
            f"{digest.upper()} of salt and password, the salt perhaps empty",
            _ORIGIN,
            digest,
            partial(_read_digest, digest=digest),
            (f"{digest}$",),
        )
        for digest in ("md5", "sha1")
    ),
    *map(foreign_scheme, _FOREIGN),
)
