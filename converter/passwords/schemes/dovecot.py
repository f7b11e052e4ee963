"""Dovecot's `{SCHEME}` values, as far as they are not those of RFC 2307, crypt(3) or PHC strings.

Dovecot's manual, "Password Schemes"; `doveadm pw -l` lists them. Its `{PBKDF2}$1$salt$rounds$base 16` is
PBKDF2-SHA-1 with the salt as text, and its `{MD5}` may be an MD5-crypt.
"""

from __future__ import annotations

import re

from converter.passwords.alphabets import count, exactly, fields, hexadecimal
from converter.passwords.hash import Malformed, PasswordHash
from converter.passwords.schemes.foreign import Foreign
from converter.passwords.schemes.foreign import scheme as foreign_scheme
from converter.passwords.schemes.pbkdf2 import pbkdf2
from converter.passwords.schemes.scheme import Scheme, unlabelled
from converter.regex import regex

_ORIGIN = 'Dovecot; manual, "Password Schemes"'
_KEY_BYTES = 20
_B64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
_SHA1, _SHA256 = "[A-Za-z0-9+/]{27}=", "[A-Za-z0-9+/]{43}="


def _read_pbkdf2(text: str) -> PasswordHash:
    empty, version, salt, rounds, key = fields(unlabelled(text), "$", number=5)
    if empty or version != "1":
        raise Malformed("is of a version that Dovecot does not write")
    raw = exactly(hexadecimal(key), _KEY_BYTES, what="key")
    return pbkdf2("dovecot-pbkdf2", "sha1", rounds=count(rounds, "rounds"), salt=salt.encode(), key=raw)


_FOREIGN = (
    Foreign(
        "dovecot-scram",
        "SCRAM keys",
        _ORIGIN,
        "SCRAM keeps a key derived from PBKDF2's result, from which Auth0 cannot check a password",
        regex(rf"[1-9][0-9]*,{_B64},(?:{_SHA1},{_SHA1}|{_SHA256},{_SHA256})", re.ASCII),
        ("{SCRAM-SHA-1}", "{SCRAM-SHA-256}"),
    ),
    Foreign(
        "dovecot-mechanism",
        "the verifier of one SASL mechanism",
        _ORIGIN,
        "the verifier is for one SASL mechanism and has no form at Auth0",
        regex(r"[0-9a-f]{32}|[0-9a-f]{64}|[a-z0-9]+ [0-9]+ .+", re.ASCII),
        ("{CRAM-MD5}", "{HMAC-MD5}", "{DIGEST-MD5}", "{OTP}"),
    ),
)

SCHEMES = (
    Scheme(
        "dovecot-pbkdf2",
        "PBKDF2-SHA-1 with a version, the salt as text and the key in base 16",
        _ORIGIN,
        "pbkdf2",
        _read_pbkdf2,
        ("{PBKDF2}",),
    ),
    *map(foreign_scheme, _FOREIGN),
)
